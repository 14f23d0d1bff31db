"""Another engine behind our face: real servers of other makers, filled by `lodestone push`."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest

from clients import ask, free_port, sparql, wait_for
from conftest import Server, lodestone, start, stop

VIRTUOSO_INI = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
FileExtend = 200
[Parameters]
ServerPort = {sql}
ServerThreads = 10
NumberOfBuffers = 20000
DirsAllowed = .
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 10
MaxClientConnections = 10
"""


@dataclass(frozen=True)
class Peer:
    """A running store of another maker: where it takes queries and graphs."""

    name: str
    query: str
    graphs: str
    has_default_graph: bool


def oxigraph(folder: Path) -> tuple["subprocess.Popen[bytes]", Peer]:
    program = Path(sys.executable).with_name("oxigraph")
    if not program.exists():
        pytest.skip("oxigraph's server is not installed (pip install oxigraph)")
    port = free_port()
    command = [program, "serve", "--location", folder, "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    root = f"http://127.0.0.1:{port}"
    return process, Peer("oxigraph", f"{root}/query", f"{root}/store", has_default_graph=True)


def virtuoso(folder: Path) -> tuple["subprocess.Popen[bytes]", Peer]:
    if not shutil.which("virtuoso-t") or not shutil.which("isql-vt"):
        pytest.skip("Virtuoso is not installed (Debian: virtuoso-opensource)")
    sql, http = free_port(), free_port()
    (folder / "virtuoso.ini").write_text(VIRTUOSO_INI.format(sql=sql, http=http))
    command = ["virtuoso-t", "+configfile", "virtuoso.ini", "+foreground"]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, cwd=folder, stdout=quiet, stderr=quiet)
    root = f"http://127.0.0.1:{http}"
    wait_for(f"{root}/sparql?query=ASK%7B%7D")
    grant = 'GRANT SPARQL_UPDATE TO "SPARQL";'
    subprocess.run(
        ["isql-vt", str(sql), "dba", "dba"], input=grant.encode(), stdout=quiet, check=True
    )
    graphs = f"{root}/sparql-graph-crud"
    return process, Peer("virtuoso", f"{root}/sparql", graphs, has_default_graph=False)


@pytest.fixture(scope="module", params=[oxigraph, virtuoso], ids=["oxigraph", "virtuoso"])
def peer(request, built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peer]:
    """A store of another maker that holds the built graph."""
    launch: Callable[[Path], tuple[subprocess.Popen[bytes], Peer]] = request.param
    process, found = launch(tmp_path_factory.mktemp("peer"))
    wait_for(found.query)
    pushed = lodestone("push", "--data", built, "--engine-graphs", found.graphs)
    assert pushed.returncode == 0, pushed.stderr
    yield found
    process.kill()
    process.wait()


@pytest.fixture(scope="module")
def over_peer(peer: Peer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Our server, with the peer as its engine."""
    data = tmp_path_factory.mktemp("no-data")
    server = start(data, "--engine", peer.query, LODESTONE_ENGINE_GRAPHS=peer.graphs)
    yield server
    stop(server)


def test_queries_are_answered_by_the_other_engine(over_peer: Server) -> None:
    makers = ask(f"{over_peer.url}/queries/cq02-chip-makers.csv")
    true = ask(sparql(over_peer.url, "ASK { ?s a <https://w3id.org/lodestone/ont#ChipMaker> }"))
    broken = ask(sparql(over_peer.url, "SELECT * WHERE {"))

    assert makers.status == 200
    assert "Graphcore" in makers.text
    assert "Cambricon" in makers.text
    assert b"true" in true.body
    assert broken.status == 400


def test_pages_and_catalogue_stand_on_the_other_engine(over_peer: Server) -> None:
    front = ask(over_peer.url, Accept="text/html")
    entity = ask(f"{over_peer.url}/doc/org/deepseek", Accept="text/html")
    catalogue = ask(f"{over_peer.url}/queries", Accept="text/html")
    turtle = ask(f"{over_peer.url}/doc/org/deepseek.ttl")

    assert [front.status, entity.status, catalogue.status, turtle.status] == [200] * 4
    assert "<mark" in entity.text or "<q" in entity.text or "blockquote" in entity.text
    assert "DeepSeek" in turtle.text


def test_a_named_graph_comes_from_the_other_engine(over_peer: Server, served) -> None:
    path = "/graph/inferred.nt"

    theirs, ours = ask(over_peer.url + path), ask(served.url + path)

    assert theirs.status == 200
    assert len(theirs.text.splitlines()) == len(ours.text.splitlines())


def test_the_service_is_described_and_ready(over_peer: Server) -> None:
    description = ask(f"{over_peer.url}/sparql", Accept="text/turtle")
    ready = ask(f"{over_peer.url}/readyz")

    assert description.status == 200
    assert "sd:namedGraph" in description.text
    assert ready.status == 200


def test_without_a_token_nothing_is_written_to_the_other_engine(over_peer: Server) -> None:
    update = "DROP ALL"

    answer = ask(
        f"{over_peer.url}/sparql", "POST", update.encode(), Content_Type="application/sparql-update"
    )

    assert answer.status == 403
    assert ask(f"{over_peer.url}/queries/cq02-chip-makers.csv").text.count("\n") > 1


def test_a_push_says_which_graphs_it_sent(peer: Peer, built: Path, served: Server) -> None:
    count = quote("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
    counted = ask(f"{served.url}/sparql?query={count}", Accept="text/csv")
    triples = counted.text.split()[-1]

    pushed = lodestone("push", "--data", built, "--engine-graphs", peer.graphs)

    assert "<https://w3id.org/lodestone/graph/asserted>: " in pushed.stdout
    assert (f"default graph: {triples} triples" in pushed.stdout) is peer.has_default_graph
