"""The W3C's tests of the result formats: each answer is asked for, and read, in its own format."""

from conformance.asking import answer, is_ordered
from conformance.endpoint import Endpoint
from conformance.grading import Grading, each, needs_suite
from conformance.manifests import QueryCase, query_cases, suite
from conformance.results import base_declaration, expected_result

pytestmark = needs_suite


@each(case for case in query_cases() if suite(case.id) == "sparql11-results")
def test_results_are_written_as_the_format_says(
    case: QueryCase, conformant: Endpoint, grading: Grading
) -> None:
    text = base_declaration(case.query) + case.query.read_bytes()
    expected = expected_result(case.result, is_ordered=is_ordered(text))
    conformant.hold(case.files)

    found = answer(conformant, case, text)

    grading.check(case, expected, found)
