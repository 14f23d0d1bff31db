"""The lexical guard: refuses text that is too long, too deep or too wide before it is parsed.

Parser and planner of the engine recurse; what they cannot bear is refused here with a reason.
The scan is linear, and only long texts are scanned at all.
"""

import re
from dataclasses import dataclass

from lodestone.errors import QueryError, TooLargeError

_SURELY_FINE = 256
_TOKENS = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""'
    r"|'''(?:[^'\\]|\\.|'(?!''))*'''"
    r'|"(?:[^"\\\n\r]|\\.)*"'
    r"|'(?:[^'\\\n\r]|\\.)*'"
    r"|<[^<>\"{}|^`\\\x00-\x20]*>"
    r"|\#[^\n\r]*"
    r"|(?P<open><<|[({\[])"
    r"|(?P<close>>>|[)}\]])"
    r"|(?P<not>!)"
    r"|(?P<operator>\|\||&&|[+*/|^-]|\b(?:UNION|FILTER|OPTIONAL|BIND|MINUS|EXISTS)\b)"
    r"|(?P<pattern>[;,]|\.(?=[\s?$<_\"'(\[}:]))",
    re.IGNORECASE | re.DOTALL,
)


_TRIPLE_TERMS = re.compile(
    rb'"""(?:[^"\\]|\\.|"(?!""))*"""'
    rb"|'''(?:[^'\\]|\\.|'(?!''))*'''"
    rb'|"(?:[^"\\\n\r]|\\.)*"'
    rb"|'(?:[^'\\\n\r]|\\.)*'"
    rb"|<[^<>\"{}|^`\\\x00-\x20]*>"
    rb"|\#[^\n\r]*"
    rb"|<<|>>",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class TextLimits:
    """How long a query may be in bytes, how deeply nested, and how much it may hold."""

    length: int
    depth: int
    operators: int
    patterns: int


def check_query(text: str, limits: TextLimits) -> None:
    """Refuse a query that is beyond the limits.

    Raises:
        TooLargeError: it is too long.
        QueryError: it is nested too deeply, or has too many operators or triple patterns.
    """
    if len(text) < _SURELY_FINE:
        return
    if len(text) > limits.length:
        raise TooLargeError(
            f"The query has {len(text)} characters; at most {limits.length} are taken here. "
            "Split it, or run it on a copy of the data of your own."
        )
    if not _may_exceed(text, limits):
        return
    _scan(text, limits)


def depth_of_triple_terms(text: bytes) -> int:
    """Say how deeply `<<` is nested at most, as RDF and SPARQL 1.2 write triple terms."""
    if b"<<" not in text:
        return 0
    deepest = depth = 0
    for match in _TRIPLE_TERMS.finditer(text):
        if match[0] == b"<<":
            depth += 1
            deepest = max(deepest, depth)
        elif match[0] == b">>":
            depth = max(depth - 1, 0)
    return deepest


def _may_exceed(text: str, limits: TextLimits) -> bool:
    """Count characters first: most queries have too few of any kind to be beyond a limit."""
    opening = sum(map(text.count, ("(", "{", "[", "<<", "!")))
    if len(text) <= min(limits.operators, limits.patterns):
        return opening > limits.depth
    wide = sum(map(text.count, ("+", "-", "*", "/", "|", "^", "&", " ", "\n", "}")))
    return (
        opening > limits.depth
        or wide > min(limits.operators, limits.patterns)
        or sum(map(text.count, ".;,")) > limits.patterns
    )


def _scan(text: str, limits: TextLimits) -> None:
    depth = negations = operators = patterns = 0
    for match in _TOKENS.finditer(text):
        kind = match.lastgroup
        if kind == "open":
            depth += 1
        elif kind == "close":
            depth = max(depth - 1, 0)
        elif kind == "operator":
            operators += 1
        elif kind == "pattern":
            patterns += 1
        negations = negations + 1 if kind == "not" else 0
        if depth + negations > limits.depth:
            raise QueryError(
                f"The query is nested more than {limits.depth} levels deep. Make it flatter."
            )
    if operators > limits.operators:
        raise QueryError(
            f"The query has {operators} operators; at most {limits.operators} are taken here."
        )
    if patterns > limits.patterns:
        raise QueryError(
            f"The query has about {patterns} triple patterns; at most {limits.patterns} are taken "
            "here. Values in great number belong into VALUES."
        )
