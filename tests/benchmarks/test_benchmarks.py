"""The benchmark's own parts still work: generator, driver, counting of rows, report."""

from pathlib import Path

import pyoxigraph as ox
import pytest

FOLDER = Path(__file__).parent


@pytest.fixture(autouse=True)
def _beside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(FOLDER))


def test_the_generated_graph_has_the_size_asked_for_and_answers_the_mix(tmp_path: Path) -> None:
    import graphs  # noqa: PLC0415 - beside this file
    from mix import MIX, PREFIXES  # noqa: PLC0415

    lines = graphs.write(20_000, tmp_path / "graph.nt")
    store = ox.Store()
    store.bulk_load(path=str(tmp_path / "graph.nt"))

    assert lines == len(store) == 20_100
    for query in MIX:
        found = store.query(PREFIXES + query.text)
        rows = 1 if isinstance(found, ox.QueryBoolean) else len(list(found))
        assert rows > 0, query.name
        assert query.rows in (None, rows), query.name


@pytest.mark.parametrize("is_cold", [True, False])
def test_the_driver_measures_a_real_server_with_and_without_a_cache(
    served, monkeypatch: pytest.MonkeyPatch, is_cold: bool
) -> None:
    import driver  # noqa: PLC0415 - beside this file

    load = driver.Load(f"{served.url}/sparql", "ASK { ?s ?p ?o }", "*/*", is_cold)
    monkeypatch.setattr(driver.shutil, "which", lambda _: None)

    by_sockets = driver.measure(load, 0.3)

    assert by_sockets.rate > 10
    assert by_sockets.errors == 0


def test_the_report_has_a_row_for_each_query(tmp_path: Path, monkeypatch) -> None:
    import report  # noqa: PLC0415 - beside this file

    one = {"rate": 10.0, "median": 1.0, "errors": 0}
    results = {"cold": {"ask": {"Lodestone": one, "Peer": one | {"rate": 2.0}}}}

    lines = report.table(results, "cold")

    assert lines[-1] == "| ask | 10 | 2.00 (5.0×) |"
