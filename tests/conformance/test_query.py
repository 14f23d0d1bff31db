"""The W3C's tests of queries: SPARQL 1.0, 1.1 and 1.2."""

from conformance.asking import answer, is_ordered
from conformance.endpoint import Endpoint
from conformance.grading import Grading, each, needs_suite
from conformance.manifests import QueryCase, by_dataset, query_cases, suite
from conformance.results import base_declaration, expected_result

pytestmark = needs_suite
ELSEWHERE = ("sparql11-results", "sparql11-federation", "sparql11-entailment")


@each(by_dataset(case for case in query_cases() if suite(case.id) not in ELSEWHERE))
def test_a_query_answers_what_the_suite_expects(
    case: QueryCase, conformant: Endpoint, grading: Grading
) -> None:
    text = base_declaration(case.query) + case.query.read_bytes()
    expected = expected_result(case.result, is_ordered=is_ordered(text))
    conformant.hold(case.files)

    found = answer(conformant, case, text)

    grading.check(case, expected, found, is_lax=case.lax)
