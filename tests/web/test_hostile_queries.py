"""What a stranger's query can do to the server: nothing."""

import concurrent.futures
import time
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import pytest

from clients import Answer, ask, sparql
from conftest import start, stop
from lodestone.store import snapshots

FORM = "application/x-www-form-urlencoded"
CROSS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
BOMBS = {
    "nested-brackets": "SELECT * WHERE { FILTER" + "(" * 20_000 + "1" + ")" * 20_000 + " }",
    "nested-groups": "SELECT * WHERE " + "{" * 20_000 + "}" * 20_000,
    "nested-nots": "ASK { FILTER(" + "!" * 40_000 + "true) }",
    "flat-sums": "ASK { FILTER(" + "+".join(["1"] * 20_000) + " > 0) }",
    "doubling": "SELECT ?v36 WHERE { BIND('x' AS ?v0) "
    + " ".join(f"BIND(CONCAT(?v{i}, ?v{i}) AS ?v{i + 1})" for i in range(36))
    + " }",
    "sorting": "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i ?f ?c",
}


@pytest.fixture(scope="module")
def guarded(built: Path) -> Iterator[str]:
    """A server whose queries may take two seconds, with two workers."""
    server = start(
        built, LODESTONE_QUERY_SECONDS="2", LODESTONE_WORKERS="2", LODESTONE_QUERY_MEMORY="1024"
    )
    yield server.url
    stop(server)


def post(url: str, query: str) -> Answer:
    body = urllib.parse.urlencode({"query": query}).encode()
    return ask(f"{url}/sparql", "POST", body, Content_Type=FORM)


def require_alive(url: str) -> None:
    answer = ask(sparql(url, "ASK {}"))
    assert answer.status == 200


def test_a_query_that_takes_too_long_is_stopped_at_the_deadline_with_a_504(guarded: str) -> None:
    begin = time.monotonic()

    answer = post(guarded, CROSS)

    assert answer.status == 504
    assert "2 seconds" in answer.text
    assert time.monotonic() - begin < 6
    require_alive(guarded)


@pytest.mark.parametrize("name", BOMBS)
def test_a_query_that_would_break_a_process_breaks_no_server(guarded: str, name: str) -> None:
    answer = post(guarded, BOMBS[name])

    assert answer.status in (200, 400, 422, 504)
    assert "Traceback" not in answer.text
    require_alive(guarded)


def test_small_queries_are_answered_while_a_long_one_runs(guarded: str) -> None:
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        long = pool.submit(post, guarded, CROSS)
        time.sleep(0.2)
        begin = time.monotonic()
        require_alive(guarded)
        waited = time.monotonic() - begin

    assert waited < 1.5
    assert long.result().status == 504


def test_more_long_queries_than_workers_end_with_a_clean_answer_each(guarded: str) -> None:
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: post(guarded, CROSS), range(6)))

    assert {answer.status for answer in answers} <= {503, 504}
    assert all(a.headers["Retry-After"] for a in answers if a.status == 503)
    require_alive(guarded)


def test_a_snapshot_that_goes_missing_is_a_503_and_never_an_empty_answer(
    copy_of_built: Path,
) -> None:
    (snapshots.root(copy_of_built) / "CURRENT").write_text("000099\n")
    server = start(copy_of_built)

    answers = [ask(sparql(server.url, "ASK {}")), ask(f"{server.url}/readyz"), ask(server.url)]
    (snapshots.root(copy_of_built) / "CURRENT").write_text("000001\n")
    mended = ask(sparql(server.url, "ASK {}"))

    stop(server)
    assert [answer.status for answer in answers] == [503, 503, 503]
    assert mended.status == 200


def is_running(process: str) -> bool:
    """Whether a process exists and is not a zombie that nobody has buried."""
    stat = Path(f"/proc/{process}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


def descendants(process: str) -> list[str]:
    """List the processes below one."""
    listed = Path(f"/proc/{process}/task").glob("*/children")
    children = [child for path in listed for child in path.read_text().split()]
    return children + [below for child in children for below in descendants(child)]


@pytest.mark.skipif(
    not Path("/proc/self/task").is_dir(), reason="there is no /proc to look at processes with"
)
def test_no_worker_is_left_when_the_server_has_stopped_even_in_the_middle_of_a_query(
    built: Path,
) -> None:
    server = start(built)
    ask(sparql(server.url, "ASK {}"))
    children = descendants(str(server.process.pid))
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        asked = pool.submit(post, server.url, CROSS)
        time.sleep(0.5)

        stop(server)

        # It was let finish, until its own time was up.
        assert asked.result().status == 504
    deadline = time.monotonic() + 5
    while any(map(is_running, children)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert len(children) >= 2
    assert not [child for child in children if is_running(child)]
