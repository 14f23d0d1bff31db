"""Property paths of length zero from a term that the graph does not hold.

A term reaches itself by a path that may be empty, whether the graph holds it or not (SPARQL 1.2
Query §18.4, ZeroOrOnePath and ZeroOrMorePath); the engine finds only terms that the graph holds.
A statement whose path may be empty and which has a constant end becomes a group

    { c path* ?x } UNION { BIND(c AS ?x) FILTER NOT EXISTS { c path* c } }

behind the triples it stood among: the second part adds what the engine leaves out, and only that.

Nothing is missing, and the engine joins much faster without the union, where an end of the path is
a term of the graph anyhow: it is the subject or object of another triple that has to match, here or
in an enclosing group before.

Left as they are: a path from a constant to a blank node whose label occurs more than once, and
paths inside `[ ]`, `( )` and annotations.
"""

from collections import Counter
from collections.abc import Iterator
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
    if any(True for _ in nodes(tree, "modified_path", without=frozenset({"service"}))):
        completion = _Completion(edits, Counter(tokens(tree, "BLANK_NODE_LABEL")))
        for group in _nearest_groups(tree):
            completion.complete(group, frozenset())


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


@dataclass(frozen=True, slots=True)
class _Completion:
    """The rewriting of one text; `labels` counts its blank node labels."""

    edits: Edits
    labels: Counter[str]

    def complete(self, group: Node, around: frozenset[str]) -> None:
        """Rewrite a group and those inside; `around` are terms that are in its graph anyhow."""
        blocks = children(group, "triples_block")
        anchored = around.union(*(_anchored(block) for block in blocks))
        for block in blocks:
            self._rewrite(block, anchored)
        before = around
        for part in group.children:
            if isinstance(part, Token) or part.data == "service":
                continue
            if part.data == "triples_block":
                before |= _anchored(part)
                continue
            inside = anchored if part.data == "filter" else before
            if part.data in ("graph", "sub_select"):
                inside = frozenset()
            for inner in _nearest_groups(part):
                self.complete(inner, inside)

    def _rewrite(self, block: Node, anchored: frozenset[str]) -> None:
        statements = children(block, "triples_same_subject_path")
        ends = [*(span(s).start for s in statements), span(block).end]
        kept: list[str] = []
        groups: list[str] = []
        for statement, (start, end) in zip(statements, pairwise(ends), strict=True):
            found, remaining = self._split(statement, anchored)
            groups += found
            if not found:
                kept.append(self.edits.text(Span(start, end)))
            elif remaining:
                kept.append(remaining + self.edits.text(Span(span(statement).end, end)))
        if groups:
            self.edits.replace(span(block), "".join(kept) + " " + " ".join(groups))

    def _split(self, statement: Node, anchored: frozenset[str]) -> tuple[list[str], str]:
        """Give the groups for what has to be rewritten, and the statement without it."""
        groups: list[str] = []
        kept: list[str] = []
        for subject, verb, objects in _triples(statement):
            remaining = []
            for part in objects:
                found = self._statement(subject, verb, part)
                if found is None or not anchored.isdisjoint((found.subject, found.object)):
                    remaining.append(self.edits.text(span(part)))
                else:
                    groups.append(found.group())
            if remaining:
                kept.append(f"{self.edits.text(span(verb))} {' , '.join(remaining)}")
        subject_text = self.edits.text(span(statement.children[0]))
        return groups, f"{subject_text} {' ; '.join(kept)}" if kept else ""

    def _statement(self, subject: Token | Node, verb: Node, part: Node) -> _Statement | None:
        target = part.children[0]
        constants = _is_constant(subject), _is_constant(target)
        if len(part.children) != 1 or not any(constants) or not _is_term(target):
            return None
        for end in (subject, target):
            if isinstance(end, Token) and end.type == "BLANK_NODE_LABEL" and self.labels[end] > 1:
                return None
        ways = min(_ways_to_be_empty(verb, all(constants)), _MOST_EMPTY_WAYS)
        if not ways:
            return None
        written = [self.edits.text(span(each)) for each in (subject, verb, target)]
        return _Statement(written[0], written[1], written[2], *constants, ways)


def _nearest_groups(part: Node) -> Iterator[Node]:
    waiting = [part]
    while waiting:
        current = waiting.pop()
        if current.data == "group_graph_pattern":
            yield current
        elif current.data != "service":
            waiting.extend(c for c in current.children if isinstance(c, Tree))


def _triples(statement: Node) -> Iterator[tuple[Token | Node, Node, list[Node]]]:
    """Give the subject with each verb and its objects, where the subject is a term."""
    subject, properties = statement.children[0], child(statement, "property_list_path")
    if properties is None or not _is_term(subject):
        return
    for verb_path in children(properties, "verb_path"):
        verb, *_ = verb_path.children
        path = verb if isinstance(verb, Tree) else Tree("path_link", [verb], verb_path.meta)
        yield subject, path, children(verb_path, "object_path")


def _anchored(block: Node) -> frozenset[str]:
    """Give the terms that are in the graph wherever a block of triples matches."""
    found: set[str] = set()
    for statement in children(block, "triples_same_subject_path"):
        for subject, verb, objects in _triples(statement):
            for part in objects:
                ends = (subject, part.children[0])
                if _ways_to_be_empty(verb, between_constants=True) and any(map(_is_constant, ends)):
                    continue
                found.update(str(end) for end in ends if isinstance(end, Token))
    return frozenset(found)


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
