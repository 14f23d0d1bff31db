"""How fast documents become candidates: `python tests/benchmarks/extraction.py [DOCUMENTS]`.

Prints documents a second on one core beside spaCy's blank pipeline with matchers for a few of the
same relations, in turns in the same run; the time for texts of growing length; and the rate of a
run whose candidates are there already. spaCy is a peer, not a dependency: pip install spacy.
"""

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from lodestone import ingestion, locations
from lodestone.model.document import Document
from lodestone.population import extraction, loading
from lodestone.population.extraction import Extractor

WORDS = 300
ROUNDS = 5
COPIES = 5
"""How often each document is put into the folder that is ingested twice."""

LENGTHS = (10_000, 100_000, 1_000_000)
DATA = locations.folder("data")


def sentences(extractor: Extractor) -> list[str]:
    """Give sentences of the kind that documents have: of the rules' examples and of the briefs."""
    examples = [e.partition("=>")[0] for rule in extractor.engine.rules for e in rule.examples]
    found = [text.strip() for text in examples if "//" not in text and text.isascii()]
    for path in loading.find([DATA / "documents"]):
        document = loading.read(path)
        found += [line for line in document.text[document.body_start :].split("\n\n") if line]
    return found


def texts(extractor: Extractor, count: int) -> Iterator[str]:
    """Make documents of about 300 words, every fourth sentence with something to find."""
    chosen = random.Random(7)  # noqa: S311 - the same documents each time
    pool = sentences(extractor)
    plain = "The weather was fine that week, and the talks in the old town went on for days."
    for _ in range(count):
        lines: list[str] = []
        while sum(len(line.split()) for line in lines) < WORDS:
            lines.append(chosen.choice(pool) if chosen.random() < 0.5 else plain)
        yield " ".join(lines)


def spacy_peer() -> Callable[[str], int] | None:
    """A blank spaCy pipeline with matchers for seven relations; None if there is no spaCy."""
    try:
        import spacy  # noqa: PLC0415 - may not be there
        from spacy.matcher import Matcher, PhraseMatcher  # noqa: PLC0415
    except ImportError:
        return None
    language = spacy.blank("en")
    language.add_pipe("sentencizer")
    names = PhraseMatcher(language.vocab)
    known = extraction.load_extractor(locations.folder("ontology"), [DATA]).schema.entities
    names.add("name", [language.make_doc(n) for e in known.values() for n in e.names])
    rules = Matcher(language.vocab)
    name = {"IS_TITLE": True, "OP": "+"}
    for verbs in (("based", "headquartered"), ("founded",), ("raised",), ("acquired", "bought"),
                  ("makes", "builds"), ("enforced",), ("listed",)):  # fmt: skip
        rules.add(
            verbs[0], [[name, {"OP": "*"}, {"LOWER": {"IN": list(verbs)}}, {"OP": "?"}, name]]
        )

    def run(text: str) -> int:
        parsed = language(text)
        return len(names(parsed)) + sum(len(rules(sentence.as_doc())) for sentence in parsed.sents)

    return run


def seconds(work: Callable[[str], object], listed: list[str]) -> float:
    start = time.process_time()
    for text in listed:
        work(text)
    return time.process_time() - start


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    extractor = extraction.load_extractor(locations.folder("ontology"), [DATA])

    def ours(text: str) -> int:
        return len(extractor.extract(Document("benchmark", text, "benchmark")))

    listed = list(texts(extractor, count))
    peer = spacy_peer()
    seconds(ours, listed[:5])  # compiles patterns
    rates: dict[str, list[float]] = {"lodestone": [], "spaCy": []}
    for _ in range(ROUNDS):
        rates["lodestone"].append(count / seconds(ours, listed))
        if peer:
            rates["spaCy"].append(count / seconds(peer, listed))
    found = sum(ours(text) for text in listed) / count
    mine = statistics.median(rates["lodestone"])
    print(
        f"lodestone, {len(extractor.engine.rules)} rules: {mine:.0f} documents/s, {found:.1f} candidates each"
    )
    if peer:
        theirs = statistics.median(rates["spaCy"])
        print(f"spaCy blank, 7 patterns:  {theirs:.0f} documents/s; ratio {mine / theirs:.2f}")
    _lengths(ours, listed)
    _cached(listed)


def _lengths(work: Callable[[str], object], listed: list[str]) -> None:
    long = "\n\n".join(listed)
    while len(long) < max(LENGTHS):
        long += "\n\n" + long
    for length in LENGTHS:
        taken = seconds(work, [long[:length]])
        print(f"{length:>9,} characters: {taken:.2f} s, {length / taken / 1000:.0f}k characters/s")


def _cached(listed: list[str]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "documents").mkdir()
        for number, text in enumerate(listed * COPIES):
            (folder / "documents" / f"d{number}.txt").write_text(text, encoding="utf-8")
        plan = ingestion.Plan((DATA, folder), folder / "candidates", folder / "documents")
        for run in ("first run", "run again"):
            start = time.perf_counter()
            ingestion.ingest([folder / "documents"], plan, lambda _: None)
            taken = time.perf_counter() - start
            rate = COPIES * len(listed) / taken
            print(f"{run}: {rate:.0f} documents/s with loading, reading and writing")


if __name__ == "__main__":
    main()
