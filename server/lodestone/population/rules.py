"""The rule engine: proposes a candidate for each fact that a rule states of a passage."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice, product, tee

from lodestone import vocabulary as v
from lodestone.model.candidate import Candidate, EntityReference
from lodestone.model.document import Document
from lodestone.population.binding import Binder, Bound, End, cleaned, keyed
from lodestone.population.clauses import clauses
from lodestone.population.identity import Identities
from lodestone.population.limits import MOST_MATCHES, Patience, readable_to
from lodestone.population.literals import MONEY
from lodestone.population.mentions import REFERRING, Mention, MentionFinder
from lodestone.population.modality import (
    REPORTED,
    cues_in,
    modality_of,
    modality_of_denial,
    objection_to_all,
)
from lodestone.population.passages import HEADING, ROW, Passage, readable
from lodestone.population.phrases import bounds_of
from lodestone.population.proposals import Proposal, candidate_of
from lodestone.population.references import FIRMS, Descriptions, Discourse, is_untyped
from lodestone.population.rule_index import RuleIndex
from lodestone.population.rule_language import Fact, Rule
from lodestone.population.rule_patterns import CLAUSE, PHRASE, Alphabet, Slot
from lodestone.population.subjects import POSSESSIVE
from lodestone.population.typed_sentences import TypedSentence, mentions_within, write

_GROUP = v.LS + "AgentGroup"
_PLACE = v.LS + "Place"
_BEHIND_PREPOSITION = re.compile(
    "\\b(?:in|near|across|from|within|outside)(?: the)? $|[\ue000-\uf8ff] of (?:the )?$", re.I
)
_BEHIND_NAMING = re.compile(r"\b(?:by|with|of|from|for|to|between)(?: the)? $", re.I)
_IN_RELATIVE = re.compile(r", (?:which|who|that) (?:[a-z]+ ){1,3}$")
_BEHIND_LIST = re.compile("[\ue000-\uf8ff]{2}, [^;.()]{2,110}?, (?!and )(?:has|is|was|had)\\b")
"""What goes on about another: "the hub, which counts Acme, … and Lumo among its members, has"."""

_ANOTHER_VERB = re.compile(
    "[\ue000-\uf8ff]{2}(?:(?:,? \\([^()]{1,60}\\))|, [^;.()]{2,110}?)?"
    ",? (?:and|but) (?![A-Z\ue000-\uf8ff])"
)
_GENERIC = re.compile(r"(?:name|title|project|initiative|who|名称)", re.I)
"""Headers that do not say what their column names."""

_CELL_JOINT = re.compile(r",? and (?!development\b)|[,;] | / |[、，；]")

_Told = tuple[str | None, ...]
"""A rule, and what its slots were bound to in a sentence or in a clause of it."""

_DETERMINER = re.compile(r"\b(all|many|most|some)(?: of)?(?: the)? ?$", re.I)
_ENTRY = re.compile(r"[^:：]{2,30}[:：]\s?\S")
_OF_THE = re.compile(r"\b(?:of|into|in|to|with|by|from) (?:the )?\Z")
"""Behind what a law is not the one that a sentence with another is about: "§ 3 of the Act"."""

_WORDS = re.compile(r"[\w'-]+")
_OPENING = re.compile(r"(?:all|many|most|some)\b(?: of)?(?: the)?", re.I)


@dataclass(frozen=True, slots=True)
class Found:
    """A match of a rule: what its slots can be, how it is meant, and the document around it."""

    rule: Rule
    choices: dict[str, list[Bound]]
    modality: str
    sentence: TypedSentence

    def topic(self, wanted: str) -> Mention | None:
        """Give what the fact is about: a thing of the class named before, or the document's."""
        bound = {b.start for choice in self.choices.values() for b in choice}
        first = min(bound, default=0)
        before = [m for m in self.sentence.mentions if m.end <= first and _is_topical(m, wanted)]
        if before and not self.sentence.text.startswith("It "):
            form = self.sentence.form
            found = next(
                (m for m in before if not _OF_THE.search(form, max(0, m.start - 9), m.start)),
                None,
            )
            if found or wanted not in FIRMS:
                return self.sentence.discourse.kept_to(found or before[0], wanted)
        return self.sentence.discourse.topic(wanted, bound)


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
        """Propose candidates for a document, each with the passage it was found in."""
        found = self.propose(document.text, document.body_start, document.name)
        for passage, proposal in found:
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
            certain = [proposal for proposal in found if not proposal.checks]
            for proposal in found:
                is_certain = not (certain and proposal.checks)
                if is_certain or not any(proposal.is_shadowed_by(other) for other in certain):
                    yield passage, proposal

    def _in_passage(
        self, passage: Passage, general: TypedSentence, known: TypedSentence
    ) -> Iterator[Proposal]:
        if passage.kind == ROW:
            for rule in self._on_tables:
                yield from self._in_row(rule, passage, general)
        elif passage.kind != HEADING or (passage.is_line and _says_something(general)):
            told: set[_Told] = set()
            for rule in self._on_text.matching(general.text, known.text):
                sentence = known if rule.is_known else general
                if rule.pattern.expression.search(sentence.text):
                    yield from self._in_sentence(rule, sentence, told)
            yield from self._in_clauses(general, told)

    def _in_clauses(self, sentence: TypedSentence, told: set[_Told]) -> Iterator[Proposal]:
        """Try rules on each clause by itself; a fact of words that do not meet is none."""
        if not objection_to_all(sentence.spelled(sentence.text)):
            for clause in clauses(sentence):
                for rule in self._on_text.matching(clause.text, ""):
                    if not rule.is_known and rule.pattern.expression.search(clause.text):
                        yield from self._in_sentence(rule, clause, told)

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
        literals = self._finder.literals(body)
        names = self._finder.names(body)
        read, again = tee((p, self._descriptions.referring(form, p.pieces)) for p in passages)
        general = self._sentences(form, read, self._finder.find(body, literals, names))
        every = self._finder.find(body, literals, names, proper_only=False)
        known = self._sentences(form, again, every)
        for passage, one, another in zip(passages, general, known, strict=True):
            patience.check(text, passage.start)
            yield passage, one, another

    def _sentences(
        self,
        form: str,
        passages: Iterable[tuple[Passage, list[re.Match[str]]]],
        mentions: Sequence[Mention],
    ) -> Iterator[TypedSentence]:
        discourse = Discourse(self._descriptions, mentions)
        for passage, referring in passages:
            within: list[Mention] = []
            for piece in passage.pieces:
                within += mentions_within(mentions, *piece)
            resolved = discourse.resolve(form, passage, within, referring)
            yield write(form, passage, discourse, resolved, self._alphabet)

    def _in_sentence(
        self, rule: Rule, sentence: TypedSentence, told: set[_Told]
    ) -> Iterator[Proposal]:
        """Give what a rule states of a sentence; not what is `told` already of the same slots."""
        text = sentence.text
        for match in islice(rule.pattern.expression.finditer(text), MOST_MATCHES):
            key = (rule.name, *match.groups())
            if key in told:
                continue
            modality = _modality(rule, sentence, match)
            if modality is not None:
                if sentence.seams and _is_torn(rule, sentence, match):
                    continue
                if is_by_the_way(rule, sentence, match):
                    continue
                told.add(key)
                choices = _choices(rule, sentence, match)
                yield from self._facts(Found(rule, choices, modality, sentence))

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
        quantifier = found.rule.quantifier or _quantifier(found, fact, slots)
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
        return list(_listed(sentence.form, start, end)) if slot.form else []


def _listed(form: str, start: int, end: int) -> Iterator[Bound]:
    """Give one by one what a cell lists: "fisheries, shipping and trade"."""
    for joint in (*_CELL_JOINT.finditer(form, start, end), None):
        stop = joint.start() if joint else end
        text = form[start:stop].strip()
        if text:
            yield Bound(text, start, stop, None)
        start = joint.end() if joint else end


def _is_topical(mention: Mention, wanted: str) -> bool:
    """Whether a sentence that names one can be about it, who is of a class."""
    may_be_person = is_untyped(mention) and v.LS + "Person" in mention.kinds
    is_owner = mention.how in REFERRING and mention.text.lower() in POSSESSIVE
    return wanted in mention.kinds and not may_be_person and not is_owner


def _is_named(rule: Rule, fact: Fact, slots: dict[str, Bound]) -> bool:
    """Whether a fact of what the document is about is stated of what the sentence names."""
    others = [other for other in rule.facts if other.relation == fact.relation]
    if fact.object.startswith("@"):
        return any(o.subject == fact.subject and o.object.strip("{}") in slots for o in others)
    if fact.subject.startswith("@"):
        return any(o.object == fact.object and o.subject.strip("{}") in slots for o in others)
    return False


def _says_something(sentence: TypedSentence) -> bool:
    """Whether a short line may state a fact: it has a number, or is an entry, "Seat: Oslo"."""
    return bool(_ENTRY.match(sentence.text)) or any(m.literal for m in sentence.mentions)


def _choices(rule: Rule, sentence: TypedSentence, match: re.Match[str]) -> dict[str, list[Bound]]:
    return {
        name: list(bounds_of(sentence, match, name, slot))
        for name, slot in rule.slots.items()
        if match[name]
    }


def is_by_the_way(rule: Rule, sentence: TypedSentence, match: re.Match[str]) -> bool:
    """Whether what a match would be about is named only in passing."""
    before = sentence.text[: match.start()]
    return _is_aside(match, before) or (
        bool(_BEHIND_PREPOSITION.search(before))
        and _is_setting(rule, match, _choices(rule, sentence, match))
    )


def _is_torn(rule: Rule, sentence: TypedSentence, match: re.Match[str]) -> bool:
    """Whether a slot takes in words that do not meet in the document."""
    spans = [match.span(name) for name in rule.slots if match[name]]
    return any(start < seam < end for seam in sentence.seams for start, end in spans)


def _is_setting(rule: Rule, match: re.Match[str], choices: dict[str, list[Bound]]) -> bool:
    """Whether a match begins with a place that only says where: "in France that makes chips"."""
    subjects = {fact.subject.strip("{}") for fact in rule.facts}
    return any(
        bound.mention is not None and _PLACE in bound.mention.kinds and bound.mention.bearers
        for name in subjects & choices.keys()
        if match.start(name) == match.start()
        for bound in choices[name]
    )


def _is_aside(match: re.Match[str], before: str) -> bool:
    """Whether a match is about one who was but named: "run by Acme, a bank, and funded"."""
    return bool(
        (_BEHIND_NAMING.search(before) and _ANOTHER_VERB.match(match.group()))
        or (_IN_RELATIVE.search(before) and _BEHIND_LIST.match(match.group()))
    )


def _modality(rule: Rule, sentence: TypedSentence, match: re.Match[str]) -> str | None:
    if rule.is_denial:
        return modality_of_denial(*words_of(rule, sentence, match), rule.modality)
    cues = cues_in(sentence.spelled(sentence.whole or sentence.text))
    if not cues:
        return rule.modality or REPORTED
    return modality_of(*words_of(rule, sentence, match), rule.modality, cues)


def words_of(rule: Rule, sentence: TypedSentence, match: re.Match[str]) -> tuple[str, int, int]:
    """Give the words of a sentence that can tell how a match is meant, and where the match is.

    What is said of one in a list of names counts not; what only a capital makes a name, does.
    """
    text = sentence.text
    for name, slot in rule.slots.items():
        start, end = match.span(name)
        if match[name] and slot.form in (PHRASE, CLAUSE) and rule.may_deny_within:
            text = text[:start] + " " * (end - start) + text[end:]
        elif match[name] and not slot.form:
            text = text[:start] + _WORDS.sub(lambda m: " " * len(m[0]), match[name]) + text[end:]
    before, behind = (sentence.spelled(t) for t in (text[: match.start()], text[match.end() :]))
    inside = text[match.start() : match.end()]
    return before + inside + behind, len(before), len(before) + len(inside)


def _quantifier(found: Found, fact: Fact, slots: dict[str, Bound]) -> str | None:
    """Read for how many members of a group a fact is meant: "many Chinese AI companies"."""
    name = fact.subject.strip("{}")
    bound, slot = slots.get(name), found.rule.slots.get(name)
    if bound is None or slot is None:
        return None
    if _GROUP not in (bound.mention.kinds if bound.mention else slot.kinds):
        return None
    opening = _OPENING.match(bound.text)
    before = (
        opening.group() if opening else found.sentence.form[max(0, bound.start - 20) : bound.start]
    )
    determiner = _DETERMINER.search(before)
    return determiner[1].lower() if determiner else None
