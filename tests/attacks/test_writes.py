"""Cases 52–56, 73, 74: a write happens whole or not at all, is validated, and is never lost."""

import http.client
import random
import shutil
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from attacks.attack import UPDATE, Attack
from attacks.attackers import connect, head
from attacks.target import EXAMPLE, SENTINEL, load, start, stop

TAKEN = EXAMPLE + "attack/taken"
SIX_WAY = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o . ?p ?q ?r"
INSERT = f"INSERT DATA {{ GRAPH <{TAKEN}> {{ <x:s> <x:p> 1 }} }}"
DOUBLING = " ".join(f"BIND(CONCAT(?v{i}, ?v{i}) AS ?v{i + 1})" for i in range(36))
FAILING = {
    "52-create-twice": f"{INSERT} ; CREATE GRAPH <{SENTINEL}>",
    "52-create-the-same-twice": f"{INSERT} ; CREATE GRAPH <x:new> ; CREATE GRAPH <x:new>",
    "52-drop-missing": f"{INSERT} ; DROP GRAPH <x:missing>",
    "52-clear-missing": f"{INSERT} ; CLEAR GRAPH <x:missing>",
    "52-syntax-at-end": f"{INSERT} ; INSERT DATA {{ <x:s> <x:p> }}",
    "52-relative-at-end": f"{INSERT} ; INSERT DATA {{ <x:s> <x:p> _:b ; <x:q> ?unbound }}",
}
STOPPED = {
    "53-load-at-end": f"{INSERT} ; LOAD <http://127.0.0.1:9/data>",
    "53-endless-at-end": (
        f"{INSERT} ; INSERT {{ GRAPH <{TAKEN}> {{ ?a <x:p> ?n }} }} "
        f"WHERE {{ {{ SELECT (COUNT(*) AS ?n) (SAMPLE(?x) AS ?a) {{ {SIX_WAY} BIND(?a AS ?x) }} }} }}"
    ),
    "53-bomb-at-end": (
        f"{INSERT} ; INSERT {{ GRAPH <{TAKEN}> {{ <x:s> <x:p> ?v36 }} }} "
        f"WHERE {{ BIND('x' AS ?v0) {DOUBLING} }}"
    ),
}
MISTAKES = Path(__file__).parents[1] / "mistakes" / "data"
# Mistakes that can be seen in a dataset that holds nothing else.
KNOWN_BAD = {
    "country-without-code": "<x:land> a ls:Country .",
    "money-without-currency": "<x:money> a ls:MonetaryAmount ; ls:numericValue 5.0 .",
    "entity-without-label": "<x:entity> a ls:Entity .",
    "identifier-without-value": "<x:identifier> a ls:Identifier .",
}
PREFIXES = "PREFIX ls: <https://w3id.org/lodestone/ont#>"
ONE_VALUE = f"SELECT ?v WHERE {{ GRAPH <{TAKEN}> {{ <x:counter> <x:value> ?v }} }}"
INCREMENT = (
    f"DELETE {{ GRAPH <{TAKEN}> {{ <x:counter> <x:value> ?v }} }} "
    f"INSERT {{ GRAPH <{TAKEN}> {{ <x:counter> <x:value> ?w }} }} "
    f"WHERE {{ GRAPH <{TAKEN}> {{ <x:counter> <x:value> ?v }} BIND(?v + 1 AS ?w) }}"
)


@pytest.mark.parametrize("name", FAILING)
def test_an_update_that_fails_at_its_end_does_nothing(attacked: Attack, name: str) -> None:
    reply = attacked.update(FAILING[name])

    assert 400 <= reply.status < 500, reply.text[:300]
    assert attacked.count(attacked.own(TAKEN)) == 0


@pytest.mark.parametrize("name", STOPPED)
def test_an_update_that_is_stopped_at_its_end_does_nothing(attacked: Attack, name: str) -> None:
    reply = attacked.update(STOPPED[name])

    assert 400 <= reply.status < 500 or reply.status == 504, reply.text[:300]
    assert attacked.count(attacked.own(TAKEN)) == 0


def version_of(attack: Attack) -> str:
    """Give the version of the dataset, which an update that changes nothing tells."""
    reply = attack.update(f"DELETE DATA {{ GRAPH <{TAKEN}> {{ <x:no> <x:such> <x:triple> }} }}")
    assert reply.status in (200, 204), reply.text[:300]
    return str(reply.headers["ETag"])


@pytest.mark.parametrize(
    ("accept", "kinds"),
    [
        ("text/turtle", {"text/turtle"}),
        ("application/json", {"application/json", "application/problem+json"}),
    ],
)
def test_54_a_write_that_violates_a_shape_is_refused_with_a_report(
    attacked: Attack, accept: str, kinds: set[str]
) -> None:
    update = f"{PREFIXES} INSERT DATA {{ GRAPH <{attacked.own(TAKEN)}> {{ {KNOWN_BAD['country-without-code']} }} }}"
    before = version_of(attacked)
    headers = {"Content-Type": UPDATE, "Accept": accept, **attacked.authorization}

    reply = attacked.send("POST", "/sparql", update.encode(), headers)

    assert reply.status == 422, reply.text[:300]
    assert reply.headers.get_content_type() in kinds
    assert "ISO 3166-1" in reply.text
    assert attacked.count(TAKEN) == 0
    assert version_of(attacked) == before


def test_54_a_write_for_another_version_than_the_current_is_refused(attacked: Attack) -> None:
    attacked.own(TAKEN)
    before = attacked.update(INSERT).headers["ETag"]
    attacked.update(f"INSERT DATA {{ GRAPH <{TAKEN}> {{ <x:s> <x:p> 2 }} }}")
    headers = {"Content-Type": UPDATE, "If-Match": before, **attacked.authorization}

    reply = attacked.send("POST", "/sparql", f"CLEAR GRAPH <{TAKEN}>".encode(), headers)

    assert reply.status == 412, reply.text[:300]
    assert attacked.count(TAKEN) == 2


@pytest.mark.parametrize("name", KNOWN_BAD)
def test_55_the_shapes_refuse_what_is_known_to_be_bad(attacked: Attack, name: str) -> None:
    document = f"@prefix ls: <https://w3id.org/lodestone/ont#> . {KNOWN_BAD[name]}"

    reply = attacked.put(TAKEN, document.encode(), "text/turtle")

    assert reply.status == 422, reply.text[:300]
    assert attacked.count(TAKEN) == 0


@pytest.mark.parametrize("name", ["money-without-currency", "country-code-of-three-letters"])
def test_55_the_shapes_refuse_seeded_mistakes(attacked: Attack, name: str) -> None:
    document = (MISTAKES / f"{name}.ttl").read_bytes()

    reply = attacked.put(TAKEN, document, "text/turtle")

    assert reply.status == 422, reply.text[:300]
    assert attacked.count(TAKEN) == 0


SLOW_SHAPE = r"""
@prefix sh: <http://www.w3.org/ns/shacl#> .
<http://example.org/shape> a sh:NodeShape ;
    sh:targetSubjectsOf <http://example.org/slow> ;
    sh:property [ sh:path <http://example.org/slow> ; sh:pattern "^(a+)+$" ] .
"""


@pytest.fixture
def slow_shapes(tmp_path: Path) -> Iterator[Attack]:
    """A server whose shapes include one that takes for ever: a copy of ours with one shape more."""
    root = Path(__file__).parents[2]
    for name in ("server", "ontology", "queries"):
        shutil.copytree(root / name, tmp_path / name)
    shape = tmp_path / "ontology" / "shapes" / "slow.ttl"
    shape.write_text(SLOW_SHAPE, encoding="utf-8")
    environment = {"PYTHONPATH": str(tmp_path / "server"), "LODESTONE_WRITE_SECONDS": "4"}
    target = start(tmp_path / "data", environment=environment)
    load(target)
    attack = Attack(target)
    attack.watcher.start()

    yield attack

    breaches = attack.breaches()
    stop(target)
    assert breaches == []


def test_56_a_shape_that_takes_for_ever_stops_the_write_and_not_the_server(
    slow_shapes: Attack,
) -> None:
    endless = f'<x:s> <{EXAMPLE}slow> "{"a" * 40}!" .'
    quick = f'<x:s> <{EXAMPLE}slow> "aaa" .'

    reply = slow_shapes.put(TAKEN, endless.encode())
    count = slow_shapes.count(TAKEN)
    second = slow_shapes.put(TAKEN, quick.encode())

    assert reply.status == 504, reply.text[:300]
    assert count == 0
    assert second.status in (200, 201, 204), second.text[:300]


@dataclass(frozen=True, slots=True)
class Abandoned:
    """An update whose client leaves before the answer; `whole` if all of it was sent."""

    graph: str
    whole: bool


def abandon(attack: Attack, number: int, chance: random.Random) -> Abandoned:
    """Send an update of 50 triples, or a part of it, and close the socket at a random moment."""
    graph, whole = attack.own(f"{TAKEN}/{number}"), number % 4 != 3
    triples = " ".join(f"<x:s> <x:p> {n} ." for n in range(50))
    body = f"INSERT DATA {{ GRAPH <{graph}> {{ {triples} }} }}".encode()
    lines = (f"Content-Type: {UPDATE}", f"Content-Length: {len(body)}")
    token = f"Authorization: Bearer {attack.target.token}"
    with connect(attack.target) as raw:
        raw.sendall(head("POST", "/sparql", token, *lines) + (body if whole else body[:-200]))
        time.sleep(chance.uniform(0, 0.12))
    return Abandoned(graph, whole)


def test_73_an_abandoned_write_happens_whole_or_not_at_all(attacked: Attack) -> None:
    chance = random.Random(73)  # noqa: S311 - moments, not secrets

    with ThreadPoolExecutor(4) as pool:
        abandoned = list(pool.map(lambda n: abandon(attacked, n, chance), range(16)))
    time.sleep(2)
    counts = [(each.whole, attacked.count(each.graph)) for each in abandoned]

    assert {count for whole, count in counts if whole} <= {0, 50}
    assert {count for whole, count in counts if not whole} == {0}


def increment(attack: Attack, number: int) -> str:
    """Try one increment: `done`, `refused` (nothing happened), or `unclear`."""
    try:
        reply = attack.update(f"{INCREMENT} # {number}")
    except (OSError, http.client.HTTPException):
        return "unclear"
    return "done" if reply.status in (200, 204) else "refused"


def test_74_no_acknowledged_write_is_lost_and_no_reader_goes_back(attacked: Attack) -> None:
    attacked.own(TAKEN)
    attacked.update(f"INSERT DATA {{ GRAPH <{TAKEN}> {{ <x:counter> <x:value> 0 }} }}")
    seen: list[list[dict[str, str]]] = []
    is_over = threading.Event()

    def watch() -> None:
        while not is_over.wait(0.03):
            seen.append(attacked.rows(ONE_VALUE))

    with ThreadPoolExecutor(7) as pool:
        watching = pool.submit(watch)
        outcomes = list(pool.map(lambda n: increment(attacked, n), range(30)))
        is_over.set()
    watching.result()
    final = int(attacked.rows(ONE_VALUE)[0]["v"])

    values = [int(rows[0]["v"]) for rows in seen]
    done, unclear = outcomes.count("done"), outcomes.count("unclear")
    assert {len(rows) for rows in seen} == {1}
    assert values == sorted(values)
    assert 0 < done <= final <= done + unclear
