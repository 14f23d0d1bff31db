"""View models of the review: what waits as cards, what was decided as lines."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from lodestone.curation import wording
from lodestone.curation.conflicts import Standing
from lodestone.curation.decisions import ACCEPT, Decision, Decisions
from lodestone.curation.review_queue import ReviewQueue, Waiting, selected
from lodestone.curation.suggestions import NameIndex, Suggestion
from lodestone.curation.wording import Segment
from lodestone.model.candidate import Candidate, EntityReference
from lodestone.web.site import local_path
from lodestone.web.views import Link

ON_A_PAGE = 20
RECENT = 10
STANDINGS = {
    Standing.WAITS: "waits",
    Standing.BY_POLICY: "accepted by the policy",
    Standing.BY_PERSON: "accepted by a person",
}


@dataclass(frozen=True, slots=True)
class Filter:
    """What a reviewer wants to see of what waits."""

    document: str = ""
    tier: str = ""
    conflicts: bool = False
    page: int = 1

    @property
    def address(self) -> str:
        """The address of the page that shows it."""
        return self.at(self.page)

    def at(self, page: int) -> str:
        """Give the address of another page of the same."""
        fields = {
            "document": self.document,
            "tier": self.tier,
            "conflicts": "1" if self.conflicts else "",
            "page": str(page) if page > 1 else "",
        }
        query = urlencode({name: value for name, value in fields.items() if value})
        return f"/review?{query}" if query else "/review"


@dataclass(frozen=True, slots=True)
class EndView:
    """An end of a claim that is an entity: its words, where it leads, and what else it may be."""

    name: str
    text: str
    iri: str
    is_new: bool
    suggestions: Sequence[tuple[Suggestion, str | None]]


@dataclass(frozen=True, slots=True)
class RivalView:
    """A claim beside another that it cannot stand with."""

    identifier: str
    value: str
    document: str
    quote: str
    standing: str
    is_this: bool
    waits: bool


@dataclass(frozen=True, slots=True)
class Card:
    """A claim that waits, as a reviewer sees it."""

    candidate: Candidate
    subject: Link
    property: str
    value: Link
    segments: Sequence[Segment]
    is_cut: tuple[bool, bool]
    ends: Sequence[EndView]
    rivals: Sequence[RivalView]
    others: Sequence[Candidate]
    stands_already: bool
    following: str


@dataclass(frozen=True, slots=True)
class Line:
    """A decision that counts, as a line that can be undone."""

    identifier: str
    fact: str
    verdict: str
    reason: str
    by: str
    at: str
    is_edited: bool


@dataclass(frozen=True, slots=True)
class Page:
    """A page of what waits; `left_out` are documents that are gone, with candidates still there."""

    cards: Sequence[Card]
    waiting: int
    conflicts: int
    shown: int
    pages: int
    documents: Sequence[str]
    left_out: Sequence[str]
    shows: Filter


def page(queue: ReviewQueue, shows: Filter, names: NameIndex) -> Page:
    """Show the part of what waits that was asked for."""
    found = selected(queue.waiting, shows.document, shows.tier, only_conflicts=shows.conflicts)
    pages = max(1, -(-len(found) // ON_A_PAGE))
    number = min(max(1, shows.page), pages)
    part = found[(number - 1) * ON_A_PAGE : number * ON_A_PAGE]
    following = [item.identifier for item in part[1:]] + [""]
    return Page(
        cards=[_card(i, n, names) for i, n in zip(part, following, strict=False)],
        waiting=len(queue.waiting),
        conflicts=sum(bool(item.rivals) for item in queue.waiting),
        shown=len(found),
        pages=pages,
        documents=sorted({item.candidate.document for item in queue.waiting}),
        left_out=queue.left_out,
        shows=Filter(shows.document, shows.tier, shows.conflicts, number),
    )


def _card(item: Waiting, following: str, names: NameIndex) -> Card:
    candidate = item.candidate
    target = candidate.object
    value = _entity(target, names) if isinstance(target, EntityReference) else None
    return Card(
        candidate=candidate,
        subject=_entity(candidate.subject, names),
        property=wording.label(candidate.predicate),
        value=value or Link(wording.value_in_words(target)),
        segments=wording.paragraph(candidate),
        is_cut=wording.is_cut(candidate.quote),
        ends=list(_ends(candidate, names)),
        rivals=list(_rivals(item)),
        others=item.others,
        stands_already=item.stands_already,
        following=following,
    )


def _entity(end: EntityReference, names: NameIndex) -> Link:
    """Show an entity by its words; they lead to its page, if it has one."""
    is_known = end.iri in names or end.iri.startswith("https://w3id.org/lodestone/ont")
    words = wording.value_in_words(end, names.name(end.iri))
    return Link(words, local_path(end.iri) if is_known else None, end.iri)


def _ends(candidate: Candidate, names: NameIndex) -> Iterator[EndView]:
    for name, end in (("subject", candidate.subject), ("object", candidate.object)):
        if isinstance(end, EntityReference):
            found = [(s, local_path(s.iri)) for s in names.suggest(end)]
            yield EndView(name, wording.visible(end.text), end.iri, end.is_new, found)


def _rivals(item: Waiting) -> Iterator[RivalView]:
    if not item.rivals:
        return
    rows = [(item.identifier, item.candidate, "this one", False)]
    for rival in item.rivals:
        waits = rival.standing == Standing.WAITS
        rows.append((rival.identifier, rival.candidate, STANDINGS[rival.standing], waits))
    for identifier, candidate, standing, waits in rows:
        yield RivalView(
            identifier,
            wording.value_in_words(candidate.object),
            candidate.document,
            wording.visible(candidate.quote.exact),
            standing,
            identifier == item.identifier,
            waits,
        )


def recent(queue: ReviewQueue, own: Decisions) -> list[Line]:
    """Show the last decisions of one's own folder that count, newest first."""
    last = [queue.decisions[i] for i in own if i in queue.decisions][-RECENT:]
    return [line(decision, queue) for decision in reversed(last)]


def line(decision: Decision, queue: ReviewQueue) -> Line:
    """Show one decision."""
    return Line(
        decision.identifier,
        fact(decision.identifier, queue),
        "accepted" if decision.verdict == ACCEPT else "rejected",
        decision.reason.replace("-", " "),
        decision.by,
        decision.at,
        bool(decision.edit),
    )


def fact(identifier: str, queue: ReviewQueue) -> str:
    """Give a claim in words; its identifier, where no candidate makes it any more."""
    claim = queue.claims.get(identifier)
    return wording.in_words(claim) if claim else identifier
