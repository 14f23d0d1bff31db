"""Cases 1–13: queries that are too deep or too wide for a parser or a planner."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from attacks.attack import DEADLINE, GRACE, Attack
from attacks.target import HEAVY

Query = Callable[[int], str]

LEVELS = (600, 20_000)
DEEP: dict[str, Query] = {
    "01-braces": lambda n: "SELECT * WHERE " + "{" * n + "}" * n,
    "02-parens": lambda n: "ASK { FILTER" + "(" * n + "1" + ")" * n + " }",
    "03-not": lambda n: "ASK { FILTER(" + "!" * n + "true) }",
    "05-optional": lambda n: "ASK { " + "OPTIONAL{" * n + "?s ?p ?o" + "}" * n + " }",
    "05-exists": lambda n: "ASK { " + "FILTER EXISTS{" * n + "?s ?p ?o" + "}" * n + " }",
    "05-sub-select": lambda n: "ASK { " + "{SELECT*{" * n + "?s ?p ?o" + "}}" * n + " }",
    "06-bnode": lambda n: "ASK { " + "[<x:p>" * n + " 1 " + "]" * n + " }",
    "06-list": lambda n: "ASK { " + "(" * n + "1" + ")" * n + " <x:p> 1 }",
    "06-triple-term": lambda n: "ASK { ?a <x:p> " + "<<(?s ?p " * n + "?o" + ")>>" * n + " }",
}
UNCLOSED = {
    "braces": "SELECT * WHERE " + "{" * 20_000,
    "parens": "ASK { FILTER" + "(" * 20_000,
    "brackets": "ASK { " + "[<x:p>" * 15_000,
    "list": "ASK { " + "(" * 20_000,
}
BASE_36 = "0123456789abcdefghijklmnopqrstuvwxyz"
NAMES = [a + b + c for a in BASE_36[10:] for b in BASE_36 for c in BASE_36]
# As many operators as the table says, or as many as fit into the 100 kB that a query may have.
FLAT = {
    "08-plus": "ASK { FILTER(" + "+".join(["1"] * 10_000) + " > 0) }",
    "08-or": "ASK { FILTER(" + "||".join(["?a"] * 10_000) + ") }",
    "09-union": "ASK { " + "UNION".join(["{}"] * 10_000) + " }",
    "09-bgp": "ASK { " + "?s?p?o. " * 10_000 + " }",
    "09-bgp-without-spaces": "ASK { " + "?s?p?o." * 10_000 + " }",
    "09-bgp-of-objects": "ASK { ?s ?p " + ",".join(["?o"] * 10_000) + " }",
    "09-path": "ASK { ?s " + "/".join(["a"] * 10_000) + " ?o }",
    "09-alternative-path": "ASK { ?s " + "|".join(["a"] * 10_000) + " ?o }",
    "09-filter": "ASK { ?s ?p ?o " + "FILTER(1)" * 10_000 + " }",
    "09-bind": "ASK { " + "".join(f"BIND(1 AS?{name})" for name in NAMES[:6_000]) + " }",
}
PLANNED = {
    "11-bgp": "ASK { " + "?s ?p ?o . " * 350 + "}",
    "12-lists": "ASK { " + "(" * 120 + "1" + ")" * 120 + " <x:p> 1 }",
    "12-lists-of-bnodes": "ASK { " + "([?q " * 60 + "1" + "])" * 60 + " <x:p> 1 }",
    "13-in": f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{HEAVY}> {{ ?s ?p ?o "
    + f"FILTER(?o IN ({','.join(str(n) for n in [*range(10_000), *range(9_900)])})) }} }}",
}


@pytest.mark.parametrize("levels", LEVELS)
@pytest.mark.parametrize("name", DEEP)
def test_a_query_that_is_nested_too_deeply_is_refused(
    attacked: Attack, name: str, levels: int
) -> None:
    reply = attacked.query(DEEP[name](levels))

    assert reply.status in (400, 413), reply.text[:300]


@pytest.mark.parametrize("levels", LEVELS)
def test_04_a_deeply_nested_path_is_refused_or_stopped(attacked: Attack, levels: int) -> None:
    path = "(" * levels + "<x:p>" + ")*" * levels

    reply = attacked.query(f"ASK {{ ?s {path} ?o }}")

    assert reply.status in (400, 413, 504), reply.text[:300]
    assert reply.seconds < DEADLINE + GRACE


@pytest.mark.parametrize("name", UNCLOSED)
def test_07_brackets_that_never_close_are_refused(attacked: Attack, name: str) -> None:
    reply = attacked.query(UNCLOSED[name])

    assert reply.status in (400, 413), reply.text[:300]


@pytest.mark.parametrize("name", FLAT)
def test_a_query_of_thousands_of_equal_parts_is_answered_or_refused(
    attacked: Attack, name: str
) -> None:
    reply = attacked.query(FLAT[name])

    assert len(FLAT[name]) < 100_000
    assert reply.status in (200, 400), reply.text[:300]


def test_10_two_hundred_thousand_values_are_answered_or_too_large(attacked: Attack) -> None:
    values = " ".join(str(n) for n in range(200_000))

    reply = attacked.query(f"SELECT (COUNT(*) AS ?n) WHERE {{ VALUES ?v {{ {values} }} }}")

    assert reply.status in (200, 413), reply.text[:300]


def test_queries_that_are_hard_to_plan_keep_to_the_time_limit(attacked: Attack) -> None:
    with ThreadPoolExecutor(len(PLANNED)) as pool:
        replies = dict(zip(PLANNED, pool.map(attacked.query, PLANNED.values()), strict=True))

    for name, reply in replies.items():
        assert reply.status in (200, 400, 504), f"{name}: {reply.text[:300]}"
        assert reply.seconds < DEADLINE + GRACE
