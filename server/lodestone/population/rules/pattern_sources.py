"""Patterns as rules have them: cut into parts, with their variables and slots written out."""

import re

from lodestone.errors import RuleError

SLOT = re.compile(r"\{([A-Z]\d?)(?::([\w|!/]+)(?:\(([^)]*)\))?)?(\+{0,2})\}")
VARIABLE = re.compile(r"\{([A-Z][A-Z_]+)\}")
_TOKEN = re.compile(
    r"\\.|\[\^?\]?(?:\\.|[^\]])*\](?:\{[\d,]+\}|[*+?])*|[({]|[)}](?:\{[\d,]+\}|[*+?])*"
    r"|[| ]|[^\\\[({)}| ]+",
    re.S,
)
"""What of a pattern is never cut: an escape, a class, a bracket with its quantifier, words."""


def split_pattern(source: str) -> list[str]:
    """Cut a pattern into the parts that have to match one after another; words stay whole."""
    parts: list[str] = []
    start = depth = 0
    for token in _TOKEN.finditer(source):
        text = token.group()
        if text == "|" and depth == 0:
            return [source]
        if text in "({" and depth == 0 and start < token.start():
            parts.append(source[start : token.start()])
            start = token.start()
        depth += (text in "({") - (text[0] in ")}")
        if depth == 0 and (text[0] in ")}" or (text == " " and source[start : token.start()])):
            parts.append(source[start : token.end()])
            start = token.end()
    return [*parts, source[start:]] if start < len(source) else parts


def expanded(source: str, variables: dict[str, str]) -> str:
    """Write out the variables of a pattern."""
    while VARIABLE.search(source):
        source = VARIABLE.sub(lambda m: _variable(m, variables), source)
    return source


def _variable(match: re.Match[str], variables: dict[str, str]) -> str:
    name = match[1]
    if name in variables:
        return variables[name]
    raise RuleError(f"the variable '{name}' is not among the file's vars")


def outlined(source: str, variables: dict[str, str]) -> tuple[str, list[int]]:
    """Write a pattern with its variables, and its slots short: for errors and for its words.

    Gives for each character, and for the end, the offset in the pattern that it comes from.
    """
    text: list[str] = []
    origins: list[int] = []
    place = 0
    for part in re.finditer(f"{SLOT.pattern}|{VARIABLE.pattern}", source):
        plain = source[place : part.start()]
        written = SLOT.sub(_outline, expanded(part[0], variables))
        text += [plain, written]
        origins += [*range(place, part.start()), *[part.start()] * len(written)]
        place = part.end()
    text.append(source[place:])
    return "".join(text), [*origins, *range(place, len(source) + 1)]


def _outline(slot: re.Match[str]) -> str:
    """Write a slot as short as can be for finding errors and words in what stands around it."""
    heads = f"(?:{slot[3]})" if slot[3] else "."
    return f"(?P<{slot[1]}>{heads})"
