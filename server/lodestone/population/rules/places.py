"""Where in a file of rules a part of a rule stands, so that an error can name line and column."""

from collections.abc import Iterator
from pathlib import Path

import yaml

_ESCAPES = {"x": 4, "u": 6, "U": 10}
"""How long an escape in a double-quoted text is; all others are of two characters."""


def place_of(path: Path, number: int, text: str, offset: int) -> str:
    """Give line and column, both from 1, of an offset in a text that the n-th rule has.

    Empty if the text stands there otherwise, as part of a variable.
    """
    content = path.read_text(encoding="utf-8")
    root = yaml.compose(content, Loader=yaml.SafeLoader)
    for scalar in _scalars(_rule(root, number)):
        if scalar.value == text:
            at = _offset(content, scalar, offset)
            line = content.count("\n", 0, at) + 1
            return f", line {line}, column {at - (content.rfind(chr(10), 0, at) + 1) + 1}"
    return ""


def _rule(root: yaml.Node | None, number: int) -> yaml.Node | None:
    pairs = root.value if isinstance(root, yaml.MappingNode) else []
    rules = next((value for key, value in pairs if key.value == "rules"), None)
    return rules.value[number] if isinstance(rules, yaml.SequenceNode) else None


def _scalars(node: yaml.Node | None) -> Iterator[yaml.ScalarNode]:
    if isinstance(node, yaml.ScalarNode):
        yield node
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _scalars(item)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _scalars(key)
            yield from _scalars(value)


def _offset(content: str, scalar: yaml.ScalarNode, wanted: int) -> int:
    """Count up to an offset of a scalar's value in the text that it was written as."""
    place: int = scalar.start_mark.index
    if scalar.style in ("|", ">"):
        return place
    place += scalar.style in ('"', "'")
    for _ in range(wanted):
        if content[place] == "\n":  # a folded line stands for one space
            while content[place].isspace():
                place += 1
        elif scalar.style == '"' and content[place] == "\\":
            place += _ESCAPES.get(content[place + 1], 2)
        else:
            place += 2 if scalar.style == "'" and content.startswith("''", place) else 1
    return place
