"""Preparing an update: the dataset of the protocol, and what must not run.

SPARQL 1.1 Protocol §2.2.3 (`using-graph-uri`), SPARQL 1.1 Update §3.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from lodestone.errors import ForbiddenError, QueryError, ResourceError
from lodestone.sparql.rewriting.detection import needs_rewriting
from lodestone.sparql.rewriting.edits import Edits
from lodestone.sparql.rewriting.graphs import spell_out_graphs
from lodestone.sparql.rewriting.queries import edit_everywhere
from lodestone.sparql.rewriting.service_clauses import inline_services
from lodestone.sparql.rewriting.surroundings import Surroundings, absolute_iris, written_iri
from lodestone.sparql.rewriting.tokens import lower_booleans, outline
from lodestone.sparql.syntax import Node, children, parse_update, span, tokens
from lodestone.store.engine import QueryDataset

LONGEST_SEARCHED = 50_000
"""Up to here it is quicker to search an update whole than to leave out its quads first."""

LONGEST_PARSED = 1_000_000
"""How many characters of an update are parsed, without the quads of its data operations."""

_PROLOGUE = re.compile(r";(?:\s|#[^\n\r]*+)*+(?:prefix|base|version)", re.IGNORECASE)


def prepare_update(text: str, using: QueryDataset | None, surroundings: Surroundings) -> str:
    """Write an update so that the engine runs it as the standard and the protocol say.

    The quads of INSERT DATA and DELETE DATA are passed on as they are. The named graphs for
    `GRAPH ?g` are those before the whole request, also for its later operations.

    Raises:
        QueryError: the text is no update; or it names a dataset and the request does too.
        ForbiddenError: it has LOAD, not silent; or it asks another endpoint, and may not.
        LodestoneError: another endpoint fails.
        ResourceError: what has to be parsed is too long.
    """
    if using is None and len(text) < LONGEST_SEARCHED and not _might_need_rewriting(text):
        return text
    short = outline(text)
    lowered = [lower_booleans(quads) for _, quads in short.quads]
    if (
        using is None
        and not _might_need_rewriting(short.text)
        and all(old is new for (_, old), new in zip(short.quads, lowered, strict=True))
    ):
        return text
    if len(short.text) > LONGEST_PARSED:
        raise ResourceError(
            "The update is too long to be read as a whole. Send it in parts, "
            "or the data with INSERT DATA."
        )
    tree = parse_update(short.text)
    edits = Edits(short.text)
    _refuse_load(tree, edits)
    _gather_declarations(tree, edits)
    edit_everywhere(tree, edits)
    _complete_patterns(tree, edits, using, surroundings)
    if using is not None:
        _set_dataset(tree, edits, using)
    for (place, _), quads in zip(short.quads, lowered, strict=True):
        edits.insert(place, quads)
    return edits.text()


def _might_need_rewriting(text: str) -> bool:
    return needs_rewriting(text) or "load" in text.lower() or _PROLOGUE.search(text) is not None


def _refuse_load(tree: Node, edits: Edits) -> None:
    """Refuse LOAD; LOAD SILENT fails without a word, as it asks for (SPARQL 1.1 Update §3.1.4)."""
    for load in children(tree, "load"):
        if not any(tokens(load, "SILENT")):
            raise ForbiddenError(
                "LOAD is switched off here: this endpoint fetches nothing. "
                "Send the data itself, to the graph store at /graphs."
            )
        edits.replace(span(load), "INSERT DATA { }")


def _gather_declarations(tree: Node, edits: Edits) -> None:
    """Move what is declared between operations to the front: the engine takes it only there."""
    first, *later = children(tree, "prologue")
    declared = {_declares(part): _written(part, edits) for part in _declarations(first)}
    front = span(first).end
    for part in (part for prologue in later for part in _declarations(prologue)):
        name, written = _declares(part), _written(part, edits)
        if name == "base" and declared.get(name) != written:
            raise QueryError("BASE changes between the operations. Send them one by one.")
        if name.endswith(":") and declared.get(name, written) != written:
            raise QueryError(f"The prefix {name} is declared twice. Give the second another name.")
        edits.replace(span(part), "")
        if name not in declared:
            declared[name] = written
            edits.insert(front, f" {written} ")


def _declarations(prologue: Node) -> list[Node]:
    return children(prologue, "base_declaration", "prefix_declaration", "version_declaration")


def _declares(declaration: Node) -> str:
    if declaration.data == "prefix_declaration":
        return str(declaration.children[0])
    return "base" if declaration.data == "base_declaration" else "version"


def _written(declaration: Node, edits: Edits) -> str:
    return edits.text(span(declaration))


def _complete_patterns(
    tree: Node, edits: Edits, using: QueryDataset | None, surroundings: Surroundings
) -> None:
    operations = children(tree, "modify")
    if using or any(children(o, "with_clause", "using_clause") for o in operations):
        # The store would answer from another dataset than the one the operation has.
        surroundings = replace(surroundings, solutions=None)
    inline_services(tree, edits, surroundings)
    for operation in operations:
        names = _named_graphs(operation, tree, edits.original, using, surroundings)
        spell_out_graphs(operation, edits, names)


def _named_graphs(
    operation: Node,
    tree: Node,
    text: str,
    using: QueryDataset | None,
    surroundings: Surroundings,
) -> Callable[[], Sequence[str]]:
    if using is not None:
        return lambda: using.named_graphs
    clauses = children(operation, "using_clause")
    if not clauses:
        return surroundings.named_graphs
    terms = [str(c.children[-1]) for c in clauses if len(c.children) == 2]
    before = [p for p in children(tree, "prologue") if not p.meta.empty]
    prologue = "\n".join(
        text[span(p).start : span(p).end] for p in before if span(p).start < span(operation).start
    )
    return lambda: absolute_iris(terms, prologue, surroundings.base)


def _set_dataset(tree: Node, edits: Edits, using: QueryDataset) -> None:
    """Give each operation with a WHERE clause the dataset of the request (Protocol §2.2.3)."""
    clauses = [f"USING {written_iri(iri)} " for iri in using.default_graphs]
    clauses += [f"USING NAMED {written_iri(iri)} " for iri in using.named_graphs]
    for operation in children(tree, "modify", "delete_where"):
        if any(children(operation, "with_clause", "using_clause")):
            raise QueryError(
                "The update has USING or WITH, and the request names a dataset as well. "
                "Leave out one of them."
            )
        where = next(tokens(operation, "WHERE", without=frozenset({"group_graph_pattern"})))
        if operation.data == "delete_where":
            quads = children(operation, "quads")[0]
            edits.insert(span(where).start, f"{edits.text(span(quads))} ")
        edits.insert(span(where).start, "".join(clauses))
