"""The W3C's tests of updates: SPARQL 1.1 and 1.2."""

from conformance import results
from conformance.endpoint import Endpoint
from conformance.grading import Grading, each, needs_suite
from conformance.manifests import UpdateCase, update_cases

pytestmark = needs_suite


@each(update_cases())
def test_an_update_leaves_the_dataset_that_the_suite_expects(
    case: UpdateCase, conformant: Endpoint, grading: Grading
) -> None:
    text = results.base_declaration(case.request) + case.request.read_bytes()
    conformant.hold(case.before)

    answer = conformant.update(text)

    assert answer.status in (200, 204), f"{answer.status} {answer.text}"
    grading.check(case, results.dataset(case.after), conformant.dataset())
