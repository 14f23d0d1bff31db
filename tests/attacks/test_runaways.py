"""Cases 14–23: queries that would take for ever, or all the memory, and many of them at once."""

import http.client
import json
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import pytest

from attacks.attack import DEADLINE, GRACE, QUERY, Attack
from attacks.attackers import Reply, head, leave
from attacks.target import EXAMPLE, HEAVY

PATTERNS = ("?a ?b ?c", "?d ?e ?f", "?g ?h ?i", "?j ?k ?l", "?m ?n ?o", "?p ?q ?r")
FOUR_WAY, SIX_WAY = " . ".join(PATTERNS[:4]), " . ".join(PATTERNS)
THREE_WAY = f"GRAPH <{HEAVY}> {{ {' . '.join(PATTERNS[:3])} }}"
RING = f"(<{EXAMPLE}next>|^<{EXAMPLE}next>)*"
CARTESIAN = f"SELECT (COUNT(*) AS ?total) WHERE {{ {SIX_WAY} }}"
# These keep a processor busy until the deadline, so they are sent together.
ENDLESS = {
    "14-cartesian-count": CARTESIAN,
    "15-never-true-filter": f"ASK {{ {SIX_WAY} FILTER(STRLEN(CONCAT(STR(?a), STR(?r))) < 0) }}",
    "16-path-closure": f"SELECT (COUNT(*) AS ?total) WHERE {{ GRAPH <{HEAVY}> "
    f"{{ ?a {RING} ?b . ?c {RING} ?d . ?e {RING} ?f }} }}",
}
GROWING = {
    "17-concat-doubling": "SELECT ?v36 WHERE { BIND('x' AS ?v0) "
    + " ".join(f"BIND(CONCAT(?v{i}, ?v{i}) AS ?v{i + 1})" for i in range(36))
    + " }",
    "17-replace-blow-up": "SELECT ?v9 WHERE { BIND('aaaaaaaaaa' AS ?v0) "
    + " ".join(f"BIND(REPLACE(?v{i}, 'a', 'aaaaaaaaaa') AS ?v{i + 1})" for i in range(9))
    + " }",
}
BOMBS = {
    "18-group-concat": f"SELECT (GROUP_CONCAT(?a) AS ?all) WHERE {{ {FOUR_WAY} }}",
    "18-order-by": f"SELECT * WHERE {{ {FOUR_WAY} }} ORDER BY ?l ?a",
    "18-distinct": f"SELECT (COUNT(*) AS ?n) {{ SELECT DISTINCT ?a ?d ?g ?j {{ {FOUR_WAY} }} }}",
    "18-group-by": f"SELECT ?a ?d ?g ?j (COUNT(*) AS ?n) WHERE {{ {FOUR_WAY} }} GROUP BY ?a ?d ?g ?j",
}
EXPLOSIONS = {
    "19-json": (f"SELECT * WHERE {{ {THREE_WAY} }}", "application/sparql-results+json"),
    "19-csv": (f"SELECT * WHERE {{ {THREE_WAY} }}", "text/csv"),
    "20-construct": (
        f"CONSTRUCT {{ ?a ?e ?i . ?d ?h ?c }} WHERE {{ {THREE_WAY} }}",
        "application/n-triples",
    ),
}
LETTERS = "a" * 40 + "!"
REGEXES = {
    "nested": f"ASK {{ FILTER(REGEX('{LETTERS}', '^(a+)+$')) }}",
    "back-reference": f"ASK {{ FILTER(REGEX('{LETTERS}', '^(a*)*\\\\1$')) }}",
    "huge": f"ASK {{ FILTER(REGEX('{LETTERS}', '{'a?' * 45_000}')) }}",
    "too-huge": f"ASK {{ FILTER(REGEX('{LETTERS}', '{'a?' * 250_000}')) }}",
    "counted": f"ASK {{ FILTER(REGEX('{LETTERS}', '^((a{{1,1000}}){{1,1000}}){{1,1000}}$')) }}",
    "groups": f"ASK {{ FILTER(REGEX('{LETTERS}', '{'(' * 40_000}a{')' * 40_000}')) }}",
    "replace": f"SELECT (REPLACE('{LETTERS}', '(a+)+!', '$1$1$1') AS ?x) WHERE {{}}",
}
RETRY = {429, 503}


def together(attack: Attack, queries: Mapping[str, str]) -> dict[str, Reply]:
    """Send queries at one time; give the reply of each."""
    with ThreadPoolExecutor(len(queries)) as pool:
        return dict(zip(queries, pool.map(attack.query, queries.values()), strict=True))


def test_endless_queries_are_stopped_at_the_deadline(attacked: Attack) -> None:
    replies = together(attacked, ENDLESS)

    statuses = {name: reply.status for name, reply in replies.items()}
    assert statuses.pop("16-path-closure") in (422, 503, 504)
    assert all(status in (503, 504) for status in statuses.values()), statuses
    assert 504 in statuses.values()
    assert max(reply.seconds for reply in replies.values()) < DEADLINE + GRACE


@pytest.mark.parametrize("name", GROWING)
def test_a_string_that_grows_without_end_breaks_nothing(attacked: Attack, name: str) -> None:
    reply = attacked.query(GROWING[name], "application/sparql-results+json")

    assert reply.status in (200, 413, 422), reply.text[:300]
    if reply.status == 200:
        assert json.loads(reply.body)["results"]["bindings"] == [{}]


@pytest.mark.parametrize(
    "pair", [("18-group-concat", "18-group-by"), ("18-order-by", "18-distinct")]
)
def test_queries_that_collect_billions_of_rows_are_stopped(
    attacked: Attack, pair: tuple[str, str]
) -> None:
    replies = together(attacked, {name: BOMBS[name] for name in pair})

    for name, reply in replies.items():
        assert reply.status in (422, 503, 504), f"{name}: {reply.text[:300]}"
        assert reply.seconds < DEADLINE + GRACE


@pytest.mark.parametrize("name", EXPLOSIONS)
def test_a_result_without_end_is_refused_or_visibly_cut(attacked: Attack, name: str) -> None:
    query, accept = EXPLOSIONS[name]

    try:
        reply = attacked.query(query, accept)
    except http.client.IncompleteRead:
        return  # a 200 that is cut, and every client sees that it is

    assert reply.status in (413, 504), reply.text[:300]
    assert reply.seconds < DEADLINE + GRACE


@pytest.mark.parametrize("name", REGEXES)
def test_21_a_regular_expression_cannot_hold_the_server(attacked: Attack, name: str) -> None:
    reply = attacked.query(REGEXES[name])

    assert reply.status in (200, 400, 413), reply.text[:300]
    assert reply.seconds < DEADLINE + GRACE


def test_22_clients_that_leave_do_not_leave_their_queries_behind(attacked: Attack) -> None:
    requests = []
    for number in range(20):  # each another question, so that each is worked on
        body = f"{CARTESIAN} # {number}".encode()
        lines = (f"Content-Type: {QUERY}", f"Content-Length: {len(body)}")
        requests.append(head("POST", "/sparql", *lines) + body)

    leave(attacked.target, requests, after=0.05)
    replies = [attacked.query(f"ASK {{ <{EXAMPLE}item/{n}> ?p ?o }}") for n in range(3)]

    assert [reply.status for reply in replies] == [200, 200, 200]
    assert max(reply.seconds for reply in replies) < 1


def test_23_a_flood_of_heavy_queries_gets_a_clean_answer_each(attacked: Attack) -> None:
    flood = [f"{CARTESIAN} # {number}" for number in range(24)]
    with ThreadPoolExecutor(len(flood)) as pool, attacked.watcher.tolerating():
        asked = [pool.submit(attacked.query, query) for query in flood]
        health = []
        while not all(each.done() for each in asked):
            health.append(attacked.send("GET", "/healthz"))
            time.sleep(0.2)
        end = time.monotonic()
        while not attacked.watcher.ask() and time.monotonic() - end < 4:
            time.sleep(0.1)
        recovered = time.monotonic() - end

    replies = [each.result() for each in asked]
    assert {reply.status for reply in replies} <= {*RETRY, 504}
    assert all(reply.headers["Retry-After"] for reply in replies if reply.status in RETRY)
    assert {reply.status for reply in health} == {200}
    assert max(reply.seconds for reply in health) < 1
    assert recovered < 3
