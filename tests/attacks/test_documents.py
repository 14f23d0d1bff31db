"""Cases 38–51: documents that are hostile, damaged, cut off or far too large."""

import gzip
import json
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from attacks.attack import DEADLINE, Attack
from attacks.attackers import Received, exchange, head
from attacks.target import EXAMPLE, N_TRIPLES, graph_path
from attacks.trap import MARKER, TRIPLE, Trap

TAKEN = EXAMPLE + "attack/taken"
OLD = EXAMPLE + "attack/old"
TURTLE, RDF_XML, JSON_LD = "text/turtle", "application/rdf+xml", "application/ld+json"
OLD_LINES = sorted(f'<{EXAMPLE}old/{n}> <{EXAMPLE}label> "old {n}" .' for n in range(50))
MEGABYTE = 1024 * 1024


def rdf_xml(before: str, value: str) -> str:
    """Write an RDF/XML document of one statement, with something before its root."""
    return (
        f'<?xml version="1.0"?>{before}'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e.x/">'
        f'<rdf:Description rdf:about="http://e.x/s">{value}</rdf:Description></rdf:RDF>'
    )


def laughs(levels: int) -> str:
    """Declare entities of which each holds the one before it ten times."""
    names = [f'<!ENTITY a0 "{"ha" * 10}">']
    names += [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, levels + 1)]
    return f"<!DOCTYPE rdf:RDF [{''.join(names)}]>"


EXTERNAL = {
    "file": ('<!DOCTYPE r [<!ENTITY x SYSTEM "FILE">]>', "<e:p>&x;</e:p>"),
    "http": ('<!DOCTYPE r [<!ENTITY x SYSTEM "TRAP/x.txt">]>', "<e:p>&x;</e:p>"),
    "parameter": ('<!DOCTYPE r [<!ENTITY % p SYSTEM "TRAP/x.dtd"> %p;]>', "<e:p>&bait;</e:p>"),
    "dtd": ('<!DOCTYPE r SYSTEM "TRAP/x.dtd">', "<e:p>&bait;</e:p>"),
}
EXPANDING = {
    "billion-laughs": rdf_xml(laughs(9), "<e:p>&a9;</e:p>"),
    "quadratic": rdf_xml(
        f'<!DOCTYPE r [<!ENTITY q "{"q" * 65_000}">]>', f"<e:p>{'&q;' * 16_000}</e:p>"
    ),
    "loop": rdf_xml('<!DOCTYPE r [<!ENTITY a "&b;"><!ENTITY b "&a;">]>', "<e:p>&a;</e:p>"),
    "in-attribute": rdf_xml(laughs(9), '<e:p rdf:resource="http://e.x/&a9;"/>'),
}
# What may be stored as long as it can be read afterwards.
READABLE = {
    "40-turtle-bnodes": (
        TURTLE,
        "<x:s> <x:p> " + "[ <x:p> " * 20_000 + "1" + " ]" * 20_000 + " .",
    ),
    "40-turtle-lists": (TURTLE, "<x:s> <x:p> " + "(" * 20_000 + "1" + ")" * 20_000 + " ."),
    "45-huge-decimal": (
        TURTLE,
        '<x:s> <x:p> "1e999999999"^^<http://www.w3.org/2001/XMLSchema#decimal> .',
    ),
    "45-huge-double": (TURTLE, "<x:s> <x:p> 1e999999999, -1e999999999, 1e-999999999 ."),
    "45-wild-dates": (
        TURTLE,
        '@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . <x:s> <x:p> "99999999999999-01-01"'
        '^^xsd:date, "-0000-13-45"^^xsd:date, "2024-02-30T25:61:61+99:99"^^xsd:dateTime,'
        '"P99999999999999999999Y"^^xsd:duration .',
    ),
    "45-hundred-thousand-digits": (TURTLE, "<x:s> <x:p> " + "9" * 100_000 + " ."),
}
TOO_DEEP = {
    "41-jsonld-objects": (
        JSON_LD,
        '{"@id":"http://e.x/s","http://e.x/p":' * 20_000 + "1" + "}" * 20_000,
    ),
    "41-jsonld-arrays": (
        JSON_LD,
        '{"@id":"http://e.x/s","http://e.x/p":' + "[" * 200_000 + "1" + "]" * 200_000 + "}",
    ),
    "42-triple-terms": (
        TURTLE,
        "<x:s> <x:p> " + "<<( <x:s> <x:p> " * 100_000 + "1" + " )>>" * 100_000 + " .",
    ),
    "42-triple-terms-tight": (
        TURTLE,
        "<x:s><x:p>" + "<<(<x:s><x:p>" * 100_000 + "1" + ")>>" * 100_000 + ".",
    ),
    "42-n-triples": (
        N_TRIPLES,
        "<x:s> <x:p> " + "<<( <x:s> <x:p> " * 9_000 + "<x:o>" + " )>>" * 9_000 + " .\n",
    ),
    "42-reified-triples": (
        TURTLE,
        "<x:s> <x:p> " + "<< <x:s> <x:p> " * 9_000 + "1" + " >>" * 9_000 + " .",
    ),
    "42-triple-terms-behind-comments": (
        TURTLE,
        "<x:s> <x:p> " + "<<( <x:s> <x:p> #>>\n" * 9_000 + "1" + " )>>" * 9_000 + " .",
    ),
    "43-xml-nest-behind-comments": (
        RDF_XML,
        rdf_xml(
            "",
            "<e:p><!--</x></x>--><rdf:Description>" * 25_000 + "</rdf:Description></e:p>" * 25_000,
        ),
    ),
    "43-xml-nest-of-other-letters": (
        RDF_XML,
        rdf_xml("", "<é xmlns='http://é.x/'><Ü>" * 25_000 + "</Ü></é>" * 25_000),
    ),
    "43-xml-nest": (
        RDF_XML,
        rdf_xml("", "<e:p><rdf:Description>" * 25_000 + "</rdf:Description></e:p>" * 25_000),
    ),
}
GOOD = "".join(f'<{EXAMPLE}new/{n}> <{EXAMPLE}label> "new {n}" .\n' for n in range(5_000)).encode()
DAMAGED = {
    "46-cut-line": GOOD + b"<http://example.org/cut> <http://exa",
    "47-bad-utf8-late": GOOD + b'<http://e.x/s> <http://e.x/p> "\xff\xfe" .\n',
    "47-nul-in-iri": GOOD + b"<http://e.x/s> <http://e.x/p> <http://e.x/\\u0000> .\n",
    "47-raw-nul-in-iri": GOOD + b"<http://e.x/s> <http://e.x/p> <http://e.x/\x00> .\n",
    "47-relative-junk": GOOD + b"<../../junk?> <http://e.x/p> <#> .\n",
    "47-lone-surrogate": GOOD + b'<http://e.x/s> <http://e.x/p> "\\uD800" .\n',
}


@pytest.fixture
def guarded(attacked: Attack) -> Iterator[Attack]:
    """A server with an old graph, which no document that is refused may touch."""
    assert attacked.put(OLD, "\n".join(OLD_LINES).encode()).status in (200, 201, 204)

    yield attacked

    assert attacked.triples(OLD) == OLD_LINES


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("name", EXTERNAL)
def test_38_an_external_entity_is_refused_and_never_fetched(
    attacked: Attack, trapped: Trap, tmp_path: Path, name: str, encoding: str
) -> None:
    (tmp_path / "marked.txt").write_text(TRIPLE, encoding="utf-8")
    document = rdf_xml(*EXTERNAL[name]).replace("TRAP", trapped.url)
    document = document.replace("FILE", (tmp_path / "marked.txt").as_uri())
    if encoding == "utf-16":
        document = document.replace('"1.0"', '"1.0" encoding="UTF-16"', 1)

    reply = attacked.put(TAKEN, document.encode(encoding), RDF_XML)

    assert trapped.hits == []
    assert 400 <= reply.status < 500, reply.text[:300]
    assert MARKER not in reply.text
    assert attacked.count(TAKEN) == 0


@pytest.mark.parametrize("name", EXPANDING)
def test_39_entities_that_expand_are_refused(attacked: Attack, name: str) -> None:
    reply = attacked.put(TAKEN, EXPANDING[name].encode(), RDF_XML)

    assert 400 <= reply.status < 500, reply.text[:300]
    assert attacked.count(TAKEN) == 0


@pytest.mark.parametrize("name", READABLE)
def test_a_strange_document_is_refused_or_can_be_read_back(attacked: Attack, name: str) -> None:
    media_type, document = READABLE[name]

    reply = attacked.put(TAKEN, document.encode(), media_type)

    assert reply.status < 500, reply.text[:300]
    if reply.status < 300:
        assert attacked.count(TAKEN) > 0
        assert attacked.send("GET", graph_path(TAKEN), headers={"Accept": TURTLE}).status == 200


@pytest.mark.parametrize("name", TOO_DEEP)
def test_a_document_that_is_nested_too_deeply_is_never_stored(attacked: Attack, name: str) -> None:
    media_type, document = TOO_DEEP[name]

    reply = attacked.put(TAKEN, document.encode(), media_type)

    assert 400 <= reply.status < 500, reply.text[:300]
    assert reply.seconds < 2 * DEADLINE
    assert attacked.count(TAKEN) == 0


@pytest.mark.parametrize("between", ["", "#>>\n"], ids=["plain", "behind-comments"])
def test_42_triple_terms_that_are_nested_too_deeply_come_in_by_no_update(
    attacked: Attack, between: str
) -> None:
    term = f"<<( <x:s> <x:p> {between}" * 200 + "1" + " )>>" * 200

    reply = attacked.update(
        f"INSERT DATA {{ GRAPH <{attacked.own(TAKEN)}> {{ <x:s> <x:p> {term} }} }}"
    )

    assert 400 <= reply.status < 500, reply.text[:300]
    assert attacked.count(TAKEN) == 0


def test_42_triple_terms_that_grow_by_updates_stop_at_the_limit(attacked: Attack) -> None:
    term = "<<( <x:s> <x:p> " * 120 + "1" + " )>>" * 120
    start = attacked.put(TAKEN, f"<x:s> <x:p> {term} .".encode(), TURTLE)
    grow = (
        f"INSERT {{ GRAPH <{TAKEN}> {{ <x:s> <x:p> <<( <x:s> <x:p> ?o )>> }} }} "
        f"WHERE {{ GRAPH <{TAKEN}> {{ <x:s> <x:p> ?o }} }}"
    )

    reply = attacked.update(" ; ".join([grow] * 10))

    assert start.status == 201, start.text[:300]
    assert 400 <= reply.status < 500, reply.text[:300]
    assert attacked.count(TAKEN) == 1


def test_44_a_literal_of_twelve_megabytes_can_be_read_back_or_is_too_large(
    attacked: Attack,
) -> None:
    text = "x" * (12 * MEGABYTE)

    reply = attacked.put(TAKEN, f'<x:s> <x:p> "{text}" .\n'.encode())

    assert reply.status in (200, 201, 204, 413), reply.text[:300]
    if reply.status != 413:
        length = attacked.rows(f"SELECT (STRLEN(?o) AS ?n) {{ GRAPH <{TAKEN}> {{ ?s ?p ?o }} }}")
        assert length == [{"n": str(len(text))}]


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_document_replaces_nothing(guarded: Attack, name: str) -> None:
    reply = guarded.put(OLD, DAMAGED[name])

    assert reply.status == 400, reply.text[:300]


def put_raw(attack: Attack, body: bytes, *lines: str) -> Received:
    """Replace the old graph with a body whose framing is written by hand, then half close."""
    token = f"Authorization: Bearer {attack.target.token}"
    start = head("PUT", graph_path(OLD), token, f"Content-Type: {N_TRIPLES}", *lines)
    return exchange(attack.target, start + body, half_close=True)


@pytest.mark.parametrize("cut", ["between-lines", "in-a-line"])
def test_48_a_body_shorter_than_it_says_replaces_nothing(guarded: Attack, cut: str) -> None:
    sent = GOOD if cut == "between-lines" else GOOD[:-20]

    received = put_raw(guarded, sent, f"Content-Length: {len(GOOD) + 1000}")

    assert all(400 <= status < 500 for status in received.statuses)


@pytest.mark.parametrize("cut", ["before-the-last-chunk", "in-a-chunk"])
def test_48_chunks_that_are_cut_off_replace_nothing(guarded: Attack, cut: str) -> None:
    chunk = f"{len(GOOD):x}\r\n".encode() + GOOD + b"\r\n"
    sent = chunk if cut == "before-the-last-chunk" else chunk[:-500]

    received = put_raw(guarded, sent, "Transfer-Encoding: chunked")

    assert all(400 <= status < 500 for status in received.statuses)


def gzip_of_zeros(megabytes: int) -> bytes:
    """Pack megabytes of blanks into a few hundred kilobytes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join(packer.compress(b" " * MEGABYTE) for _ in range(megabytes)) + packer.flush()


ENCODED: dict[str, tuple[str, Callable[[], bytes]]] = {
    "bad-gzip": ("gzip", lambda: GOOD),
    "cut-gzip": ("gzip", lambda: gzip.compress(GOOD)[:-200]),
    "cut-gzip-trailer": ("gzip", lambda: gzip.compress(GOOD)[:-8]),
    "gzip-with-wrong-sum": ("gzip", lambda: gzip.compress(GOOD)[:-8] + bytes(8)),
    "gzip-bomb": ("gzip", lambda: gzip_of_zeros(400)),
    "bomb-in-bomb": ("gzip, gzip", lambda: gzip.compress(gzip_of_zeros(400))),
    "unknown": ("snappy", lambda: GOOD),
    "compress": ("compress", lambda: GOOD),
}


@pytest.mark.parametrize("name", ENCODED)
def test_49_a_body_that_does_not_unpack_replaces_nothing(guarded: Attack, name: str) -> None:
    encoding, make = ENCODED[name]

    reply = guarded.put(OLD, make(), N_TRIPLES, **{"Content-Encoding": encoding})

    assert reply.status in (400, 413, 415), reply.text[:300]


@pytest.mark.parametrize("framing", ["length", "chunked"])
def test_50_a_body_of_a_hundred_megabytes_is_refused(guarded: Attack, framing: str) -> None:
    total, block = 100 * MEGABYTE, b"# nothing but a comment\n" * 2731
    chunk = b"%x\r\n" % len(block) + block + b"\r\n"
    says = f"Content-Length: {total}" if framing == "length" else "Transfer-Encoding: chunked"
    token = f"Authorization: Bearer {guarded.target.token}"

    def pieces() -> Iterator[bytes]:
        yield head("PUT", graph_path(OLD), token, f"Content-Type: {N_TRIPLES}", says)
        for _ in range(total // len(block)):
            yield block if framing == "length" else chunk

    received = exchange(guarded.target, pieces())

    assert received.was_reset or received.statuses == [413]


@pytest.mark.parametrize("media_type", ["application/octet-stream", "text/html", "junk", ""])
def test_51_a_document_of_an_unknown_type_is_refused(guarded: Attack, media_type: str) -> None:
    reply = guarded.put(OLD, GOOD, media_type)

    assert reply.status == 415, reply.text[:300]


def test_an_honest_document_is_stored(attacked: Attack) -> None:
    reply = attacked.put(TAKEN, gzip.compress(GOOD), N_TRIPLES, **{"Content-Encoding": "gzip"})
    document = json.dumps({"@id": "http://e.x/s", "http://e.x/p": [{"@value": "v"}]})
    second = attacked.put(OLD, document.encode(), JSON_LD)

    assert reply.status in (200, 201, 204), reply.text[:300]
    assert second.status in (200, 201, 204), second.text[:300]
    assert attacked.count(TAKEN) == 5_000
    assert attacked.count(OLD) == 1
