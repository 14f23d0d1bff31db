"""Reading what the model answered: claims, as it made them, and what was no claim."""

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lodestone.population.llm.prompt import FIELDS

MALFORMED = "malformed"

_END_OF_THOUGHTS = "</think>"
"""Some models think aloud before they answer, and what they think may hold JSON as well."""

_OPENINGS = re.compile(r"[{\[]")
_STARTS = 50
"""At how many brackets the search for a JSON value begins before it is given up."""

_CLAIMS = 200
_NAME, _QUOTE = 500, 3_000
_SHOWN = 2_000
"""How many characters of a claim that cannot be read are kept."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A claim that did not pass: the document it was made of, why, and the claim as it came."""

    document: str
    reason: str
    raw: Any


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim in the model's words; nothing about it is known to be true."""

    relation: str
    subject: str
    subject_span: str
    object: str
    object_span: str
    quote: str
    modality: str


def holds_claims(answer: str) -> bool:
    """Whether an answer has a list of claims somewhere, be it an empty one."""
    return _listed(answer) is not None


def read_claims(
    answer: str, document: str, modalities: tuple[str, ...]
) -> Iterator[tuple[Claim, Any] | Rejected]:
    """Read an answer that holds claims: each with its raw form, or what is wrong with it."""
    listed = _listed(answer) or []
    for raw in listed[:_CLAIMS]:
        claim = _claim(raw, modalities)
        kept = _bounded(raw)
        yield Rejected(document, MALFORMED, kept) if claim is None else (claim, kept)
    if len(listed) > _CLAIMS:
        dropped = {"claims beyond the first": _CLAIMS, "dropped": len(listed) - _CLAIMS}
        yield Rejected(document, MALFORMED, dropped)


def _listed(answer: str) -> list[Any] | None:
    """Find the claims: the answer is JSON, or has it somewhere, perhaps between fences."""
    text = answer.rpartition(_END_OF_THOUGHTS)[2].strip()
    decoder = json.JSONDecoder(parse_constant=str)
    for opening, _ in zip(_OPENINGS.finditer(text), range(_STARTS), strict=False):
        try:
            value, _ = decoder.raw_decode(text, opening.start())
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict) and isinstance(value.get("claims"), list):
            return list(value["claims"])
        is_whole = opening.start() == 0
        if isinstance(value, list) and (value or is_whole) and all(map(_is_object, value)):
            return value
    return None


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)


def _claim(raw: Any, modalities: tuple[str, ...]) -> Claim | None:
    if not isinstance(raw, dict) or not all(isinstance(raw.get(name), str) for name in FIELDS):
        return None
    values = {name: raw[name].strip() for name in FIELDS}
    needed = ("relation", "subject", "object", "object_span", "quote")
    if any(_is_unfit(name, value) for name, value in values.items()):
        return None
    if not all(values[name] for name in needed) or values["modality"] not in modalities:
        return None
    return Claim(**values)


def _is_unfit(name: str, value: str) -> bool:
    """Whether a value is too long, or has characters that no document in normal form has."""
    if len(value) > (_QUOTE if name == "quote" else _NAME):
        return True
    return any(
        unicodedata.category(c) in ("Cc", "Cs") and not (name == "quote" and c in "\n\r\t")
        for c in value
    )


def _bounded(raw: Any) -> Any:
    written = json.dumps(raw)
    return raw if len(written) <= 2 * _SHOWN else {"claim": written[:_SHOWN]}
