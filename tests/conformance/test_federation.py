"""The W3C's tests of federated queries; local endpoints stand for those that the suite names."""

from dataclasses import replace

from conformance import results
from conformance.asking import answer
from conformance.endpoint import Endpoint
from conformance.grading import Grading, each, needs_suite
from conformance.manifests import Files, QueryCase, query_cases, suite
from conformance.remotes import Remotes

pytestmark = needs_suite


@each(case for case in query_cases() if suite(case.id) == "sparql11-federation")
def test_a_federated_query_joins_what_other_endpoints_answer(
    case: QueryCase, conformant: Endpoint, remote_endpoints: Remotes, grading: Grading
) -> None:
    text = case.query.read_text(encoding="utf-8")
    for name, url in remote_endpoints.local.items():
        text = text.replace(f"<{name}>", f"<{url}>")
    expected = results.expected_result(case.result, is_ordered=False)
    expected = replace(expected, rows=tuple(map(remote_endpoints.localised_row, expected.rows)))
    remote_endpoints.hold(tuple((name, Files((path,))) for name, path in case.services))
    conformant.hold(case.files, remote_endpoints.localised_quad)

    found = answer(conformant, case, text.encode())

    grading.check(case, expected, found)
