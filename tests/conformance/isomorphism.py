"""Whether two sets of rows are equal but for the names of their blank nodes.

A row is a solution, a quad, or any other tuple of terms. Blank nodes are told apart by the rows
they stand in, as far as that goes; where it leaves a choice, the choices are tried.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import TypeAlias

import pyoxigraph as ox

Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None
Row: TypeAlias = tuple[Term, ...]
Colours: TypeAlias = Mapping[ox.BlankNode, Hashable]


def isomorphic(left: Sequence[Row], right: Sequence[Row]) -> bool:
    """Say whether renaming blank nodes, one for one, makes the rows equal as multisets."""
    if len(left) != len(right):
        return False
    return _matches(left, right, *(dict.fromkeys(_blank_nodes(rows), 0) for rows in (left, right)))


def _matches(left: Sequence[Row], right: Sequence[Row], mine: Colours, yours: Colours) -> bool:
    mine, yours = _refined(left, mine), _refined(right, yours)
    if Counter(_coloured(left, mine)) != Counter(_coloured(right, yours)):
        return False
    alike = [group for group in _groups(mine).values() if len(group) > 1]
    if not alike:
        return True
    chosen = min(alike, key=len)[0]
    return any(
        _matches(left, right, {**mine, chosen: "chosen"}, {**yours, other: "chosen"})
        for other in _groups(yours)[mine[chosen]]
    )


def _refined(rows: Sequence[Row], colours: Colours) -> Colours:
    """Colour blank nodes by the rows they stand in, until that tells no more of them apart."""
    while True:
        seen: dict[ox.BlankNode, list[int]] = defaultdict(list)
        for row in rows:
            for node in set(_blank_nodes([row])):
                seen[node].append(hash(_painted(row, {**colours, node: "here"})))
        finer = {node: hash((colours[node], *sorted(marks))) for node, marks in seen.items()}
        if len(set(finer.values())) == len(set(colours.values())):
            return finer
        colours = finer


def _groups(colours: Colours) -> Mapping[Hashable, list[ox.BlankNode]]:
    groups: dict[Hashable, list[ox.BlankNode]] = defaultdict(list)
    for node, colour in colours.items():
        groups[colour].append(node)
    return groups


def _coloured(rows: Sequence[Row], colours: Colours) -> Iterator[Hashable]:
    return (_painted(row, colours) for row in rows)


def _painted(row: Row, colours: Colours) -> Hashable:
    return tuple(_paint(term, colours) for term in row)


def _paint(term: Term, colours: Colours) -> Hashable:
    if isinstance(term, ox.BlankNode):
        return ("blank", colours[term])
    if isinstance(term, ox.Triple):
        return tuple(_paint(part, colours) for part in term)
    return term


def _blank_nodes(rows: Sequence[Row]) -> Iterator[ox.BlankNode]:
    for row in rows:
        for term in row:
            if isinstance(term, ox.BlankNode):
                yield term
            elif isinstance(term, ox.Triple):
                yield from _blank_nodes([tuple(term)])
