"""Gold: documents with all the facts that they state, and sentences that tempt to invent some.

    document: |
      Lumo Robotics, a start-up from Oslo, builds drones. It has raised 4 million euros.
    split: held-out
    facts:
    - quote: "It has raised 4 million euros."
      facts:
      - "<Funding> | fundingRecipient | Lumo Robotics"
      - "<Funding> | hasAmount | 4 million euros"
    traps:
    - quote: "Nordvik did not buy Lumo."
      never: ["Nordvik | acquired | Lumo Robotics"]

Alternative wordings of an end are separated by " / ". `<Class>` stands for one thing that has no
name of its own, `<Class 2>` for another. A quote is any words of the sentence, and line breaks in
it are as good as spaces; facts that a document states in several places have a list of quotes. With
`external: true`, `document` names a file. A file may hold only `traps`, each with a `text`.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from lodestone.errors import FaultError
from lodestone.model.document import Document
from lodestone.population.text import normalise

REPORTED = "reported-fact"
TRAPS = "traps"
_WHERE = "It is not part of the repository; name its folder with --documents."


@dataclass(frozen=True, slots=True)
class GoldFact:
    """A fact that a document states; each end has one or several wordings."""

    subject: tuple[str, ...]
    relation: str
    object: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    modality: str = REPORTED


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """A document with its facts, and the facts that nobody may assert of it."""

    document: Document
    style: str
    split: str
    facts: tuple[GoldFact, ...]
    never: tuple[GoldFact, ...]


def read_gold(paths: Iterable[Path], externals: Path) -> Iterator[GoldDocument | str]:
    """Read gold files, and those in folders; gives a remark for a document that is not there.

    Raises:
        FaultError: a file is not what the module describes; names the file and the place.
    """
    for path in paths:
        if not path.exists():
            raise FaultError(f"{path} does not exist. Name a gold file, or a folder of some.")
        for file in sorted(path.rglob("*.yaml")) if path.is_dir() else [path]:
            try:
                yield from _read(file, externals)
            except (KeyError, TypeError, AttributeError) as error:
                raise FaultError(f"{file} is not a gold file: {error!r}") from error


def _read(path: Path, externals: Path) -> Iterator[GoldDocument | str]:
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise FaultError(f"{path} is not YAML: {error}") from error
    name = f"{path.parent.name}/{path.stem}"
    if "document" not in content:
        for number, trap in enumerate(content["traps"], 1):
            document = _document(f"{name}-{number}", trap["text"])
            tempting = _facts(path, document.text, trap["never"], document.text, REPORTED)
            split, style = content.get("split", TRAPS), trap.get("kind", "trap")
            yield GoldDocument(document, str(style), str(split), (), tuple(tempting))
        return
    text = content["document"]
    if content.get("external"):
        if not (externals / text).is_file():
            yield f"{path} is skipped: its document {text} is not in {externals}. " + _WHERE
            return
        text = (externals / text).read_text(encoding="utf-8")
    document = _document(name, text)
    facts = list(_listed(path, document.text, content))
    never: list[GoldFact] = []
    for trap in content.get("traps") or ():
        never += _facts(path, document.text, trap["never"], trap["quote"], REPORTED)
    yield GoldDocument(
        document, str(content["style"]), str(content["split"]), tuple(facts), tuple(never)
    )


def _document(name: str, raw: str) -> Document:
    text = normalise(raw)
    title = next((line.strip("# ") for line in text.splitlines() if line.strip()), "")
    return Document(name, text, title)


def _listed(path: Path, text: str, content: dict[str, Any]) -> Iterator[GoldFact]:
    for entry in content["facts"] or ():
        modality = str(entry.get("modality", REPORTED))
        yield from _facts(path, text, entry["facts"], entry["quote"], modality)


def _facts(
    path: Path, text: str, listed: Iterable[str], quoted: str | list[str], modality: str
) -> Iterator[GoldFact]:
    spans: tuple[tuple[int, int], ...] = ()
    for quote in [quoted] if isinstance(quoted, str) else quoted:
        places = tuple(_places(text, normalise(quote)))
        if not places:
            raise FaultError(f"{path}: the document does not hold the quote “{quote}”.")
        spans += places
    for fact in listed:
        parts = [part.strip() for part in str(fact).split(" | ")]
        if len(parts) != 3:
            raise FaultError(f"{path}: a fact is 'subject | relation | object', not '{fact}'.")
        subject, relation, target = parts
        yield GoldFact(_wordings(subject), relation, _wordings(target), spans, modality)


def _wordings(end: str) -> tuple[str, ...]:
    return tuple(wording.strip() for wording in end.split(" / ") if wording.strip())


def _places(text: str, quote: str) -> Iterator[tuple[int, int]]:
    words = r"\s+".join(re.escape(word) for word in quote.split())
    if words:
        yield from (found.span() for found in re.finditer(words, text))
