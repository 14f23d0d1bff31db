"""Comparing words with the document: what counts as the same, as a name, as a pronoun."""

import re
from itertools import pairwise

_SAME = {
    **dict.fromkeys(map(ord, "‘’‚‛′`´"), "'"),  # noqa: RUF001 - all these are to be unified
    **dict.fromkeys(map(ord, "“”„‟″«»"), '"'),
    **dict.fromkeys(map(ord, "‐‑‒–—―−"), "-"),  # noqa: RUF001 - as above
}
_SPACELESS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
"""Scripts that write no space between words, so that a word may end anywhere."""

_PRONOUN = re.compile(
    r"(?:it|its|itself|they|them|their|he|him|his|she|her|this|that|these|those|which|who|whose"
    r"|both|one|the (?:latter|former|other|same)|它们?|他们?|她们?|其|该.{1,6}|[这本]\w{1,6})",
    re.I,
)
_PEOPLES = (
    "Chinese|French|German|American|Italian|Korean|British|Spanish|Dutch|Swiss|Indian|European"
    "|Russian|Japanese|Israeli|Emirati|Saudi|Canadian|Australian|Taiwanese|Singaporean|Brazilian"
)
_DESCRIPTION = re.compile(
    r"(?:[Tt]he|[Tt]his|[Tt]hat|[Tt]hese|[Tt]hose|[Ii]ts|[Tt]heir|[Oo]ur|[Bb]oth|[Aa]n?)"
    rf"(?: (?:{_PEOPLES}|[A-Z]\w*-[a-z]+))*(?: [^\W\d_A-Z][^\d_A-Z\s]*)+"
)
_LEGAL = frozenset(
    (
        "the", "a", "inc", "ltd", "limited", "llc", "plc", "corp", "corporation", "co", "company",
        "sa", "sas", "se", "ag", "gmbh", "bv", "nv", "ab", "spa", "srl", "pte", "pty", "kk",
    )
)  # fmt: skip
_HEDGE = re.compile(
    r"\b(?:not|never|neither|nor|no longer|without|fail(?:s|ed)? to|den(?:y|ies|ied)|refus(?:es|ed)"
    r"|if|unless|whether|would|may|might|could|perhaps|possibly|rumou?red|reportedly|allegedly"
    r"|supposedly|hypothetical(?:ly)?)\b|n't\b"
    r"|并非|不是|没有|尚未|未能|否认|据传|传闻|如果|假如|倘若|可能|或将",
    re.I,
)
_SENTENCE_END = re.compile(r"[.!?][\"')\]]*\s+(?=[\"'(\[]?[A-Z0-9])|[。！？]|\n\s*\n")


def unified(text: str) -> str:
    """Write all quote marks and all dashes in one way; offsets stay as they are."""
    return text.translate(_SAME)


def places(words: str, text: str) -> list[tuple[int, int]]:
    """Find where words stand in a text as whole words, whatever the white space between them.

    Nothing is unified here: give both sides in their unified form.
    """
    parts = words.split()
    if not parts:
        return []
    pattern = re.compile(r"\s+".join(map(re.escape, parts)))
    found = (match.span() for match in pattern.finditer(text))
    return [(a, b) for a, b in found if not _cuts(text, a) and not _cuts(text, b)]


def _cuts(text: str, place: int) -> bool:
    """Whether a word or a number goes on across a place."""
    if not 0 < place < len(text):
        return False
    before, after = text[place - 1], text[place]
    if _SPACELESS.match(before) or _SPACELESS.match(after):
        return False
    if before.isalnum() and after.isalnum():
        return True
    in_number = before in ".," and after.isdigit() and text[max(0, place - 2)].isdigit()
    before_fraction = before.isdigit() and after in ".," and text[place + 1 : place + 2].isdigit()
    return in_number or before_fraction


def stands_in(words: str, text: str) -> bool:
    """Whether a text names these words, in any case."""
    return bool(places(unified(words).casefold(), unified(text).casefold()))


def is_description(words: str) -> bool:
    """Whether words only point at something: a pronoun, or such as `the company`."""
    return bool(_PRONOUN.fullmatch(words) or _DESCRIPTION.fullmatch(words))


def differ_in_form_only(one: str, other: str) -> bool:
    """Whether two names are the same but for an article or a legal form such as `Ltd`."""
    return _bare(one) == _bare(other) != []


def is_short_for(short: str, name: str) -> bool:
    """Whether words are a shorter form of a name: some of its words in order, or its initials."""
    few, many = _bare(short), _bare(name)
    if not few or not many:
        return False
    if len(few) == 1 and len(many) > 1 and few[0] == "".join(word[0] for word in many):
        return True
    if _SPACELESS.search(name):
        return "".join(few) in "".join(many)
    return any(many[i : i + len(few)] == few for i in range(len(many)))


def _bare(name: str) -> list[str]:
    words = re.findall(r"\w+", unified(name).casefold().replace("'s", ""))
    return [word for word in words if word not in _LEGAL]


def is_hedged(text: str, start: int, end: int) -> bool:
    """Whether the sentences around a quote deny, suppose or doubt something."""
    limits = [0, *(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]
    around = [(a, b) for a, b in pairwise(limits) if a < end and b > start]
    return any(_HEDGE.search(unified(text[a:b])) for a, b in around)
