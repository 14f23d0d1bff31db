"""Calling other endpoints for `SERVICE`: only those on the list of the operator, and only so much.

SPARQL 1.1 Federated Query. The query workers have no network; the front calls in their place.
"""

import json
import urllib.error
import urllib.parse
import urllib.request

from lodestone.errors import LodestoneError, ResourceError
from lodestone.settings import Settings
from lodestone.sparql import federation

MEGABYTE = 1024 * 1024
RESULTS_JSON = "application/sparql-results+json"


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirection could lead to an endpoint that is not on the list."""

    def redirect_request(self, *_: object) -> None:
        """Follow nothing."""


_opener = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler({}))


def call(settings: Settings, body: bytes) -> bytes | LodestoneError:
    """Ask an endpoint a query: its SPARQL JSON results, or the error to raise in the worker."""
    endpoint, query = json.loads(body)
    try:
        federation.require_allowed(endpoint, federation.parse_allow_list(settings.federation))
    except LodestoneError as error:
        return error
    largest = settings.federation_megabytes * MEGABYTE
    request = urllib.request.Request(  # noqa: S310 - the scheme was checked above
        endpoint,
        data=urllib.parse.urlencode({"query": query}).encode(),
        headers={"Accept": RESULTS_JSON},
    )
    try:
        with _opener.open(request, timeout=settings.federation_seconds) as response:
            results: bytes = response.read(largest + 1)
    except (OSError, ValueError) as error:
        return ResourceError(f"SERVICE <{endpoint}> did not answer: {error}")
    if len(results) > largest:
        return ResourceError(f"SERVICE <{endpoint}> answers more than is taken here.")
    return results
