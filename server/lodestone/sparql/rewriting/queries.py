"""Rewriting a query so that the engine answers it as the standard says."""

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lark import Token

from lodestone.sparql.rewriting.checks import refuse_nested_aggregates
from lodestone.sparql.rewriting.detection import needs_rewriting
from lodestone.sparql.rewriting.edits import Edits
from lodestone.sparql.rewriting.functions import (
    make_blank_nodes_fresh,
    strip_languages_of_concatenations,
    write_booleans_in_lower_case,
)
from lodestone.sparql.rewriting.graphs import has_scoped_graphs, spell_out_graphs
from lodestone.sparql.rewriting.paths import complete_empty_paths
from lodestone.sparql.rewriting.service_clauses import has_services, inline_services
from lodestone.sparql.rewriting.surroundings import Surroundings, absolute_iris
from lodestone.sparql.syntax import Node, child, children, parse_query, span

_LONGEST_REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class _Draft:
    """A query with the edits that hold wherever it runs.

    Attributes:
        text: the query with these edits.
        open: the tree and the edits to go on from; None where nothing is left to do.
    """

    text: str
    open: tuple[Node, Edits] | None


def rewrite_query(text: str, surroundings: Surroundings) -> str:
    """Rewrite a query so that the engine answers it as the standard says.

    Raises:
        QueryError: the text is no query, or breaks a rule that the engine does not check.
        ForbiddenError: it asks another endpoint, and may not.
        LodestoneError: another endpoint fails.
        ResourceError: the query would become too long.
    """
    draft = _remembered_draft(text) if len(text) <= _LONGEST_REMEMBERED else _draft(text)
    if draft.open is None:
        return draft.text
    tree, edits = draft.open[0], draft.open[1].copy()
    inline_services(tree, edits, surroundings)
    spell_out_graphs(tree, edits, _named_graphs(tree, text, surroundings))
    return edits.text()


def edit_everywhere(tree: Node, edits: Edits) -> None:
    """Make the edits that hold wherever a query or an update runs.

    Raises:
        QueryError: the text breaks a rule that the engine does not check.
    """
    refuse_nested_aggregates(tree, edits.original)
    write_booleans_in_lower_case(tree, edits)
    strip_languages_of_concatenations(tree, edits)
    make_blank_nodes_fresh(tree, edits)
    complete_empty_paths(tree, edits)


def _draft(text: str) -> _Draft:
    if not needs_rewriting(text):
        return _Draft(text, None)
    tree = parse_query(text)
    edits = Edits(text)
    edit_everywhere(tree, edits)
    is_open = has_services(tree) or has_scoped_graphs(tree)
    return _Draft(edits.text(), (tree, edits) if is_open else None)


_remembered_draft = functools.lru_cache(maxsize=256)(_draft)


def _named_graphs(tree: Node, text: str, surroundings: Surroundings) -> Callable[[], Sequence[str]]:
    """Give the named graphs of the dataset: FROM NAMED, unless the protocol goes before."""
    form = next(c for c in tree.children if not isinstance(c, Token) and c.data != "prologue")
    clauses = children(form, "dataset_clause")
    if surroundings.protocol_dataset or not clauses:
        return surroundings.named_graphs
    terms = [str(c.children[-1]) for c in clauses if len(c.children) == 2]
    prologue = child(tree, "prologue")
    declarations = text[: span(prologue).end] if prologue else ""
    return lambda: absolute_iris(terms, declarations, surroundings.base)
