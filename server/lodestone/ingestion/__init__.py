"""Documents in, files of candidates out.

`plan` says into what and by which tools, `library` keeps the documents, `fingerprints` tells
whether anything has changed, `ingesting` applies the rules to each, in several processes, and
`asking` a language model after them, where one is set. `extracting` does both and keeps nothing,
`forgetting` removes what was kept.
"""

from lodestone.ingestion.asking import announce, ask
from lodestone.ingestion.extracting import extract, preview
from lodestone.ingestion.forgetting import dropped, find_forgotten, forget
from lodestone.ingestion.ingesting import ingest
from lodestone.ingestion.plan import ANSWERS, Model, Plan, find

__all__ = [
    "ANSWERS",
    "Model",
    "Plan",
    "announce",
    "ask",
    "dropped",
    "extract",
    "find",
    "find_forgotten",
    "forget",
    "ingest",
    "preview",
]
