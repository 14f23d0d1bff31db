"""What without a name is one and the same: the rounds, amounts and unnamed things of a document.

"The round was led by …" speaks of the funds that the sentence before said were raised; "an action
plan" of one document is not that of another. Who raised and how much, or when, tell funds apart.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from lodestone import vocabulary as v
from lodestone.model.candidate import PROPOSAL, EntityReference, LiteralValue
from lodestone.population.rules.binding import Bound, slug
from lodestone.population.rules.proposals import Proposal
from lodestone.population.schema import Schema

_FUNDING = v.LS + "Funding"
_ORGANISATION = v.LS + "Organisation"
_UNNAMED = frozenset(
    v.LS + kind
    for kind in (
        "AgentGroup",
        "Announcement",
        "Approach",
        "Arrangement",
        "CountMeasure",
        "DataSource",
        "EducationProgramme",
        "Finding",
        "Goal",
        "Norm",
        "NormativeInstrument",
        "Preference",
        "Situation",
        "TalentPipeline",
    )
)
_ALWAYS_UNNAMED = frozenset(
    v.LS + kind
    for kind in ("Announcement", "Approach", "CountMeasure", "Goal", "Norm", "Situation")
)
_FOLDERS = frozenset(("org", "person", "place", "system", "family", "platform", "device", "dsa"))
"""Where a name can be looked for whose kind nothing says; it is in only one of them."""

_NEAR = 3
"""Over how many passages "the round" can speak of one."""

_Key = tuple[str, tuple[Bound, ...], str]
"""What the proposals of one match share: rule, slots, and the node that they are about."""


@dataclass
class _Event:
    """Funds of which a document speaks, and what of them is known so far."""

    bases: set[str] = field(default_factory=set)
    recipient: str | None = None
    amount: str | None = None
    amount_text: str = ""
    date: str | None = None
    joins: bool = False
    is_needed: bool = False
    place: int = 0
    is_extra: bool = False
    """Whether it is a loan or a grant, which is seldom "the money" after a round."""
    reference: EntityReference | None = None

    def is_same(self, other: "_Event") -> bool:
        """Whether something ties both together, and nothing tells them apart."""
        pairs = ((self.amount, other.amount), (self.recipient, other.recipient))
        if any(one and another and one != another for one, another in pairs):
            return False
        one, another = sorted((self.date or "", other.date or ""), key=len)
        if one and not another.startswith(one):
            return False
        is_tied = self.joins and (other.recipient or other.amount)
        return bool(self.bases & other.bases or is_tied or any(o and o == a for o, a in pairs))

    def take(self, other: "_Event") -> None:
        """Add what another description of the same says."""
        self.bases |= other.bases
        self.recipient = self.recipient or other.recipient
        self.date = self.date or other.date
        self.place = max(self.place, other.place)
        self.is_extra = self.is_extra or other.is_extra
        if not self.amount:
            self.amount, self.amount_text = other.amount, other.amount_text
        self.joins = self.joins and other.joins
        self.is_needed = self.is_needed and other.is_needed


class Identities:
    """Gives the unnamed things of one document their identity, passage by passage."""

    def __init__(self, schema: Schema, scope: str) -> None:
        self._schema = schema
        self._scope = slug(scope) if scope else ""
        self._events: list[_Event] = []
        self._place = 0
        self._folders: dict[str, str] = {}

    def settle(self, proposals: Sequence[Proposal]) -> list[Proposal]:
        """Give the proposals of a passage, each with the ends that it is about."""
        self._place += 1
        if not proposals:
            return []
        events = self._events_of(proposals)
        settled = [
            self._settled(proposal, event)
            for proposal, event in zip(proposals, events, strict=True)
            if not (event and event.is_needed)
        ]
        named = [
            (proposal, [(end.text, _folder_of(end)) for end in (proposal.subject, proposal.object)])
            for proposal in settled
        ]
        self._learn([pair for _, pairs in named for pair in pairs], settled)
        return [proposal for proposal, pairs in named if self._is_of_one_kind(pairs)]

    def _settled(self, proposal: Proposal, event: _Event | None) -> Proposal:
        subject, target = self._end(proposal.subject, event), proposal.object
        if isinstance(target, EntityReference):
            target = self._end(target, None)
        is_same = subject is proposal.subject and target is proposal.object
        return proposal if is_same else replace(proposal, subject=subject, object=target)

    def _end(self, end: EntityReference, event: _Event | None) -> EntityReference:
        if event is not None and event.reference:
            return event.reference
        return replace(end, iri=self._scoped(end.iri)) if self._is_unnamed(end) else end

    def _scoped(self, iri: str) -> str:
        return f"{iri}-in-{self._scope}" if self._scope else iri

    def _is_unnamed(self, end: EntityReference) -> bool:
        if end.resolved_by != PROPOSAL or not end.kind:
            return False
        kinds = self._schema.closure([end.kind])
        last = end.text.rpartition(" ")[2]
        return bool(kinds & _ALWAYS_UNNAMED or (kinds & _UNNAMED and last[:1].islower()))

    def _is_of_one_kind(self, ends: Iterable[tuple[str, str]]) -> bool:
        """Whether names mean here what they meant before: an organisation is no device."""
        return all(not folder or self._folders.get(text, folder) == folder for text, folder in ends)

    def _learn(self, ends: Iterable[tuple[str, str]], proposals: Iterable[Proposal]) -> None:
        """Note what each new name is the name of; what a rule says of any agent says least."""
        said = Counter((text, folder) for text, folder in ends if folder)
        if not said:
            return
        both = (end for p in proposals for end in (p.subject, p.object))
        least = {end.text for end in both if getattr(end, "kind", "") == _ORGANISATION}
        for (text, folder), _ in sorted(
            said.items(), key=lambda item: (item[0][1] == "org" and item[0][0] in least, -item[1])
        ):
            self._folders.setdefault(text, folder)

    def _events_of(self, proposals: Sequence[Proposal]) -> list[_Event | None]:
        """Find for each proposal the funds that it is about, if it is about any."""
        described: dict[_Key, _Event] = {}
        keys: list[_Key | None] = []
        for proposal in proposals:
            subject = proposal.subject
            if not subject.kind or _FUNDING not in self._schema.closure([subject.kind]):
                keys.append(None)
                continue
            key = (proposal.rule.name, proposal.ends, subject.iri)
            keys.append(key)
            _describe(described.setdefault(key, _Event(place=self._place)), proposal)
        merged = self._merged(described)
        for first, event in merged.items():
            event.reference = event.reference or self._name(event, first, proposals)
        return [merged[key] if key else None for key in keys]

    def _merged(self, described: dict[_Key, _Event]) -> dict[_Key, _Event]:
        found: dict[_Key, _Event] = {}
        here: list[_Event] = []
        self._events = [e for e in self._events if self._place - e.place <= _NEAR]
        before = sorted(self._events, key=lambda e: not e.is_extra)[::-1]
        for key, event in sorted(described.items(), key=lambda item: _vagueness(item[1])):
            same = next(filter(event.is_same, (*here, *before)), None)
            if same is None:
                here.append(event)
                same = event
            else:
                same.take(event)
            found[key] = same
        self._events += here
        return found

    def _name(self, event: _Event, key: _Key, proposals: Iterable[Proposal]) -> EntityReference:
        """Name funds by who got them and how much, or when; else within the document."""
        first = next(p.subject for p in proposals if (p.rule.name, p.ends, p.subject.iri) == key)
        if event.amount:
            said = "" if event.amount_text in first.text else f": {event.amount_text}"
            text, iri = first.text + said, f"{first.iri}-{event.amount.rpartition('/')[2]}"
        elif event.date:
            text, iri = f"{first.text} in {event.date}", f"{first.iri}-{event.date}"
        else:
            text, iri = first.text, first.iri
        told = event.recipient and (event.amount or event.date)
        return replace(first, text=text, iri=iri if told else self._scoped(iri))


def _folder_of(end: EntityReference | LiteralValue) -> str:
    """Give where a new name was put; empty if its kind cannot have been guessed."""
    if not isinstance(end, EntityReference) or not end.kind:
        return ""
    folder = end.iri.removeprefix(v.IDENTIFIER).partition("/")[0]
    return folder if folder in _FOLDERS else ""


def _vagueness(event: _Event) -> tuple[bool, bool, bool]:
    """Let the descriptions that say most come first."""
    return (event.recipient is None, event.amount is None, not event.joins)


def _describe(event: _Event, proposal: Proposal) -> None:
    event.bases.add(proposal.subject.iri)
    event.joins = any(node.joins for node in proposal.rule.nodes.values())
    event.is_needed = any(node.is_needed for node in proposal.rule.nodes.values())
    target, relation = proposal.object, v.local_name(proposal.relation)
    event.is_extra |= relation == "givenAs"
    if isinstance(target, LiteralValue):
        if relation == "startDate":
            event.date = target.value
    elif relation == "fundingRecipient":
        event.recipient = target.iri
    elif relation == "hasAmount":
        event.amount, event.amount_text = target.iri, target.text
