"""Reads and runs the tests that are written as HTTP requests with the answers to expect.

The manifests use the HTTP vocabulary of the W3C, with properties of their own for what is expected.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urljoin

from clients import Answer
from conformance import manifests, results
from conformance.comparison import Grade, compare
from conformance.endpoint import Endpoint
from conformance.manifests import MF, Description, Entry, Files, Node

HT = "http://www.w3.org/2011/http#"
HTS = "http://www.w3.org/2011/http-statusCodes#"
CNT = "http://www.w3.org/2011/content#"
_STATUSES = {
    "OK": HTTPStatus.OK,
    "Created": HTTPStatus.CREATED,
    "NoContent": HTTPStatus.NO_CONTENT,
    "NotFound": HTTPStatus.NOT_FOUND,
}
_RESULTS = (results.MEDIA_TYPES[".srx"], results.MEDIA_TYPES[".srj"])
_FORMATS: Mapping[str, tuple[str, ...]] = {
    "boolean": _RESULTS,
    "tabular": (*_RESULTS, results.MEDIA_TYPES[".tsv"], results.MEDIA_TYPES[".csv"]),
    "RDF": tuple(results.MEDIA_TYPES[suffix] for suffix in (".ttl", ".nt", ".rdf")),
}


@dataclass(frozen=True, slots=True)
class Expectation:
    """What an answer must be like; what is empty is not looked at."""

    statuses: tuple[str, ...]
    answer_format: str = ""
    truth: str = ""
    location: str = ""
    content_type: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request, and the answer to expect."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: str
    encoding: str
    expectation: Expectation


@dataclass(frozen=True, slots=True)
class ExchangeCase:
    """Requests that follow one another, and the data that must be there before."""

    id: str
    files: Files
    exchanges: tuple[Exchange, ...]


def exchange_cases(kind: str) -> Iterator[ExchangeCase]:
    """Give the tests of this type."""
    for entry in manifests.entries(kind):
        requests = entry.manifest.items(entry.manifest.one(entry.action, f"{HT}requests"))
        yield ExchangeCase(
            entry.id,
            manifests.dataset(entry.manifest, entry.node),
            tuple(_exchange(entry, request) for request in requests),
        )


def _exchange(entry: Entry, node: Node) -> Exchange:
    about = entry.manifest
    body = about.one(node, f"{HT}body")
    response = about.one(node, f"{HT}resp")
    assert response is not None, entry.id
    return Exchange(
        method=about.values(node, f"{HT}methodName")[0],
        target=about.values(node, f"{HT}absolutePath")[0],
        headers=tuple(_headers(about, node).items()),
        body=about.values(body, f"{CNT}chars")[0] if body else "",
        encoding=about.values(body, f"{CNT}characterEncoding")[0] if body else "",
        expectation=_expectation(about, response),
    )


def _expectation(about: Description, node: Node) -> Expectation:
    def first(subject: Node | None, predicate: str) -> str:
        return next(iter(about.values(subject, predicate)), "") if subject else ""

    return Expectation(
        statuses=tuple(s.removeprefix(HTS) for s in about.values(node, f"{MF}expectedStatus")),
        answer_format=first(node, f"{MF}expectedFormat"),
        truth=first(node, f"{MF}expectedBoolean"),
        location=first(node, f"{MF}expectedLocation"),
        content_type=_headers(about, node).get("content-type", ""),
        body=first(about.one(node, f"{HT}body"), f"{CNT}chars"),
    )


def _headers(about: Description, node: Node) -> dict[str, str]:
    return {
        about.values(header, f"{HT}fieldName")[0]: about.values(header, f"{HT}fieldValue")[0]
        for header in about.items(about.one(node, f"{HT}headers"))
    }


def run(endpoint: Endpoint, case: ExchangeCase, prefix: str, path: str) -> None:
    """Send the requests of a test in their order, and check each answer.

    Args:
        endpoint: the server; the token goes along with every request, so that no request is
            refused for want of it.
        case: the test.
        prefix: how the paths of the test begin.
        path: how they begin on this server.
    """
    variables: dict[str, str] = {}
    for number, exchange in enumerate(case.exchanges, start=1):
        target = path + _filled(exchange.target, variables).removeprefix(prefix)
        body = _filled(exchange.body, variables).encode(exchange.encoding or "utf-8")
        answer = endpoint.send(exchange.method, target, body or None, dict(exchange.headers))
        place = f"request {number}, {exchange.method} {target}: {answer.status}"
        _check(answer, exchange.expectation, urljoin(endpoint.url, target), place)
        if exchange.expectation.location:
            location = answer.headers["Location"]
            assert location, f"{place} without Location"
            variables[exchange.expectation.location] = urljoin(endpoint.url, location)


def _filled(template: str, variables: Mapping[str, str]) -> str:
    for name, value in variables.items():
        template = template.replace(name, value)
    return template


def _check(answer: Answer, expected: Expectation, url: str, place: str) -> None:
    is_expected = any(_is_status(answer.status, name) for name in expected.statuses)
    assert is_expected, f"{place}, expected {expected.statuses}\n{answer.body[:500]!r}"
    if expected.answer_format:
        assert answer.media_type in _FORMATS[expected.answer_format], place
    if expected.truth:
        truth = results.boolean(expected.truth == "true")
        found = results.results(answer.body, answer.media_type)
        assert compare(truth, found) is Grade.EXACT, f"{place}\n{answer.text}"
    if expected.content_type:
        assert _plain(answer.headers["Content-Type"]) == _plain(expected.content_type), place
    if expected.body:
        wanted = results.rdf(expected.body.encode(), results.MEDIA_TYPES[".ttl"], url)
        found = results.rdf(answer.body, answer.media_type, url)
        assert compare(wanted, found) is Grade.EXACT, f"{place}\n{answer.text}"


def _is_status(status: int, name: str) -> bool:
    """Say whether a status is the one named, such as `Created`, or of the class `StatusCode2xx`."""
    if name.startswith("StatusCode"):
        return status // 100 == int(name.removeprefix("StatusCode")[0])
    return status == _STATUSES[name]


def _plain(header: str | None) -> str:
    return (header or "").replace(" ", "").lower()
