"""Graphs of our own shape, of any size, always the same for the same size: N-Triples."""

from collections.abc import Iterator
from pathlib import Path

LS = "https://w3id.org/lodestone/ont#"
ID = "https://w3id.org/lodestone/id/"
RDF_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
XSD = "http://www.w3.org/2001/XMLSchema#"
TRIPLES_A_COMPANY = 20
PLACES = 50
DOCUMENTS = 200
CHAIN = 40
"""Companies collaborate along chains of this length, which paths walk."""

WORDS = ("chips", "models", "education", "search", "vision", "health", "speech", "robots")


def write(triples: int, path: Path) -> int:
    """Write a graph of about that many triples; gives how many there are."""
    lines = 0
    with path.open("w", encoding="ascii") as file:
        for block in _blocks(triples):
            file.write(block)
            lines += block.count("\n")
    return lines


def _blocks(triples: int) -> Iterator[str]:
    for place in range(PLACES):
        yield (
            f"<{ID}place/p{place}> {RDF_TYPE} <{LS}Country> .\n"
            f'<{ID}place/p{place}> {LABEL} "Country {place}"@en .\n'
        )
    for number in range(triples // TRIPLES_A_COMPANY):
        yield _company(number)


def _company(n: int) -> str:
    company, family = f"<{ID}org/o{n}>", f"<{ID}family/f{n}>"
    statement, evidence = f"<{ID}stmt/s{n}>", f"<{ID}stmt/e{n}>"
    word = WORDS[n % len(WORDS)]
    following = n + 1 if (n + 1) % CHAIN else n - CHAIN + 1
    pairs = [
        (company, RDF_TYPE, f"<{LS}Company>"),
        (company, LABEL, f'"Company {n} of {word}"@en'),
        (company, f"<{LS}basedIn>", f"<{ID}place/p{n % PLACES}>"),
        (company, f"<{LS}develops>", family),
        (company, f"<{LS}collaboratesWith>", f"<{ID}org/o{following}>"),
        (company, f"<{LS}specialisesIn>", f"<{ID}topic/{word}>"),
        (family, RDF_TYPE, f"<{LS}AIModelFamily>"),
        (family, LABEL, f'"Family {n}"@en'),
        (family, f"<{LS}developedBy>", company),
        (family, f"<{LS}numericValue>", f'"{n * 7 % 1000}"^^<{XSD}integer>'),
        (statement, RDF_TYPE, f"<{LS}Statement>"),
        (statement, f"<{LS}statementSubject>", company),
        (statement, f"<{LS}statementPredicate>", f"<{LS}develops>"),
        (statement, f"<{LS}statementObject>", family),
        (statement, f"<{LS}hasEvidence>", evidence),
        (statement, f"<{LS}confidence>", f'"0.{n % 100:02}"^^<{XSD}decimal>'),
        (evidence, RDF_TYPE, f"<{LS}Evidence>"),
        (evidence, f"<{LS}inDocument>", f"<{ID}document/d{n % DOCUMENTS}>"),
        (evidence, f"<{LS}verbatim>", f'"Company {n} develops family {n} for {word}."@en'),
        (evidence, f"<{LS}startDate>", f'"20{n % 25:02}-01-{n % 28 + 1:02}"^^<{XSD}date>'),
    ]
    return "".join(f"{s} {p} {o} .\n" for s, p, o in pairs)
