"""The grammar, against the W3C's syntax tests and against what goes wrong in practice."""

import urllib.parse
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import pytest

from lodestone.errors import QueryError
from lodestone.sparql import rewriting, syntax

W3C = Path(__file__).resolve().parents[3] / "shared" / "w3c" / "sparql"
MANIFEST = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QUERY = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#query"
UPDATE = "http://www.w3.org/2009/sparql/tests/test-update#request"
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")

# Rules about labels, scopes and counts, which no grammar can hold: the engine checks them.
CHECKED_BY_THE_ENGINE = """
    syn-blabel-cross-graph-bad syn-blabel-cross-optional-bad syn-blabel-cross-union-bad
    syn-bad-34 syn-bad-35 syn-bad-36 syn-bad-37 syn-bad-38
    syn-bad-GRAPH-breaks-BGP syn-bad-OPT-breaks-BGP syn-bad-UNION-breaks-BGP
    agg08 agg09 agg10 agg11 agg12 group06 group07
    syntax-query/syn-bad-01 syntax-query/syn-bad-02 syntax-query/syn-bad-03
    syn-bad-values-too-few syn-bad-values-too-many
    syntax-BINDscope6 syntax-BINDscope7 syntax-BINDscope8 syntax-SELECTscope2
    syntax-update-54 syntax-update-bad-03 syntax-update-bad-04
    syntax-update-bad-10 syntax-update-bad-11 syntax-update-bad-12
    group-by-scope-bad-1 group-by-scope-bad-2 group-by-scope-bad-3 duplicated-values-variable
    nested-annotated-path-reifier nested-annotated-path-anonreifier
    annotated-reifier-reifier-alternate-path annotated-reifier-path annotated-reifier-optional
    annotated-reifier-oneOrMore annotated-anonreifier-path annotated-anonreifier-optional
    annotated-anonreifier-oneOrMore annotated-anonreifier-alternate-path
    syntax-update-anonreifier-01 syntax-update-anonreifier-02
"""
# Checked by the rewriter, since neither the grammar nor the engine does.
CHECKED_BY_THE_REWRITER = {"nested-aggregate-functions"}

NOWHERE = rewriting.Surroundings(list, False, None, None)


@dataclass(frozen=True)
class Case:
    file: Path
    is_update: bool
    is_positive: bool


def cases() -> list[Case]:
    found: dict[Path, Case] = {}
    for manifest in sorted(W3C.rglob("manifest*.ttl")):
        store = ox.Store()
        store.load(manifest.read_bytes(), ox.RdfFormat.TURTLE, base_iri=manifest.as_uri())
        for quad in store.quads_for_pattern(None, TYPE, None):
            kind = str(getattr(quad.object, "value", ""))
            if kind.startswith(MANIFEST) and any(k in kind for k in ("Syntax", "Evaluation")):
                for file in files(store, quad.subject):
                    found[file] = Case(file, "Update" in kind, "Negative" not in kind)
    return list(found.values())


def files(store: ox.Store, test: object) -> list[Path]:
    iris = []
    for action in store.quads_for_pattern(test, ox.NamedNode(MANIFEST + "action"), None):
        if isinstance(action.object, ox.NamedNode):
            iris.append(action.object.value)
        for predicate in (QUERY, UPDATE):
            inner = store.quads_for_pattern(action.object, ox.NamedNode(predicate), None)
            iris += [quad.object.value for quad in inner]
    paths = [Path(urllib.parse.unquote(iri.removeprefix("file://"))) for iri in iris]
    return [path for path in paths if path.suffix in (".rq", ".ru") and path.is_file()]


CASES = cases()
POSITIVE = [case for case in CASES if case.is_positive]
NEGATIVE = [case for case in CASES if not case.is_positive]
needs_the_suite = pytest.mark.skipif(
    not CASES, reason="the W3C tests do not lie beside the checkout"
)


def named(case: Case) -> str:
    return f"{case.file.parent.name}/{case.file.stem}"


def parse(case: Case) -> None:
    text = case.file.read_text(encoding="utf-8")
    (syntax.parse_update if case.is_update else syntax.parse_query)(text)


@needs_the_suite
@pytest.mark.parametrize("case", POSITIVE, ids=named)
def test_what_the_w3c_calls_sparql_parses(case: Case) -> None:
    parse(case)


@needs_the_suite
@pytest.mark.parametrize("case", NEGATIVE, ids=named)
def test_what_the_w3c_calls_no_sparql_is_refused(case: Case) -> None:
    text = case.file.read_text(encoding="utf-8")

    if not {case.file.stem, named(case)}.isdisjoint(CHECKED_BY_THE_ENGINE.split()):
        parse(case)
        with pytest.raises((SyntaxError, ValueError)):
            (ox.Store().update if case.is_update else ox.Store().query)(text, base_iri="http://e/")
    elif case.file.stem in CHECKED_BY_THE_REWRITER:
        with pytest.raises(QueryError):
            rewriting.rewrite_query(text, NOWHERE)
    else:
        with pytest.raises(QueryError):
            parse(case)


@needs_the_suite
def test_the_suite_is_there_as_a_whole() -> None:
    assert len(POSITIVE) > 1000
    assert len(NEGATIVE) > 180


def test_an_error_says_at_which_line_and_column_it_is() -> None:
    with pytest.raises(QueryError, match=r"line 2, column 9 there is '\}'"):
        syntax.parse_query("SELECT * {\n  ?s ?p }")


def test_an_error_at_the_end_says_that_more_is_needed() -> None:
    with pytest.raises(QueryError, match=r"line 1, column 17 there is the end, but more"):
        syntax.parse_query("SELECT * { ?s ?p")


def test_the_longest_token_wins_so_that_an_operator_can_be_part_of_an_iri() -> None:
    with pytest.raises(QueryError, match=r"'<\?a&&\?b>'"):
        syntax.parse_query("SELECT * { ?x ?p ?y FILTER(?x<?a&&?b>?y) }")


def test_keywords_have_any_case_but_the_keyword_a_has_one() -> None:
    syntax.parse_query("sElEcT * wHeRe { ?s a ?c fIlTeR nOt eXiStS { ?s ?p TrUe } }")

    with pytest.raises(QueryError):
        syntax.parse_query("SELECT * { ?s A ?c }")


def test_letters_that_only_fold_to_ascii_make_no_keyword() -> None:
    with pytest.raises(QueryError):
        syntax.parse_query("\u017felect * { ?s ?p ?o }")


def test_a_codepoint_escape_makes_no_keyword() -> None:
    with pytest.raises(QueryError):
        syntax.parse_query(r"\u0053ELECT * { ?s ?p ?o }")


def test_a_tree_says_where_its_parts_stand_in_the_text() -> None:
    text = 'PREFIX e: <http://e/> # {\nSELECT * { ?s e:p "}" . GRAPH ?g { ?a ?b "\\u00e9" } }'

    graph = next(syntax.nodes(syntax.parse_query(text), "graph"))

    place = syntax.span(graph)
    assert text[place.start : place.end] == 'GRAPH ?g { ?a ?b "\\u00e9" }'


@pytest.mark.parametrize("brackets", ["{}", "()", "[]"])
def test_brackets_nested_too_deeply_are_refused_before_they_are_parsed(brackets: str) -> None:
    opened, closed = brackets[0] * 100_000, brackets[1] * 100_000

    with pytest.raises(QueryError, match="more than 128 brackets"):
        syntax.parse_query(f"SELECT * {{ {opened} ?s ?p ?o {closed} }}")


def test_brackets_in_strings_comments_and_names_do_not_count() -> None:
    many = "{" * 200

    syntax.parse_query(
        f'SELECT * {{ ?s ?p "{many}" , """{many}""" . # {many}\n ?s ?p <{many[:0]}> }}'
    )
    with pytest.raises(QueryError, match="more than 128 brackets"):
        syntax.parse_query("SELECT * { ?s ?p e:a\\# " + "{" * 129)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p ( " + "# " * 5000 + "\n;",
        "SELECT * { ?s ?p " + "( # a\n" * 100 + "x",
        'SELECT * { ?s ?p "' + "a\\\\" * 20_000,
        "SELECT * { ?s ?p '''" + "''a" * 20_000,
        "SELECT * { ?s ?p e:a" + "." * 20_000,
        "SELECT * { FILTER(" + "!" * 20_000,
    ],
    ids=["comments", "empty brackets", "string", "long string", "name", "negations"],
)
def test_text_that_cannot_match_is_refused_in_little_time(text: str) -> None:
    with pytest.raises(QueryError):
        syntax.parse_query(text)
