"""Expressions that are one of many: written from words, and taken apart again."""

import re
from collections.abc import Iterable

_PIECE = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]])*\]|[()|]", re.S)
_BOUNDED = re.compile(r"\\b\(\?:(.*)\)\\b", re.S)


def alternatives(words: Iterable[str]) -> str:
    """Write words as one expression that shares their beginnings: quick to compile and to fail."""
    heads: dict[str, set[str]] = {}
    for word in words:
        heads.setdefault(word[:1], set()).add(word[1:])
    ends = "" in heads
    heads.pop("", None)
    options = [re.escape(head) + alternatives(rest) for head, rest in sorted(heads.items())]
    if not options:
        return ""
    if len(options) > 1 or (ends and len(options[0]) > 1):
        options = [f"(?:{'|'.join(options)})"]
    return options[0] + "?" if ends else options[0]


def with_capital(words: Iterable[str]) -> str:
    """Write words as one expression that also takes each with a capital at its beginning."""
    heads: dict[str, set[str]] = {}
    for word in words:
        heads.setdefault(word[0], set()).add(word[1:])
    options = (f"[{h.upper()}{h}]{alternatives(rest)}" for h, rest in sorted(heads.items()))
    return f"(?:{'|'.join(options)})"


def parts_of(expression: re.Pattern[str]) -> list[re.Pattern[str]]:
    """Give the alternatives of an expression one by one, also those between word boundaries."""
    parts: list[str] = []
    for part in _alternatives(expression.pattern):
        whole = _BOUNDED.fullmatch(part)
        inner = _alternatives(whole[1]) if whole and _is_one_group(whole[1]) else []
        parts += [rf"\b(?:{one})\b" for one in inner] if len(inner) > 1 else [part]
    return [re.compile(part, expression.flags & re.I) for part in parts]


def _alternatives(source: str) -> list[str]:
    """Split an expression at the strokes that are in no bracket."""
    parts: list[str] = []
    start = depth = 0
    for token in _PIECE.finditer(source):
        depth += (token[0] == "(") - (token[0] == ")")
        if token[0] == "|" and depth == 0:
            parts.append(source[start : token.start()])
            start = token.end()
    return [*parts, source[start:]]


def _is_one_group(source: str) -> bool:
    """Whether brackets around a source would close where it ends, and not before."""
    depth = 0
    for token in _PIECE.finditer(source):
        depth += (token[0] == "(") - (token[0] == ")")
        if depth < 0:
            return False
    return True
