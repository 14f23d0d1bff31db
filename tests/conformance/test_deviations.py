"""The tables of deviations speak of tests that exist, and no test of the suite is left out."""

from collections import Counter

from conformance.deviations import BY_VALUE, DEVIATIONS, OUT_OF_SCOPE, REGIMES
from conformance.grading import needs_suite
from conformance.manifests import all_entries, query_cases

pytestmark = needs_suite


def test_every_test_of_the_suite_is_read() -> None:
    kinds = Counter(entry.kind.removesuffix("11") for entry in all_entries())

    assert kinds == {
        "QueryEvaluationTest": 655,
        "CSVResultFormatTest": 3,
        "UpdateEvaluationTest": 97,
        "PositiveSyntaxTest": 317,
        "NegativeSyntaxTest": 179,
        "PositiveUpdateSyntaxTest": 60,
        "NegativeUpdateSyntaxTest": 15,
        "ProtocolTest": 34,
        "GraphStoreProtocolTest": 14,
        "ServiceDescriptionTest": 3,
    }


def test_no_two_tests_have_one_identifier() -> None:
    repeated = [name for name, n in Counter(e.id for e in all_entries()).items() if n > 1]

    assert repeated == []


def test_the_tables_name_tests_of_the_suite_and_each_once() -> None:
    known = {entry.id for entry in all_entries()}

    assert DEVIATIONS.keys() | BY_VALUE <= known
    assert DEVIATIONS.keys().isdisjoint(BY_VALUE)


def test_every_entailment_regime_is_offered_or_named_as_out_of_scope() -> None:
    regimes = {regime for case in query_cases() for regime in case.regimes}

    assert regimes == REGIMES.keys() | OUT_OF_SCOPE.keys()
