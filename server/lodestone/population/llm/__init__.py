"""A language model proposes claims; nothing passes that the words of the document do not carry.

Off unless a URL and a model are set. What a model answers is a guess: each claim has to come with
a quote that stands in the text, and is checked against it before a person sees it. All that fails
is kept with its reason. `wording` and `figures` compare words and numbers, `blocks` cuts documents
into calls, `prompt` says what is asked, `endpoint` and `connection` ask, `answers` keeps what was
answered, `claims` reads it, `verifier` judges it, `extractor` puts them in a row, `runs` says what
came of it.
"""

from lodestone.population.llm.answers import forget
from lodestone.population.llm.blocks import blocks
from lodestone.population.llm.claims import Rejected
from lodestone.population.llm.endpoint import OUT_OF_CALLS, LlmSettings, require_library
from lodestone.population.llm.extractor import LlmExtractor, announce
from lodestone.population.llm.runs import LlmRun, Unread, as_lines, write_rejected

__all__ = [
    "OUT_OF_CALLS",
    "LlmExtractor",
    "LlmRun",
    "LlmSettings",
    "Rejected",
    "Unread",
    "announce",
    "as_lines",
    "blocks",
    "forget",
    "require_library",
    "write_rejected",
]
