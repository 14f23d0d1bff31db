"""The competency questions give the expected answers on both engines."""

from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import yaml
from rdflib import Dataset

from lodestone import locations
from lodestone.knowledge.assembly import Assembly
from lodestone.knowledge.quads import to_quads

EXPECTED = yaml.safe_load((Path(__file__).parent / "expected_answers.yaml").read_text("utf-8"))
QUESTIONS = sorted((locations.folder("queries") / "competency").glob("*.rq"))
OFFSETS = {"start", "end"}


def lexical(value: str | None) -> str | None:
    """Write numbers alike, since one engine writes 48 where the other writes 48.0."""
    if value is None:
        return None
    return value.removesuffix(".0") if value.replace(".", "", 1).isdigit() else value


@pytest.fixture(scope="module")
def oxigraph(assembly: Assembly) -> ox.Store:
    store = ox.Store()
    store.extend(to_quads(assembly))
    return store


@pytest.fixture(scope="module")
def rdflib_dataset(oxigraph: ox.Store) -> Dataset:
    dataset = Dataset()
    dataset.parse(data=oxigraph.dump(format=ox.RdfFormat.N_QUADS), format="nquads")
    return dataset


def ask_oxigraph(store: ox.Store, text: str) -> Any:
    found = store.query(text)
    if isinstance(found, ox.QueryBoolean):
        return bool(found)
    assert isinstance(found, ox.QuerySolutions)
    names = [variable.value for variable in found.variables]
    return [
        [
            None if name in OFFSETS or row[name] is None else lexical(row[name].value)
            for name in names
        ]
        for row in found
    ]


def ask_rdflib(dataset: Dataset, text: str) -> Any:
    found = dataset.query(text)
    if found.type == "ASK":
        return found.askAnswer
    names = [str(name) for name in found.vars or []]
    return [
        [
            None if name in OFFSETS or row[name] is None else lexical(str(row[name]))
            for name in names
        ]
        for row in found
    ]


def same(text: str, answer: Any, expected: Any) -> bool:
    if isinstance(expected, bool) or "ORDER BY" in text:
        return bool(answer == expected)
    return sorted(map(str, answer)) == sorted(map(str, expected))


def test_there_are_fifteen_questions_each_with_an_expected_answer() -> None:
    assert [path.stem for path in QUESTIONS] == sorted(EXPECTED)
    assert len(QUESTIONS) == 15


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda p: p.stem)
def test_oxigraph_answers_as_expected(oxigraph: ox.Store, path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    answer = ask_oxigraph(oxigraph, text)

    assert same(text, answer, EXPECTED[path.stem]), answer


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda p: p.stem)
def test_rdflib_answers_as_expected(rdflib_dataset: Dataset, path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    answer = ask_rdflib(rdflib_dataset, text)

    assert same(text, answer, EXPECTED[path.stem]), answer


@pytest.mark.parametrize(
    "path", sorted(locations.folder("queries").glob("*/*.rq")), ids=lambda p: p.stem
)
def test_every_shipped_query_finds_something_with_its_defaults(
    oxigraph: ox.Store, path: Path
) -> None:
    found = oxigraph.query(path.read_text(encoding="utf-8"))

    assert found if isinstance(found, ox.QueryBoolean) else next(iter(found), None) is not None
