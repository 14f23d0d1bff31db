"""The W3C's tests of the grammars: only 400 says that a text is not in the grammar."""

from conformance.endpoint import Endpoint
from conformance.grading import each, needs_suite
from conformance.manifests import Files, SyntaxCase, syntax_cases
from conformance.results import MEDIA_TYPES

pytestmark = needs_suite
ACCEPT = f"{MEDIA_TYPES['.srj']}, {MEDIA_TYPES['.nt']}"
# A text in the grammar may still be refused: LOAD and unknown endpoints with 403, and an operation
# on a graph that is not there with 404 or 409.
IN_THE_GRAMMAR = (200, 204, 403, 404, 409)


@each(case for case in syntax_cases() if not case.is_update)
def test_a_query_is_refused_where_it_is_not_in_the_grammar_and_only_there(
    case: SyntaxCase, conformant: Endpoint
) -> None:
    conformant.hold(Files())

    answer = conformant.query(case.text.read_bytes(), ACCEPT)

    expected = IN_THE_GRAMMAR if case.is_valid else (400,)
    assert answer.status in expected, f"{answer.status} {answer.text}"


@each(case for case in syntax_cases() if case.is_update)
def test_an_update_is_refused_where_it_is_not_in_the_grammar_and_only_there(
    case: SyntaxCase, conformant: Endpoint
) -> None:
    conformant.hold(Files())

    answer = conformant.update(case.text.read_bytes())

    expected = IN_THE_GRAMMAR if case.is_valid else (400,)
    assert answer.status in expected, f"{answer.status} {answer.text}"
