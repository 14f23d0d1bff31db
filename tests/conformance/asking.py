"""How a test of the suite asks its query: which format it wants, and whether order counts."""

import re

from conformance import results
from conformance.comparison import Table
from conformance.endpoint import Endpoint
from conformance.manifests import QueryCase, iri

GRAPHS = ("CONSTRUCT", "DESCRIBE")
RDF_TYPES = tuple(results.MEDIA_TYPES[suffix] for suffix in (".nt", ".ttl", ".rdf"))
_NOT_CODE = re.compile(r"<[^<>\s]*>|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|#[^\n]*")
_FORM = re.compile(r"\b(SELECT|ASK|CONSTRUCT|DESCRIBE)\b", re.IGNORECASE)


def answer(endpoint: Endpoint, case: QueryCase, text: bytes, path: str | None = None) -> Table:
    """Ask the query of a test in the format that its expected result has."""
    bare = _NOT_CODE.sub(" ", text.decode("utf-8"))
    form = _FORM.search(bare)
    wanted = _media_type(case, is_graph=form is not None and form[1].upper() in GRAPHS)
    found = endpoint.query(text, wanted, path)
    assert found.status == 200, f"{found.status} {found.text}"
    assert found.media_type == wanted
    if wanted in RDF_TYPES:
        return results.rdf(found.body, wanted, iri(case.query))
    return results.results(found.body, wanted)


def _media_type(case: QueryCase, *, is_graph: bool) -> str:
    """Give the format of the expected result, or JSON where that is results written as RDF."""
    wanted = results.MEDIA_TYPES[case.result.suffix]
    return results.MEDIA_TYPES[".srj"] if wanted in RDF_TYPES and not is_graph else wanted


def is_ordered(text: bytes) -> bool:
    """Say whether the outermost query orders its solutions."""
    bare = _NOT_CODE.sub(" ", text.decode("utf-8"))
    outside = re.split(r"[{}]", bare)
    return bool(re.search(r"\bORDER\s+BY\b", outside[-1], re.IGNORECASE))
