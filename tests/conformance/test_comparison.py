"""The comparison itself: a suite that calls everything equal would find nothing."""

import pyoxigraph as ox
import pytest

from conformance import results
from conformance.asking import is_ordered
from conformance.comparison import Grade, Table, compare
from conformance.isomorphism import Term

XSD = "http://www.w3.org/2001/XMLSchema#"
A, B, C = (ox.BlankNode(name) for name in "abc")
X, Y, Z = (ox.BlankNode(name) for name in "xyz")
P = ox.NamedNode("http://example.org/p")


def table(*rows: tuple[Term, ...], ordered: bool = False) -> Table:
    columns = tuple("stuvw"[: len(rows[0])]) if rows else ()
    return Table(columns, rows, is_ordered=ordered)


def literal(lexical: str, datatype: str) -> tuple[Term, ...]:
    return (ox.Literal(lexical, datatype=ox.NamedNode(XSD + datatype)),)


def test_blank_nodes_are_equal_by_the_rows_they_stand_in() -> None:
    expected = table((A, P, B), (B, P, C), (C, P, A))

    assert compare(expected, table((Z, P, X), (X, P, Y), (Y, P, Z))) is Grade.EXACT
    assert compare(expected, table((X, P, X), (Y, P, Z), (Z, P, Y))) is Grade.DIFFERENT
    assert compare(expected, table((X, P, Y), (Y, P, Z), (X, P, Z))) is Grade.DIFFERENT


def test_two_blank_nodes_are_not_one() -> None:
    assert compare(table((A, B)), table((X, Y))) is Grade.EXACT
    assert compare(table((A, B)), table((X, X))) is Grade.DIFFERENT
    assert compare(table((A,), (A,)), table((X,), (Y,))) is Grade.DIFFERENT


def test_blank_nodes_are_found_in_triple_terms() -> None:
    expected = table((A, ox.Triple(A, P, B)))

    assert compare(expected, table((Y, ox.Triple(Y, P, X)))) is Grade.EXACT
    assert compare(expected, table((X, ox.Triple(Y, P, X)))) is Grade.DIFFERENT


def test_a_solution_counts_as_often_as_it_is_there() -> None:
    twice, once = table((P,), (P,)), table((P,))

    assert compare(twice, once) is Grade.DIFFERENT
    assert compare(twice, once, is_lax=True) is Grade.EXACT
    assert compare(once, twice, is_lax=True) is Grade.DIFFERENT


def test_order_counts_where_the_result_is_ordered() -> None:
    first, second = literal("1", "integer"), literal("2", "integer")

    assert compare(table(first, second), table(second, first)) is Grade.EXACT
    assert compare(table(first, second, ordered=True), table(second, first)) is Grade.DIFFERENT


def test_columns_may_stand_in_any_order_and_none_may_be_missing() -> None:
    expected = Table(("s", "t"), ((P, None),))

    assert compare(expected, Table(("t", "s"), ((None, P),))) is Grade.EXACT
    assert compare(expected, Table(("s",), ((P,),))) is Grade.DIFFERENT
    assert compare(expected, Table(("t", "s"), ((P, None),))) is Grade.DIFFERENT


@pytest.mark.parametrize(
    ("one", "other", "datatype"),
    [
        ("01", "1", "integer"),
        ("2.0", "2", "decimal"),
        ("1.0e0", "1", "double"),
        ("1", "true", "boolean"),
        ("2020-01-01T00:00:00.500+00:00", "2020-01-01T00:00:00.5Z", "dateTime"),
        ("P1D", "PT24H", "dayTimeDuration"),
    ],
)
def test_spellings_of_one_value_are_equal_by_value(one: str, other: str, datatype: str) -> None:
    assert compare(table(literal(one, datatype)), table(literal(other, datatype))) is Grade.VALUE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("1", "integer"), ("1", "decimal")),
        (("1", "integer"), ("2", "integer")),
        (("01", "string"), ("1", "string")),
        (("2020-01-01", "date"), ("2020-01-01Z", "date")),
        (("2020-01-01T10:00:00Z", "dateTime"), ("2020-01-01T01:00:00Z", "dateTime")),
        (("many", "integer"), ("few", "integer")),
    ],
)
def test_two_values_or_two_datatypes_are_different(
    one: tuple[str, str], other: tuple[str, str]
) -> None:
    assert compare(table(literal(*one)), table(literal(*other))) is Grade.DIFFERENT


def test_cells_of_csv_are_equal_by_value_where_both_are_numbers() -> None:
    expected = results.results(b"x,y\r\n1.0e1,_:a\r\n", "text/csv")

    assert compare(expected, results.results(b"y,x\n_:z,10\n", "text/csv")) is Grade.VALUE
    assert compare(expected, results.results(b"y,x\n_:z,11\n", "text/csv")) is Grade.DIFFERENT
    assert compare(expected, results.results(b"y,x\nz,10\n", "text/csv")) is Grade.DIFFERENT


def test_only_the_outermost_order_by_orders_the_solutions() -> None:
    assert is_ordered(b"SELECT * { ?s ?p ?o } ORDER  BY ?s LIMIT 1 # not } here")
    assert not is_ordered(b"SELECT * { { SELECT * { ?s ?p ?o } ORDER BY ?s } }")
    assert not is_ordered(b"SELECT * { ?s ?p '} ORDER BY' } # } ORDER BY ?s")
