"""The rule engine: proposes a candidate for each fact that a rule states of a passage."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from itertools import islice, product
from operator import or_

from lodestone import vocabulary as v
from lodestone.model.candidate import Candidate, EntityReference
from lodestone.model.document import Document
from lodestone.population.binding import Binder, Bound, End, cleaned
from lodestone.population.limits import MOST_MATCHES, Patience, readable_to
from lodestone.population.literals import MONEY
from lodestone.population.mentions import Mention, MentionFinder
from lodestone.population.modality import REPORTED, modality_of
from lodestone.population.passages import HEADING, ROW, Passage, readable
from lodestone.population.phrases import bounds_of
from lodestone.population.proposals import Proposal, candidate_of
from lodestone.population.references import Descriptions, Discourse, is_untyped
from lodestone.population.rule_language import Fact, Rule
from lodestone.population.rule_patterns import Alphabet, Slot
from lodestone.population.text import alternatives
from lodestone.population.typed_sentences import TypedSentence, mentions_within, write

_GROUP = v.LS + "AgentGroup"
_PLACE = v.LS + "Place"
_BEHIND_PREPOSITION = re.compile(r"\b(?:in|near|across|from|within|outside)(?: the)? $", re.I)
_DETERMINER = re.compile(r"\b(all|many|most|some)(?: of)?(?: the)? ?$", re.I)
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
        for mention in self.sentence.mentions:
            if mention.end <= first and wanted in mention.kinds:
                return mention
        return self.sentence.discourse.topic(wanted, bound)


class RuleIndex:
    """Finds the rules that can match a sentence, by the words that their patterns need."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = tuple(rules)
        self._always = 0
        of_word: dict[str, int] = {}
        for place, rule in enumerate(self._rules):
            if not rule.pattern.words:
                self._always |= 1 << place
            for word in rule.pattern.words:
                of_word[word] = of_word.get(word, 0) | 1 << place
        # The longest word is found at a place; the words that it begins with stand there too.
        self._of_word = {
            word: reduce(or_, (of_word.get(word[:end], 0) for end in range(1, len(word) + 1)))
            for word in of_word
        }
        self._words = re.compile(f"(?=({alternatives(of_word)}))" if of_word else "(?!)()")

    def worth_trying(self, *texts: str) -> Iterator[Rule]:
        """Give the rules of which a word stands in any of the texts, in their order."""
        found = self._always
        for word in {word for text in set(texts) for word in self._words.findall(text)}:
            found |= self._of_word[word]
        while found:
            lowest = found & -found
            yield self._rules[lowest.bit_length() - 1]
            found ^= lowest


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
        self._alphabet = alphabet
        self.rules = tuple(rules)
        self._on_text = RuleIndex(rule for rule in rules if not rule.table)
        self._on_tables = tuple(rule for rule in rules if rule.table)

    @cached_property
    def fingerprint(self) -> str:
        """Stand for everything of the rules that candidates depend on."""
        parts = [
            repr((r.name, r.pattern.source, sorted(r.table), r.facts, r.nodes, r.modality, r.tier))
            for r in self.rules
        ]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def extract(self, document: Document) -> Iterator[Candidate]:
        """Propose candidates for a document, each with the passage it was found in."""
        for passage, proposal in self.propose(document.text, document.body_start):
            yield candidate_of(document, passage, proposal)

    def propose(self, text: str, start: int = 0) -> Iterator[tuple[Passage, Proposal]]:
        """Find what the rules state in a text, from an offset on."""
        for passage, general, known in self.read(text, start):
            found = list(self._in_passage(passage, general, known))
            certain = [proposal for proposal in found if not proposal.checks]
            for proposal in found:
                if not any(proposal.is_shadowed_by(other) for other in certain):
                    yield passage, proposal

    def _in_passage(
        self, passage: Passage, general: TypedSentence, known: TypedSentence
    ) -> Iterator[Proposal]:
        if passage.kind == ROW:
            for rule in self._on_tables:
                yield from self._in_row(rule, passage, general)
        elif passage.kind != HEADING or (passage.is_line and _has_literal(general)):
            for rule in self.tried_on(general, known):
                yield from self._in_sentence(rule, known if rule.is_known else general)

    def tried_on(self, general: TypedSentence, known: TypedSentence) -> Iterator[Rule]:
        """Give the rules of which a word stands in a sentence; the others cannot match it."""
        yield from self._on_text.worth_trying(general.text, known.text)

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
        general = self._sentences(form, passages, self._finder.find(body, literals, names))
        every = self._finder.find(body, literals, names, proper_only=False)
        known = self._sentences(form, passages, every)
        for passage, one, another in zip(passages, general, known, strict=True):
            patience.check(text, passage.start)
            yield passage, one, another

    def _sentences(
        self, form: str, passages: Sequence[Passage], mentions: Sequence[Mention]
    ) -> Iterator[TypedSentence]:
        discourse = Discourse(self._descriptions, mentions)
        for passage in passages:
            within: list[Mention] = []
            for piece in passage.pieces:
                within += mentions_within(mentions, *piece)
            resolved = discourse.resolve(form, passage, within)
            yield write(form, passage, discourse, resolved, self._alphabet)

    def _in_sentence(self, rule: Rule, sentence: TypedSentence) -> Iterator[Proposal]:
        text = sentence.text
        for match in islice(rule.pattern.expression.finditer(text), MOST_MATCHES):
            modality = _modality(rule, text, match)
            if modality is not None:
                choices = {
                    name: list(bounds_of(sentence, match, name, slot))
                    for name, slot in rule.slots.items()
                    if match[name]
                }
                before = text[: match.start()]
                if _is_setting(rule, match, choices, before):
                    continue
                yield from self._facts(Found(rule, choices, modality, sentence))

    def _in_row(self, rule: Rule, passage: Passage, sentence: TypedSentence) -> Iterator[Proposal]:
        choices: dict[str, list[Bound]] = {}
        for name, header in rule.table.items():
            for cell, head in zip(passage.pieces, passage.header, strict=False):
                if header.search(self._heading(sentence, head)):
                    choices[name] = self._cell(sentence, cell, rule.slots[name])
                    break
        if all(choices.get(name) for name in rule.table):
            modality = rule.modality or REPORTED
            yield from self._facts(Found(rule, choices, modality, sentence))

    def _facts(self, found: Found) -> Iterator[Proposal]:
        named = [[(n, bound) for bound in bounds] for n, bounds in found.choices.items() if bounds]
        for combination in product(*named):
            slots = dict(combination)
            for fact in found.rule.facts:
                proposal = self._proposal(found, fact, slots)
                if proposal is not None:
                    yield proposal
                    yield from self._measures(found, (fact.subject, fact.object), slots)
            yield from self._measures(found, found.rule.measures, slots)

    def _proposal(self, found: Found, fact: Fact, slots: dict[str, Bound]) -> Proposal | None:
        subject = self._end(found, fact.subject, slots)
        target = self._end(found, fact.object, slots)
        if not isinstance(subject, EntityReference) or target is None:
            return None
        if isinstance(target, EntityReference) and target.iri == subject.iri:
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
        try:
            text = node.template.format(**words)
        except KeyError:
            return None
        return self._binder.node(text, node.kind, node.type)

    def _heading(self, sentence: TypedSentence, span: tuple[int, int]) -> str:
        return sentence.form[span[0] : span[1]]

    def _cell(self, sentence: TypedSentence, cell: tuple[int, int], slot: Slot) -> list[Bound]:
        start, end = cell
        inside = [
            mention
            for mention in sentence.mentions
            if start <= mention.start and mention.end <= end
        ]
        fitting = [m for m in inside if m.kinds & slot.kinds]
        if not fitting and len(inside) == 1 and is_untyped(inside[0]):
            kinds = inside[0].kinds | slot.kinds  # the head of the column says what it is
            fitting = [replace(inside[0], kinds=kinds)]
        if fitting and not slot.form:
            return [Bound(m.text, m.start, m.end, m) for m in fitting]
        text = sentence.form[start:end].strip()
        return [Bound(text, start, end, None)] if slot.form and text else []


def _has_literal(sentence: TypedSentence) -> bool:
    return any(mention.literal for mention in sentence.mentions)


def _is_setting(
    rule: Rule, match: re.Match[str], choices: dict[str, list[Bound]], before: str
) -> bool:
    """Whether a match begins with a place that only says where: "in France that makes chips"."""
    subjects = {fact.subject.strip("{}") for fact in rule.facts}
    return bool(_BEHIND_PREPOSITION.search(before)) and any(
        bound.mention is not None and _PLACE in bound.mention.kinds and bound.mention.bearers
        for name in subjects & choices.keys()
        if match.start(name) == match.start()
        for bound in choices[name]
    )


def _modality(rule: Rule, text: str, match: re.Match[str]) -> str | None:
    if rule.is_denial:
        return rule.modality or REPORTED
    for name, slot in rule.slots.items():
        if match[name] and not slot.form:  # what is said of one in a list of names counts not
            start, end = match.span(name)
            text = text[:start] + _WORDS.sub(lambda m: " " * len(m[0]), match[name]) + text[end:]
    return modality_of(text, match.start(), match.end(), rule.modality)


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
