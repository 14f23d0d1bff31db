"""Turns tests of the suite into parameters of pytest, and answers into verdicts."""

from collections import Counter
from collections.abc import Callable, Iterable

import pytest

from conformance.comparison import Grade, Table, compare
from conformance.deviations import BY_VALUE, DEVIATIONS
from conformance.isomorphism import Row
from conformance.manifests import SUITE, Case

ABSENT = "the W3C's test suite is not on this machine (it is not in the repository)"
REASON = "declared deviation, to be removed when it starts to pass"

needs_suite = pytest.mark.skipif(not SUITE.is_dir(), reason=ABSENT)


def each(cases: Iterable[Case]) -> pytest.MarkDecorator:
    """Run a test function for each test of the suite, under its own identifier."""
    return pytest.mark.parametrize(
        "case", [pytest.param(case, id=case.id, marks=_marks(case)) for case in cases]
    )


def _marks(case: Case) -> list[pytest.MarkDecorator]:
    if case.id not in DEVIATIONS:
        return []
    reason = f"{REASON}: {DEVIATIONS[case.id]}"
    return [pytest.mark.xfail(reason=reason, strict=True, raises=AssertionError)]


class Grading:
    """Judges the answers of one test, and notes whether it passed by value only."""

    def __init__(self, record: Callable[[str, object], None]) -> None:
        self._record = record

    def check(self, case: Case, expected: Table, found: Table, *, is_lax: bool = False) -> None:
        """Check that an answer is the expected one, as exactly as the tables say."""
        grade = compare(expected, found, is_lax=is_lax)
        assert grade is not Grade.DIFFERENT, _difference(expected, found)
        if grade is Grade.VALUE:
            self._record("grade", grade.value)
            assert case.id in BY_VALUE | DEVIATIONS.keys(), (
                f"equal by value only, and not in BY_VALUE\n{_difference(expected, found)}"
            )
        else:
            assert case.id not in BY_VALUE, "equal term by term: remove it from BY_VALUE"


def _difference(expected: Table, found: Table) -> str:
    """Say which rows differ, for whoever reads that a test failed."""
    mine, yours = Counter(expected.rows), Counter(found.rows)
    missing, unexpected = list((mine - yours).elements()), list((yours - mine).elements())
    lines = [f"columns expected {expected.columns}, found {found.columns}"]
    lines += [f"expected {_written(row)}" for row in missing[:8]]
    lines += [f"found    {_written(row)}" for row in unexpected[:8]]
    lines.append(f"{len(missing)} rows expected and not found, {len(unexpected)} not expected")
    return "\n".join(lines)


def _written(row: Row) -> str:
    return " ".join("-" if term is None else str(term) for term in row)
