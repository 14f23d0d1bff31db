"""Measuring what extraction finds against what people found: gold facts, matching, scores."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from lodestone.evaluation.gold import GoldDocument, read_gold
from lodestone.evaluation.matching import Matcher
from lodestone.evaluation.scores import Scores, score
from lodestone.evaluation.tables import as_json, by_relation, details, overview
from lodestone.population.extraction import Extractor

__all__ = ["Measured", "as_json", "by_relation", "details", "evaluate", "overview"]


@dataclass(frozen=True, slots=True)
class Measured:
    """The scores of each split of the gold, and what could not be measured."""

    scores: dict[str, Scores]
    remarks: tuple[str, ...]


def evaluate(extractor: Extractor, gold: Iterable[Path], externals: Path) -> Measured:
    """Extract from the documents of gold files, and compare with their facts.

    Raises:
        FaultError: a gold file is at fault.
    """
    found = list(read_gold(gold, externals))
    by_split: dict[str, list[GoldDocument]] = {}
    for one in found:
        if isinstance(one, GoldDocument):
            by_split.setdefault(one.split, []).append(one)
    matcher = Matcher(extractor.schema)
    return Measured(
        {
            split: score(((g, extractor.extract(g.document)) for g in listed), matcher)
            for split, listed in sorted(by_split.items())
        },
        tuple(one for one in found if isinstance(one, str)),
    )
