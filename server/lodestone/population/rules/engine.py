"""The rule engine: proposes a candidate for each fact that a rule states of a passage."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import islice, product

from lodestone import vocabulary as v
from lodestone.model.candidate import Candidate, EntityReference
from lodestone.model.document import Document
from lodestone.population.discourse.descriptions import Descriptions
from lodestone.population.discourse.memory import is_untyped
from lodestone.population.discourse.references import Discourse
from lodestone.population.limits import MOST_MATCHES, Patience, readable_to
from lodestone.population.meaning.attitudes import FALSE_NEXT
from lodestone.population.meaning.cues import cues_in
from lodestone.population.meaning.modality import REPORTED, objection_to_all
from lodestone.population.meaning.scope import heard
from lodestone.population.mentions.finding import REFERRING, MentionFinder
from lodestone.population.mentions.literals import MONEY
from lodestone.population.mentions.mention import Mention
from lodestone.population.mentions.spans import with_longer
from lodestone.population.passages import HEADING, ITEM, ROW, Passage, readable
from lodestone.population.rules.alphabet import Alphabet, Slot
from lodestone.population.rules.binding import Binder, Bound, End, cleaned, keyed
from lodestone.population.rules.clauses import clauses
from lodestone.population.rules.identity import Identities
from lodestone.population.rules.index import RuleIndex
from lodestone.population.rules.language import Fact, Rule
from lodestone.population.rules.matches import (
    Found,
    choices_of,
    is_by_the_way,
    is_modifier,
    is_torn,
    meant_as,
    quantifier_of,
)
from lodestone.population.rules.proposals import Proposal, candidate_of
from lodestone.population.rules.typed_sentences import TypedSentence, mentions_within, write
from lodestone.population.text import without_gaps

_GENERIC = re.compile(r"(?:name|title|project|initiative|who|名称)", re.I)
"""Headers that do not say what their column names."""

_CELL_JOINT = re.compile(r",? and (?!development\b)|[,;] | / |[、，；]")

_TITLED = frozenset({v.LS + "EducationProgramme"})
_TITLE = re.compile(r"[A-Z][\w-]*(?: (?:[A-Z][\w-]*|and|in|for|of|the))* and [A-Z][\w -]*")
"""What in a cell is one title: "Language Technology and AI"."""

_Told = tuple[str | None, ...]
"""A rule, and what its slots were bound to in a sentence or in a clause of it."""

_ENTRY = re.compile(r"[^:：]{2,30}[:：]\s?\S")


class RuleEngine:
    """Applies all rules to documents; pure: the same input gives the same output."""

    def __init__(
        self,
        finder: MentionFinder,
        descriptions: Descriptions,
        binder: Binder,
        alphabet: Alphabet,
        rules: Sequence[Rule],
    ) -> None:
        self._finder = finder
        self._descriptions = descriptions
        self._binder = binder
        self._schema = binder.schema
        self._alphabet = alphabet
        self.rules = tuple(rules)
        self._on_tables = tuple(rule for rule in rules if rule.table)

    @cached_property
    def _on_text(self) -> RuleIndex:
        return RuleIndex(rule for rule in self.rules if not rule.table)

    @cached_property
    def fingerprint(self) -> str:
        """Stand for everything of the rules that candidates depend on."""
        parts = [
            repr(
                (
                    r.name,
                    r.pattern.source,
                    sorted(r.table),
                    r.without,
                    r.facts,
                    r.nodes,
                    r.modality,
                    r.is_denial,
                    r.may_deny_within,
                    r.tier,
                )
            )
            for r in self.rules
        ]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def extract(self, document: Document) -> Iterator[Candidate]:
        """Propose candidates for a document, each with the passage it was found in.

        What several rules state of a passage with the same certainty is proposed once.
        """
        told: set[tuple[int, EntityReference, str, End, str]] = set()
        for passage, proposal in self.propose(document.text, document.body_start, document.name):
            ends = proposal.subject, proposal.relation, proposal.object
            key = (passage.start, *ends, proposal.tier)
            if passage.kind == ITEM or key not in told:  # an item is quoted by what is bound
                told.add(key)
                yield candidate_of(document, passage, proposal)

    def propose(
        self, text: str, start: int = 0, scope: str = ""
    ) -> Iterator[tuple[Passage, Proposal]]:
        """Find what the rules state in a text, from an offset on.

        `scope` names the document, within which alone its unnamed things are the same.
        """
        identities = Identities(self._schema, scope)
        for passage, general, known in self.read(text, start):
            found = identities.settle(list(self._in_passage(passage, general, known)))
            general.discourse.bound = _bound_by(found, passage, general.discourse.bound)
            checked = [(proposal, bool(proposal.checks)) for proposal in found]
            certain = [proposal for proposal, is_doubtful in checked if not is_doubtful]
            for proposal, is_doubtful in checked:
                is_shadowed = is_doubtful and any(map(proposal.is_shadowed_by, certain))
                if not is_shadowed:
                    yield passage, proposal

    def _in_passage(
        self, passage: Passage, general: TypedSentence, known: TypedSentence
    ) -> Iterator[Proposal]:
        if passage.kind == ROW:
            for rule in self._on_tables:
                yield from self._in_row(rule, passage, general)
        elif passage.pieces and FALSE_NEXT.match(general.form, passage.pieces[-1][1]):
            return
        elif passage.kind != HEADING or (passage.is_line and _says_something(general)):
            told: set[_Told] = set()
            yield from self._tried(general, known, told)
            if not general.mentions:
                return
            words = general.spelled(general.text)
            cues = cues_in(words)
            if not cues or not objection_to_all(heard(words), cues):
                for clause in clauses(general):
                    yield from self._tried(clause, None, told)

    def _tried(
        self, general: TypedSentence, known: TypedSentence | None, told: set[_Told]
    ) -> Iterator[Proposal]:
        """Try rules on a sentence or a clause; those on known things only where these are given."""
        for rule in self._on_text.matching(general.text, known.text if known else ""):
            sentence = known if rule.is_known else general
            if sentence and rule.pattern.expression.search(sentence.text):
                yield from self._in_sentence(rule, sentence, told)

    def tried_on(self, general: TypedSentence, known: TypedSentence) -> Iterator[Rule]:
        """Give the rules of which a word stands in a sentence; the others cannot match it."""
        for rule in self._on_text.worth_trying(general.text, known.text):
            if (known if rule.is_known else general).mentions or not rule.pattern.needs_name:
                yield rule

    def read(
        self, text: str, start: int = 0
    ) -> Iterator[tuple[Passage, TypedSentence, TypedSentence]]:
        """Give the passages of a text as typed sentences, in order.

        In the first sentence only names and literals are mentions; in the second also the common
        nouns that the graph has labels for, which only rules on known things are tried on.
        """
        patience = Patience()
        form, passages = readable(text[: readable_to(text, start)], start)
        body = " " * start + form[start:]
        mentions, nouns = self._mentions(body)
        discourse = Discourse(self._descriptions, mentions)
        for passage in passages:
            patience.check(text, passage.start)
            referring = self._descriptions.referring(form, passage.pieces)
            within = _within(passage, mentions)
            resolved = discourse.resolve(form, passage, within, referring)
            general = write(form, passage, discourse, resolved, self._alphabet)
            known = _known(resolved, _within(passage, nouns))
            if known == resolved:
                yield passage, general, general
            else:
                yield passage, general, write(form, passage, discourse, known, self._alphabet)

    def _mentions(self, body: str) -> tuple[list[Mention], list[Mention]]:
        """Find names and literals, and common nouns, be they broken by an indented line or not."""
        text, place = without_gaps(body)
        mentions = self._finder.find(text, self._finder.literals(text), self._finder.names(text))
        found = mentions, self._finder.nouns(text)
        if text is body:
            return found
        first, second = (
            [replace(m, start=place(m.start), end=place(m.end)) for m in part] for part in found
        )
        return first, second

    def _in_sentence(
        self, rule: Rule, sentence: TypedSentence, told: set[_Told]
    ) -> Iterator[Proposal]:
        """Give what a rule states of a sentence; not what is `told` already of the same slots."""
        text = sentence.text
        for match in islice(rule.pattern.expression.finditer(text), MOST_MATCHES):
            key = (rule.name, *match.groups())
            if key in told:
                continue
            modality = meant_as(rule, sentence, match)
            if modality is not None:
                if sentence.seams and is_torn(rule, sentence, match):
                    continue
                bound = choices_of(rule, sentence, match)
                if is_by_the_way(rule, sentence, match, bound) or is_modifier(sentence, match):
                    continue
                told.add(key)
                span = sentence.span(*match.span())
                yield from self._facts(Found(rule, bound, modality, sentence, span))

    def _in_row(self, rule: Rule, passage: Passage, sentence: TypedSentence) -> Iterator[Proposal]:
        headings = [sentence.form[start:end] for start, end in passage.header]
        if rule.without and any(rule.without.search(heading) for heading in headings):
            return
        choices: dict[str, list[Bound]] = {}
        for name, header in rule.table.items():
            for cell, heading in zip(passage.pieces, headings, strict=False):
                if header.search(heading):
                    says = not _GENERIC.match(heading)
                    choices[name] = self._cell(sentence, cell, rule.slots[name], says_kind=says)
                    break
        if all(choices.get(name) for name in rule.table):
            modality = rule.modality or REPORTED
            yield from self._facts(Found(rule, choices, modality, sentence))

    def _facts(self, found: Found) -> Iterator[Proposal]:
        named = [[(n, bound) for bound in bounds] for n, bounds in found.choices.items() if bounds]
        for combination in product(*named):
            slots = dict(combination)
            baseless = self._baseless(found, slots)
            for fact in found.rule.facts:
                if _is_named(found.rule, fact, slots) or baseless & {fact.subject, fact.object}:
                    continue
                proposal = self._proposal(found, fact, slots)
                if proposal is not None:
                    yield proposal
                    yield from self._measures(found, (fact.subject, fact.object), slots)
            yield from self._measures(found, found.rule.measures, slots)

    def _baseless(self, found: Found, slots: dict[str, Bound]) -> frozenset[str]:
        """Give the duties of a rule that no law lays down which the document speaks of."""
        return frozenset(
            fact.subject
            for fact in found.rule.facts
            if fact.object == f"@{v.LS}LegalAct"
            and not _is_named(found.rule, fact, slots)
            and found.topic(v.LS + "NormativeInstrument") is None
        )

    def _proposal(self, found: Found, fact: Fact, slots: dict[str, Bound]) -> Proposal | None:
        subject = self._end(found, fact.subject, slots)
        target = self._end(found, fact.object, slots)
        if not isinstance(subject, EntityReference) or target is None:
            return None
        if isinstance(target, EntityReference) and (
            target.iri == subject.iri or target.text == subject.text
        ):
            return None
        quantifier = found.rule.quantifier or quantifier_of(found, fact, slots)
        ends = tuple(slots.values())
        return Proposal(
            found.rule, subject, fact.relation, target, found.modality, quantifier, ends
        )

    def _measures(
        self, found: Found, ends: Iterable[str], slots: dict[str, Bound]
    ) -> Iterator[Proposal]:
        """State of the measures and amounts that a fact speaks of what they are."""
        for end in ends:
            bound = slots.get(end.strip("{}"))
            literal = bound.mention.literal if bound and bound.mention else None
            if bound and literal and (bound.counted or literal.kind == MONEY):
                for subject, relation, target in self._binder.measured(bound):
                    yield Proposal(
                        found.rule, subject, relation, target, found.modality, None, (bound,)
                    )

    def _end(self, found: Found, end: str, slots: dict[str, Bound]) -> End | None:
        if end == f"@{v.LS}ServiceKind":
            return found.sentence.discourse.bound
        if end.startswith("@"):
            topic = found.topic(end[1:])
            bound = Bound(topic.text, topic.start, topic.end, topic) if topic else None
            return self._binder.end(bound, Slot(frozenset({end[1:]}), "")) if bound else None
        if not end.startswith("{"):
            return EntityReference(end, v.local_name(end), "constant")
        name, _, field = end.strip("{}").partition(".")
        if name in found.rule.nodes:
            return self._node(found, name, slots)
        bound = slots.get(name)
        return self._binder.end(bound, found.rule.slots[name], field) if bound else None

    def _node(self, found: Found, name: str, slots: dict[str, Bound]) -> EntityReference | None:
        node = found.rule.nodes[name]
        words = {slot: cleaned(bound.name) for slot, bound in slots.items()}
        keys = {slot: keyed(bound) for slot, bound in slots.items()}
        try:
            text, key = (node.template.format(**of) for of in (words, keys))
        except KeyError:
            return None
        return self._binder.node(text, key, node.kind, node.type)

    def _cell(
        self, sentence: TypedSentence, cell: tuple[int, int], slot: Slot, *, says_kind: bool
    ) -> list[Bound]:
        start, end = cell
        inside = [
            mention
            for mention in sentence.mentions
            if start <= mention.start and mention.end <= end
        ]
        fitting = [m for m in inside if m.kinds & slot.kinds]
        if not fitting and says_kind:  # the head of the column says what it is
            fitting = [replace(m, kinds=m.kinds | slot.kinds) for m in inside if is_untyped(m)]
        if fitting and not slot.form:
            return [Bound(m.text, m.start, m.end, m) for m in fitting]
        if not slot.form:
            return []
        if slot.kinds & _TITLED and _TITLE.fullmatch(sentence.form, start, end):
            return [Bound(sentence.form[start:end], start, end, None)]
        return list(_listed(sentence.form, start, end))


def _known(resolved: Sequence[Mention], nouns: Sequence[Mention]) -> list[Mention]:
    """Give the mentions of a sentence with the known nouns in it, which refer to nothing else."""
    named = [
        mention
        for mention in resolved
        if mention.how not in REFERRING
        or not any(n.start < mention.end and mention.start < n.end for n in nouns)
    ]
    return with_longer(named, nouns)


def _within(passage: Passage, mentions: Sequence[Mention]) -> list[Mention]:
    return [m for piece in passage.pieces for m in mentions_within(mentions, *piece)]


def _listed(form: str, start: int, end: int) -> Iterator[Bound]:
    """Give one by one what a cell lists: "fisheries, shipping and trade"."""
    for joint in (*_CELL_JOINT.finditer(form, start, end), None):
        stop = joint.start() if joint else end
        text = form[start:stop].strip()
        if text:
            yield Bound(text, start, stop, None)
        start = joint.end() if joint else end


def _is_named(rule: Rule, fact: Fact, slots: dict[str, Bound]) -> bool:
    """Whether a fact of what the document is about is stated of what the sentence names."""
    others = [other for other in rule.facts if other.relation == fact.relation]
    if fact.object.startswith("@"):
        return any(o.subject == fact.subject and o.object.strip("{}") in slots for o in others)
    if fact.subject.startswith("@"):
        return any(o.object == fact.object and o.subject.strip("{}") in slots for o in others)
    return False


def _bound_by(
    found: Iterable[Proposal], passage: Passage, before: EntityReference | None
) -> EntityReference | None:
    """Give whom the duties of a passage bind, or of the one before: "They must also …"."""
    bound = [p.object for p in found if p.relation == f"{v.LS}appliesToKind"]
    last = bound[-1] if bound else None
    if isinstance(last, EntityReference):
        return last
    return None if passage.kind == HEADING else before


def _says_something(sentence: TypedSentence) -> bool:
    """Whether a short line may state a fact: it has a number, or is an entry, "Seat: Oslo"."""
    return bool(_ENTRY.match(sentence.text)) or any(m.literal for m in sentence.mentions)
