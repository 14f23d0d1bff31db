"""Cases 70–72: hostile data and hostile questions come out as data, never as markup."""

import csv
import io
import json
import xml.etree.ElementTree as ET
from html.parser import HTMLParser

import pytest

from attacks.attack import Attack
from attacks.attackers import Reply
from attacks.target import TOKEN

ASSERTED = "https://w3id.org/lodestone/graph/asserted"
THING = "https://w3id.org/lodestone/id/org/hostile"
PAGE = "/doc/org/hostile"
LABELS = {
    "script": "<script>alert(1)</script>",
    "attribute": '" onmouseover="alert(1)" x=\'',
    "template": "{{ 7 * 7 }} {% raw %} ${7*7} #{7*7}",
    "closing": "</title></textarea></style><img src=x onerror=alert(1)>",
    "cdata": "]]><script>alert(1)</script><!--",
    "control": "bell\u0001tab\tline\nend",
    "direction": "\u202egnp.exe\u202c \u0000".replace("\u0000", ""),
    "formula": '=HYPERLINK("http://evil.example";"x")',
}
LINKS = {
    "javascript": "javascript:alert(document.domain)",
    "javascript-upper": "JaVaScRiPt:alert(1)",
    "data": "data:text/html,<script>alert(1)</script>".replace("<", "%3C").replace(">", "%3E"),
    "vbscript": "vbscript:msgbox(1)",
    "file": "file:///etc/passwd",
}
QUERY = f"SELECT ?label WHERE {{ GRAPH <{ASSERTED}> {{ <{THING}> <http://e.x/note> ?label }} }}"
RESULTS_XML = "application/sparql-results+xml"
ECHOES = {
    "syntax": "SELECT <script>alert(1)</script> WHERE",
    "function": 'SELECT (<x:f"><script>alert(1)</script>>(1) AS ?x) {}',
    "prefix": "SELECT * { <script>:alert(1) ?p ?o }",
    "quotes": 'SELECT * { ?s ?p "<img src=x onerror=alert(1)> }',
}


class Page(HTMLParser):
    """What a browser would make of a page: its links, its scripts, and all attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.handlers: list[str] = []
        self.inline_scripts = 0
        self._sources: list[str | None] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of what could run or be followed."""
        self.handlers += [name for name, _ in attrs if name.startswith("on")]
        self.links += [
            value or "" for name, value in attrs if name in ("href", "src", "action", "formaction")
        ]
        self.inline_scripts += tag == "script" and "src" not in dict(attrs)


@pytest.fixture
def hostile(attacked: Attack) -> Attack:
    """A server that holds a thing with hostile labels and links."""
    labels = [json.dumps(label, ensure_ascii=True) for label in LABELS.values()]
    lines = [
        f"<{THING}> <http://www.w3.org/2000/01/rdf-schema#label> {label}@en ."
        for label in labels[:1]
    ]
    lines += [
        f"<{THING}> <http://www.w3.org/2004/02/skos/core#altLabel> {label}@en ." for label in labels
    ]
    lines += [f"<{THING}> <http://e.x/note> {label} ." for label in labels]
    lines += [
        f"<{THING}> <http://www.w3.org/2000/01/rdf-schema#seeAlso> <{link}> ."
        for link in LINKS.values()
    ]
    reply = attacked.put(ASSERTED, "\n".join(lines).encode(), "application/n-triples")
    assert reply.status in (200, 201, 204), reply.text[:500]

    return attacked


def values(reply: Reply, accept: str) -> list[str]:
    """Read the labels back with a plain parser of the format."""
    if accept.endswith("json"):
        rows = json.loads(reply.body)["results"]["bindings"]
        return [row["label"]["value"] for row in rows]
    if accept == RESULTS_XML:
        return [e.text or "" for e in ET.fromstring(reply.body).iter() if e.tag.endswith("literal")]  # noqa: S314
    if accept == "text/csv":
        return [row[0] for row in csv.reader(io.StringIO(reply.text, newline=""))][1:]
    tokens = [line for line in reply.text.split("\n")[1:] if line]
    return [token[1:-1] for token in tokens]


@pytest.mark.parametrize(
    "accept",
    ["application/sparql-results+json", RESULTS_XML, "text/csv", "text/tab-separated-values"],
)
def test_70_a_hostile_label_is_data_in_every_format(hostile: Attack, accept: str) -> None:
    # XML 1.0 has no way to write most control characters; what becomes of one is its own question.
    usable = {name for name in LABELS if name != "control"}

    reply = hostile.query(f"{QUERY} # {accept}", accept)

    assert reply.status == 200, reply.text[:300]
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert "accept" in reply.headers["Vary"].lower()
    assert reply.headers.get_content_type() == accept
    if accept == "text/tab-separated-values":
        assert len(values(reply, accept)) == len(LABELS)
        assert LABELS["script"] in values(reply, accept)
    else:
        assert {LABELS[name] for name in usable} <= set(values(reply, accept))


def test_70_a_hostile_label_is_text_on_a_page(hostile: Attack) -> None:
    reply = hostile.send("GET", PAGE, headers={"Accept": "text/html"})

    page = Page(reply.text)
    assert reply.status == 200, reply.text[:300]
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in reply.text
    assert page.inline_scripts == 0
    assert page.handlers == []
    assert "49 " not in reply.text
    assert "accept" in reply.headers["Vary"].lower()


def test_71_a_link_that_could_run_something_is_not_a_link(hostile: Attack) -> None:
    reply = hostile.send("GET", PAGE, headers={"Accept": "text/html"})

    schemes = {
        link.partition(":")[0].strip().lower() for link in Page(reply.text).links if ":" in link
    }
    policy = reply.headers["Content-Security-Policy"]
    assert reply.status == 200
    assert schemes <= {"http", "https"}
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy.partition("script-src")[2].partition(";")[0]


@pytest.mark.parametrize("accept", ["text/html", "application/json", "*/*"])
@pytest.mark.parametrize("name", ECHOES)
def test_72_an_error_does_not_echo_markup(attacked: Attack, name: str, accept: str) -> None:
    reply = attacked.get(ECHOES[name])
    posted = attacked.query(ECHOES[name], accept)

    for each in (reply, posted):
        assert each.status == 400, each.text[:300]
        assert each.headers.get_content_type() != "text/html" or "<script" not in each.text
        assert "Traceback" not in each.text
        assert TOKEN not in each.text


@pytest.mark.parametrize(
    "path",
    ["/%3Cscript%3Ealert(1)%3C/script%3E", "/id/org/%3Cscript%3E", "/doc/x%22%3E%3Cscript%3E"],
)
def test_72_a_page_that_is_not_there_does_not_echo_markup(attacked: Attack, path: str) -> None:
    reply = attacked.send("GET", path, headers={"Accept": "text/html"})

    assert 300 <= reply.status < 500, reply.text[:300]
    assert Page(reply.text).inline_scripts == 0
    assert "Traceback" not in reply.text


def test_72_the_log_holds_no_token(attacked: Attack) -> None:
    attacked.update("INSERT DATA { <x:s> }")
    attacked.send("POST", f"/sparql?access_token={TOKEN[:-1]}", b"", attacked.authorization)

    assert TOKEN.encode() not in attacked.target.log.read_bytes()
