"""Seeded mistakes: each small file is one error that must stop a build."""

import re
from pathlib import Path

import pytest
from rdflib import Graph

from lodestone import locations
from lodestone import vocabulary as v
from lodestone.errors import InconsistentError, ValidationError
from lodestone.knowledge.assembly import Assembly
from lodestone.knowledge.consistency import require_consistency
from lodestone.knowledge.validation import require_conformance, validate

MISTAKES = Path(__file__).parents[1] / "mistakes"
CHECKS = locations.folder("ontology") / "checks"


def header(path: Path, name: str, default: str = "") -> str:
    found = re.search(rf"^# {name}: *(.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return found[1].strip() if found else default


def with_mistake(assembly: Assembly, path: Path) -> Assembly:
    changed = assembly.copy()
    target = changed.graph(v.GRAPH + header(path, "graph", "reference"))
    for triple in Graph().parse(path, format="turtle"):
        target.add(triple)
    return changed


def files(kind: str) -> list[Path]:
    return sorted((MISTAKES / kind).glob("*.ttl"))


def test_the_shipped_graph_is_consistent_and_conforms(assembly: Assembly) -> None:
    require_consistency(assembly, memory=2000, timeout=300)

    report = validate(assembly, CHECKS)

    assert report.violations == ()


@pytest.mark.parametrize("path", files("modelling"), ids=lambda p: p.stem)
def test_a_modelling_mistake_stops_the_build(assembly: Assembly, path: Path) -> None:
    changed = with_mistake(assembly, path)

    with pytest.raises(InconsistentError) as caught:
        require_consistency(changed, memory=2000, timeout=300)

    assert header(path, "expect").removeprefix("ls:") in str(caught.value)


@pytest.mark.parametrize("path", files("data"), ids=lambda p: p.stem)
def test_a_mistake_in_the_data_stops_the_publication(assembly: Assembly, path: Path) -> None:
    changed = with_mistake(assembly, path)

    report = validate(changed, CHECKS)

    with pytest.raises(ValidationError, match=re.escape(header(path, "expect"))):
        require_conformance(report)
    assert "sh:conforms false" in report.turtle
