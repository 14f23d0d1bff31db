"""The W3C's tests of the SPARQL 1.1 Protocol."""

from conformance.endpoint import Endpoint
from conformance.exchanges import ExchangeCase, exchange_cases, run
from conformance.grading import each, needs_suite

pytestmark = needs_suite


@each(exchange_cases("ProtocolTest"))
def test_the_protocol_is_spoken_as_the_suite_expects(
    case: ExchangeCase, conformant: Endpoint
) -> None:
    conformant.hold(case.files)

    run(conformant, case, "/sparql/", conformant.paths.sparql)
