"""The W3C's tests of the SPARQL 1.1 Graph Store HTTP Protocol."""

from conformance.endpoint import Endpoint
from conformance.exchanges import ExchangeCase, exchange_cases, run
from conformance.grading import each, needs_suite

pytestmark = needs_suite


@each(exchange_cases("GraphStoreProtocolTest"))
def test_graphs_are_kept_as_the_suite_expects(case: ExchangeCase, conformant: Endpoint) -> None:
    conformant.hold(case.files)

    run(conformant, case, "/gsp", conformant.paths.graphs)
