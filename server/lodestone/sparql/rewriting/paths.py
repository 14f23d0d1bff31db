"""Property paths of length zero from a term that the graph does not hold.

A term reaches itself by a path that may be empty, whether the graph holds it or not (SPARQL 1.2
Query §18.4, ZeroOrOnePath and ZeroOrMorePath); the engine finds only terms that the graph holds.
A statement whose path may be empty and which has a constant end becomes a group

    { c path* ?x } UNION { BIND(c AS ?x) FILTER NOT EXISTS { c path* c } }

behind the triples it stood among: the second part adds what the engine leaves out, and only that.

Left as they are: a path from a constant to a blank node whose label occurs more than once, and
paths inside `[ ]`, `( )` and annotations.
"""

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from lark import Token, Tree

from lodestone.sparql.rewriting.edits import Edits
from lodestone.sparql.syntax import Node, Span, child, children, nodes, span, tokens

_CONSTANTS = ("IRIREF", "PNAME_LN", "PNAME_NS", "NIL", "INTEGER", "FRACTION", "POSITIVE")
_MORE_CONSTANTS = ("NEGATIVE", "TRUE", "FALSE", "literal")
_RDF_NIL = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#nil>"
_MOST_EMPTY_WAYS = 8


def complete_empty_paths(tree: Node, edits: Edits) -> None:
    """Rewrite each statement with a constant end and a path that may be empty."""
    labels: Counter[str] | None = None
    for block in nodes(tree, "triples_block", without=frozenset({"service"})):
        if any(True for _ in nodes(block, "modified_path")):
            labels = labels or Counter(tokens(tree, "BLANK_NODE_LABEL"))
            _rewrite_block(block, edits, labels)


@dataclass(frozen=True, slots=True)
class _Statement:
    """A triple pattern with a path: the two ends, and in how many ways the path may be empty."""

    subject: str
    path: str
    object: str
    constant_subject: bool
    constant_object: bool
    empty_ways: int

    def group(self) -> str:
        """Write the statement so that the empty path counts for the constant too."""
        alone = f"{{ {self.subject} {self.path} {self.object} }}"
        constant = self.subject if self.constant_subject else self.object
        other = self.object if self.constant_subject else self.subject
        if self.constant_subject and self.constant_object:
            reached = f"FILTER(sameTerm({_expression(constant)}, {_expression(other)})) "
        elif other[0] in "?$":
            reached = f"BIND({_expression(constant)} AS {other}) "
        else:
            reached = ""
        missing = f"FILTER NOT EXISTS {{ {constant} {self.path} {constant} }}"
        return f"{{ {alone}" + f" UNION {{ {reached}{missing} }}" * self.empty_ways + " }"


def _expression(constant: str) -> str:
    return _RDF_NIL if constant[0] == "(" else constant


def _rewrite_block(block: Node, edits: Edits, labels: Counter[str]) -> None:
    statements = children(block, "triples_same_subject_path")
    ends = [*(span(s).start for s in statements), span(block).end]
    kept: list[str] = []
    groups: list[str] = []
    for statement, (start, end) in zip(statements, pairwise(ends), strict=True):
        found, remaining = _split(statement, edits, labels)
        groups += found
        if not found:
            kept.append(edits.text(Span(start, end)))
        elif remaining:
            kept.append(remaining + edits.text(Span(span(statement).end, end)))
    if groups:
        edits.replace(span(block), "".join(kept) + " " + " ".join(groups))


def _split(statement: Node, edits: Edits, labels: Counter[str]) -> tuple[list[str], str]:
    """Give the groups for what has to be rewritten, and the statement without it."""
    subject, properties = statement.children[0], child(statement, "property_list_path")
    if properties is None or not _is_term(subject):
        return [], ""
    groups: list[str] = []
    kept: list[str] = []
    for verb_path in children(properties, "verb_path"):
        verb, *objects = verb_path.children
        remaining = []
        for part in objects:
            found = _statement(subject, verb, part, edits, labels)
            if found is None:
                remaining.append(edits.text(span(part)))
            else:
                groups.append(found.group())
        if remaining:
            kept.append(f"{edits.text(span(verb))} {' , '.join(remaining)}")
    return groups, f"{edits.text(span(subject))} {' ; '.join(kept)}" if kept else ""


def _statement(
    subject: Node | Token,
    verb: Node | Token,
    part: Node | Token,
    edits: Edits,
    labels: Counter[str],
) -> _Statement | None:
    if isinstance(part, Token) or isinstance(verb, Token) or len(part.children) != 1:
        return None
    target = part.children[0]
    constants = _is_constant(subject), _is_constant(target)
    if not any(constants) or not _is_term(target):
        return None
    for end in (subject, target):
        if isinstance(end, Token) and end.type == "BLANK_NODE_LABEL" and labels[end] > 1:
            return None
    ways = min(_ways_to_be_empty(verb, all(constants)), _MOST_EMPTY_WAYS)
    if not ways:
        return None
    written = [edits.text(span(each)) for each in (subject, verb, target)]
    return _Statement(written[0], written[1], written[2], *constants, ways)


def _is_constant(part: Node | Token) -> bool:
    if isinstance(part, Token):
        return part.type in _CONSTANTS or part.type in _MORE_CONSTANTS
    return part.data == "literal"


def _is_term(part: Node | Token) -> bool:
    return _is_constant(part) or isinstance(part, Token)


def _ways_to_be_empty(path: Node | Token, between_constants: bool) -> int:
    """Count the solutions that the empty path has, from a constant that the graph does not hold.

    In a sequence the node between two steps is a variable, which takes terms of the graph only,
    unless both ends are constant.
    """
    if isinstance(path, Token) or path.data == "path_link":
        return 0
    ways = [
        _ways_to_be_empty(step, between_constants)
        for step in path.children
        if isinstance(step, Tree)
    ]
    if path.data == "path_alternative":
        return sum(ways)
    if path.data == "path_sequence":
        return int(between_constants and all(ways))
    if path.data == "modified_path" and path.children[-1] != "+":
        return 1
    return min(ways[0], 1) if path.data == "modified_path" else ways[0]
