"""Candidates as files: JSON Lines, sorted, one object a line, the same bytes for the same input."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from operator import itemgetter
from pathlib import Path
from typing import Any

from lodestone.errors import CandidateError
from lodestone.model.candidate import Candidate, EntityReference, LiteralValue, TextQuote
from lodestone.model.document import Document

SCHEMA = "lodestone-candidates/1"
MANUAL_SUFFIX = ".manual.jsonl"

_Order = tuple[int, int, str, str, str]
"""Where the quote of a candidate begins and ends, and what it states."""


@dataclass(frozen=True, slots=True)
class ModelWork:
    """What a language model had to do with a file of candidates.

    `fingerprint` stands for the model and how it was asked; it is empty while the model has not
    answered for the whole text. `candidates` counts those that only it proposed, `rejected` its
    claims that did not pass.
    """

    fingerprint: str = ""
    candidates: int = 0
    rejected: int = 0
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Header:
    """The first line of a file: what the candidates were made from.

    `digest` is that of the document's text, `source` that of the file which it was read from, and
    `warnings` are those of the reading. `model` is there if a language model was asked.
    """

    document: str
    digest: str
    extractor: str
    source: str = ""
    warnings: tuple[str, ...] = ()
    model: ModelWork | None = None


def document_of(path: Path) -> str:
    """Name the document that a file of candidates, found or entered by hand, belongs to."""
    name = path.name
    return name.removesuffix(MANUAL_SUFFIX) if name.endswith(MANUAL_SUFFIX) else path.stem


def to_json(candidate: Candidate) -> dict[str, Any]:
    """Give a candidate as a JSON object, its keys in a fixed order."""
    return {
        "id": candidate.identifier,
        "doc": candidate.document,
        "start": candidate.quote.start,
        "end": candidate.quote.end,
        "quote": candidate.quote.exact,
        "prefix": candidate.quote.prefix,
        "suffix": candidate.quote.suffix,
        "s": _end_to_json(candidate.subject),
        "p": candidate.predicate,
        "o": _end_to_json(candidate.object),
        "modality": candidate.modality,
        "quantifier": candidate.quantifier,
        "explicitness": candidate.explicitness,
        "note": candidate.note,
        "tier": candidate.tier,
        "by": candidate.origin,
        "checks": list(candidate.checks),
    }


def _end_to_json(end: EntityReference | LiteralValue) -> dict[str, Any]:
    if isinstance(end, EntityReference):
        kind = {"kind": end.kind} if end.kind else {}
        return {"iri": end.iri, "text": end.text, "how": end.resolved_by, **kind}
    kind = {"lang": end.language} if end.language else {"type": end.datatype}
    return {"value": end.value, **kind, "text": end.text}


def _end_from_json(data: dict[str, Any]) -> EntityReference | LiteralValue:
    if "iri" in data:
        return EntityReference(data["iri"], data["text"], data["how"], data.get("kind"))
    return LiteralValue(data["value"], data.get("type", ""), data.get("lang"), data["text"])


def _from_json(data: dict[str, Any], digest: str) -> Candidate:
    subject = _end_from_json(data["s"])
    if not isinstance(subject, EntityReference):
        raise TypeError("a subject is an entity")
    quote = TextQuote(data["quote"], data["prefix"], data["suffix"], data["start"], data["end"])
    return Candidate(
        document=data["doc"],
        digest=digest,
        quote=quote,
        subject=subject,
        predicate=data["p"],
        object=_end_from_json(data["o"]),
        modality=data["modality"],
        quantifier=data["quantifier"],
        explicitness=data["explicitness"],
        note=data["note"],
        tier=data["tier"],
        origin=data["by"],
        checks=tuple(data["checks"]),
    )


def merged(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Sort candidates, and keep one of those that state the same of one document.

    That is the one of the best tier; what a rule proposes goes before what a model does.
    """
    kept: dict[tuple[str, ...], tuple[_Order, Candidate]] = {}
    for order, candidate in sorted(((_order(c), c) for c in candidates), key=itemgetter(0)):
        known = kept.get(order[2:])
        if known is None or _rank(candidate) < _rank(known[1]):
            kept[order[2:]] = order, candidate
    return [candidate for _, candidate in sorted(kept.values(), key=itemgetter(0))]


def _rank(candidate: Candidate) -> tuple[str, bool]:
    return candidate.tier, candidate.is_by_model


def _order(candidate: Candidate) -> _Order:
    ends = (candidate.subject.iri, candidate.predicate, candidate.object.n_triples())
    return (candidate.quote.start, candidate.quote.end, *ends)


def write(path: Path, header: Header, candidates: Sequence[Candidate]) -> bool:
    """Write a file of candidates; give whether it changed.

    The write is one rename, so that a reader never sees half a file.
    """
    body = "".join(_line(to_json(candidate)) + "\n" for candidate in candidates)
    head = {
        "schema": SCHEMA,
        "doc": header.document,
        "sha256": header.digest,
        "extractor": header.extractor,
        "source": header.source,
        "warnings": list(header.warnings),
        **({"model": asdict(header.model)} if header.model else {}),
        "candidates": len(candidates),
        "body": _digest(body.encode()),
    }
    content = f"{_line(head)}\n{body}"
    if path.is_file() and path.read_text(encoding="utf-8") == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(path.name + ".new")
    fresh.write_text(content, encoding="utf-8")
    fresh.replace(path)
    return True


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def glance(path: Path) -> tuple[Header, int] | None:
    """Read the header of a file that is as it was written, and how many candidates it holds.

    None if there is no such file, or if its candidates were edited since.
    """
    try:
        first, _, body = path.read_bytes().partition(b"\n")
        head = json.loads(first)
        if head["schema"] == SCHEMA and head["body"] == _digest(body):
            return _header(head), int(head["candidates"])
    except (OSError, KeyError, TypeError, ValueError):
        return None  # whoever reads it whole says what is wrong with it
    return None


def _header(head: dict[str, Any]) -> Header:
    warnings = tuple(map(str, head.get("warnings", ())))
    source = str(head.get("source", ""))
    model = _model_work(head["model"]) if "model" in head else None
    return Header(head["doc"], head["sha256"], head["extractor"], source, warnings, model)


def _model_work(work: dict[str, Any]) -> ModelWork:
    warnings = tuple(map(str, work["warnings"]))
    return ModelWork(
        str(work["fingerprint"]), int(work["candidates"]), int(work["rejected"]), warnings
    )


def _line(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False)


def read(path: Path) -> tuple[Header, list[Candidate]]:
    """Read a file of candidates.

    Raises:
        CandidateError: names the file and the line that is broken.
    """
    lines = path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    done = 0
    try:
        head = json.loads(lines[0])
        if head["schema"] != SCHEMA:
            raise CandidateError(f"{path}, line 1: this is not {SCHEMA} but {head['schema']}.")
        header = _header(head)
        found = []
        for line in lines[1:]:
            found.append(_from_json(json.loads(line), header.digest))
            done += 1
    except (IndexError, KeyError, TypeError, ValueError) as error:
        raise CandidateError(
            f"{path}, line {done + 2}: this is not a candidate ({error!r}). Correct the line."
        ) from error
    return header, found


def anchored(candidate: Candidate, document: Document, context: int) -> Candidate:
    """Tie a candidate to the document as it is now, by its quote.

    Raises:
        CandidateError: the quote does not occur in the document, or the place is ambiguous.
    """
    exact = candidate.quote.exact
    places = [i for i in range(len(document.text)) if document.text.startswith(exact, i)]
    near = [p for p in places if document.text[:p].endswith(candidate.quote.prefix)] or places
    if len(near) != 1:
        found = "does not occur" if not near else f"occurs {len(near)} times"
        raise CandidateError(
            f"The quote “{exact}” {found} in {document.name} (candidate {candidate.identifier}). "
            "Correct the quote, or its prefix, in the manual candidates."
        )
    start, end = near[0], near[0] + len(exact)
    quote = TextQuote(
        exact,
        document.text[max(0, start - context) : start],
        document.text[end : end + context],
        start,
        end,
    )
    return replace(candidate, quote=quote, digest=document.digest)
