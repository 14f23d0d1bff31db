"""The W3C's tests of entailment, under the regimes that the server offers.

A test that holds under several regimes is asked at every endpoint that offers one of them.
"""

import pytest

from conformance.asking import answer, is_ordered
from conformance.deviations import OUT_OF_SCOPE, REGIMES
from conformance.endpoint import Endpoint
from conformance.grading import Grading, each, needs_suite
from conformance.manifests import QueryCase, by_dataset, query_cases, suite
from conformance.results import base_declaration, expected_result

pytestmark = needs_suite


@each(by_dataset(case for case in query_cases() if suite(case.id) == "sparql11-entailment"))
def test_a_query_answers_what_its_entailment_regimes_entail(
    case: QueryCase, conformant: Endpoint, grading: Grading
) -> None:
    offered = sorted({REGIMES[regime] for regime in case.regimes & REGIMES.keys()})
    if not offered:
        pytest.skip(" and ".join(OUT_OF_SCOPE[regime] for regime in sorted(case.regimes)))
    text = base_declaration(case.query) + case.query.read_bytes()
    expected = expected_result(case.result, is_ordered=is_ordered(text))
    conformant.hold(case.files)

    answers = [
        answer(conformant, case, text, f"{conformant.paths.sparql}/{name}") for name in offered
    ]

    for found in answers:
        grading.check(case, expected, found)
