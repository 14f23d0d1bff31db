"""Telling in microseconds that a query needs no rewriting.

The checks look at the bare text and err on the side of "it might": what they let through is parsed,
and mostly turns out to need nothing. What they keep out is sure to need nothing.
"""

import re

_BLANK = r"(?:\s|#[^\n\r]*+)*+"
_IRI = r"<[^<>{}\s]*+>"

_COMMENT_LINE = re.compile(r"^#[^\n\r]*", re.MULTILINE)

_BOOLEAN = re.compile(r"(?!true|false)(?i:true|false)")
_BNODE = re.compile(rf"bnode{_BLANK}\((?!\s*\))", re.IGNORECASE)
_AGGREGATES = ("count", "sum", "min", "max", "avg", "sample")
_AGGREGATE = re.compile(rf"(?:{'|'.join(_AGGREGATES)}){_BLANK}\((?P<flat>[^()]*\))?")
_ODD_IRI = re.compile(r"<[^<>\"{}|^`\\\s]*+>")
_OPERATORS = ("&&", ",", ")")

_GRAPH = re.compile(
    rf"graph{_BLANK}[?$](?P<variable>[^\s{{}}#<>]+){_BLANK}\{{"
    rf"(?P<flat>(?:[^{{}}<\"'#\\]|{_IRI}|<|\"[^\"{{}}\\\n]*\"|'[^'{{}}\\\n]*')*+\}})?",
    re.IGNORECASE,
)
_SCOPED = re.compile(r"select|minus|values", re.IGNORECASE)

_STEP_BEFORE_STAR = re.compile(r"(?:[>)]|:[^\s<>(){}\"'*?]*|(?<![\w?$:])a)$")
_STAR = re.compile(r"\*")
_FAR_BEFORE = 100
_OPTIONAL_STEP = re.compile(r"\?(?!\w)")
_BETWEEN_VARIABLES = re.compile(rf"[?$]\w+\s+(?:{_IRI}|[\w:.%/|^()!*+-]|\?(?!\w))++\s+(?=[?$]\w)")


def needs_rewriting(text: str) -> bool:
    """Say whether a query might be one that the engine gets wrong; False is sure."""
    if ("\n#" in text or text[:1] == "#") and '"""' not in text and "'''" not in text:
        text = _COMMENT_LINE.sub("", text)
    lowered = text.lower()
    return (
        "service" in lowered
        or "group_concat" in lowered
        or "<<(" in text
        or ("bnode" in lowered and _BNODE.search(text) is not None)
        or ("graph" in lowered and _has_scoped_graph(text))
        or _has_nullable_path(text)
        or _has_nested_aggregate(lowered)
        or (("true" in lowered or "false" in lowered) and _BOOLEAN.search(text) is not None)
        or _has_operators_in_iri(text)
    )


def _has_scoped_graph(text: str) -> bool:
    for match in _GRAPH.finditer(text):
        body = match["flat"]
        name = match["variable"]
        if body is None or _SCOPED.search(body) or f"?{name}" in body or f"${name}" in body:
            return True
    return False


def _has_nullable_path(text: str) -> bool:
    if not _has_optional_step(text):
        return False
    return _has_optional_step(_BETWEEN_VARIABLES.sub(" ", text))


def _has_optional_step(text: str) -> bool:
    if _OPTIONAL_STEP.search(text):
        return True
    return "*" in text.replace("(*)", "") and any(
        _is_behind_step(text[max(0, star.start() - _FAR_BEFORE) : star.start()])
        for star in _STAR.finditer(text)
    )


def _is_behind_step(before: str) -> bool:
    bare = before.rstrip()
    gap = before[len(bare) :]
    may_be_comment = ("\n" in gap or "\r" in gap) and "#" in bare
    is_cut = len(before) == _FAR_BEFORE and not any(map(str.isspace, bare))
    return may_be_comment or is_cut or _STEP_BEFORE_STAR.search(bare) is not None


def _has_operators_in_iri(text: str) -> bool:
    if not any(map(text.__contains__, _OPERATORS)):
        return False
    return any(o in match[0] for match in _ODD_IRI.finditer(text) for o in _OPERATORS)


def _has_nested_aggregate(lowered: str) -> bool:
    if not any(map(lowered.__contains__, _AGGREGATES)):
        return False
    found = list(_AGGREGATE.finditer(lowered))
    return len(found) > 1 and any(match["flat"] is None for match in found)
