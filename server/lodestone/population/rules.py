"""The rule engine: proposes a candidate for each fact that a rule states of a sentence."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

from lodestone import vocabulary as v
from lodestone.errors import RuleError
from lodestone.model.candidate import Candidate, EntityReference, LiteralValue, TextQuote
from lodestone.model.document import Document
from lodestone.population.mentions import YEAR, Gazetteer, Mention
from lodestone.population.rule_language import FIRST_MENTION, LAST_MENTION, Alphabet, Fact, Rule
from lodestone.population.schema import Schema
from lodestone.population.text import Sentence, normalise, sentences

_GROUP = v.LS + "AgentGroup"

CONTEXT = 32
"""How many characters of prefix and suffix a quote keeps."""

_DROPPED = re.compile(
    r"\b(?:not(?! only)|n't|never|no longer|neither|nor|den(?:y|ies|ied)|would(?: have)?|if|unless"
    r"|rumou?red|reportedly|allegedly|supposedly)\b",
    re.I,
)
_POSSIBLE = re.compile(r"\b(?:may|might|could|perhaps|possibly)\b", re.I)
_PLANNED = re.compile(
    r"\b(?:plans?|aims?|intends?|hopes?|wants?|expects?|is due|are due) to\b|\bwill\b", re.I
)
_DETERMINER = re.compile(r"\b(all|many|most|some)(?: of)?(?: the)? $", re.I)
_QUANTIFIERS = {"all": "all", "many": "many", "most": "many", "some": "some"}
_MENTION = re.compile(f"[{chr(FIRST_MENTION)}-{chr(LAST_MENTION)}]")

Bound = dict[str, tuple[Mention, str | None]]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A fact that a rule found in a sentence, before it is tied to a document."""

    rule: Rule
    subject: EntityReference
    relation: str
    object: EntityReference | LiteralValue
    modality: str
    quantifier: str | None
    is_new: bool


class RuleEngine:
    """Applies all rules to sentences; pure: the same input gives the same output."""

    def __init__(
        self, schema: Schema, gazetteer: Gazetteer, alphabet: Alphabet, rules: Sequence[Rule]
    ) -> None:
        self._schema = schema
        self._gazetteer = gazetteer
        self._alphabet = alphabet
        self.rules = tuple(rules)

    @property
    def fingerprint(self) -> str:
        """Stands for everything the candidates depend on besides the document."""
        parts = [
            repr((r.name, r.pattern.pattern, r.facts, r.nodes, r.modality)) for r in self.rules
        ]
        parts += [repr(entity) for entity in self._schema.entities.values()]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]

    def extract(self, document: Document) -> Iterator[Candidate]:
        """Propose candidates for a document, each with the sentence it was found in."""
        for sentence in sentences(document.text, document.body_start):
            for proposal in self.propose(sentence.matching):
                yield _candidate(document, sentence, proposal)

    def propose(self, text: str) -> Iterator[Proposal]:
        """Find what the rules state of one sentence, in its matching form."""
        mentions = self._gazetteer.find(text)
        if not mentions:
            return
        typed = self._alphabet.write(text, mentions)
        for rule in self.rules:
            for match in rule.pattern.finditer(typed):
                modality = _modality(rule, typed, match)
                if modality is not None:
                    yield from self._facts(rule, match, mentions, text, modality)

    def _facts(
        self,
        rule: Rule,
        match: re.Match[str],
        mentions: list[Mention],
        text: str,
        modality: str,
    ) -> Iterator[Proposal]:
        choices = []
        for name, wanted in rule.slots.items():
            found = [mentions[ord(c) - FIRST_MENTION] for c in _MENTION.findall(match[name] or "")]
            bound = [(name, (mention, mention.resolve(wanted))) for mention in found]
            if bound:
                choices.append(bound)
        for combination in product(*choices):
            slots: Bound = dict(combination)
            for fact in rule.facts:
                proposal = self._proposal(rule, fact, slots, modality)
                if proposal is not None:
                    quantifier = rule.quantifier or _quantifier(fact, slots, text)
                    yield replace(proposal, quantifier=quantifier)

    def _proposal(self, rule: Rule, fact: Fact, slots: Bound, modality: str) -> Proposal | None:
        subject = self._end(rule, fact.subject, slots)
        target = self._end(rule, fact.object, slots)
        if not isinstance(subject, EntityReference) or target is None or subject == target:
            return None
        is_new = "proposal" in (subject.resolved_by, getattr(target, "resolved_by", ""))
        return Proposal(rule, subject, fact.relation, target, modality, None, is_new)

    def _end(self, rule: Rule, end: str, slots: Bound) -> EntityReference | LiteralValue | None:
        name, _, field = end.strip("{}").partition(".")
        if not end.startswith("{"):
            return EntityReference(end, v.local_name(end), "constant")
        if name in rule.nodes:
            return self._node(rule, name, slots)
        mention, iri = slots.get(name, (None, None))
        if mention is None:
            return None
        if field == "comparator" and mention.comparator:
            return EntityReference(mention.comparator, mention.text, "label")
        if mention.value is not None:
            kind = "gYear" if YEAR in rule.slots[name] else "decimal"
            return LiteralValue(mention.value, v.XSD + kind, None, mention.text)
        return None if iri is None else EntityReference(iri, mention.text, "label")

    def _node(self, rule: Rule, name: str, slots: Bound) -> EntityReference | None:
        node = rule.nodes[name]
        words = {slot: mention.text for slot, (mention, _) in slots.items()}
        try:
            text = node.template.format(**words)
        except KeyError:
            return None
        bearers = self._gazetteer.named(text)
        if len(bearers) == 1:
            return EntityReference(bearers[0][0], text, "label")
        slug = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
        return EntityReference(f"{v.IDENTIFIER}{node.kind}/{slug}", text, "proposal")

    def test(self) -> list[str]:
        """Run every rule's examples and counter-examples; give a line for each that fails."""
        return [line for rule in self.rules for line in self._test(rule)]

    def _test(self, rule: Rule) -> Iterator[str]:
        for example in rule.examples:
            text, arrow, wanted = example.partition("=>")
            if not arrow:
                raise RuleError(f"rule '{rule.name}': an example is 'text => fact; fact'")
            found = {_written(p) for p in self._of(rule, text)}
            for fact in (part.strip() for part in wanted.split(";")):
                if fact not in found:
                    given = sorted(found)
                    yield f"{rule.name}: “{text.strip()}” does not give “{fact}” but {given}"
        for text in rule.counter:
            found = {_written(p) for p in self._of(rule, text)}
            if found:
                yield f"{rule.name}: “{text}” should give nothing, but gives {sorted(found)}"

    def _of(self, rule: Rule, text: str) -> Iterator[Proposal]:
        for sentence in sentences(normalise(text.strip())):
            yield from (p for p in self.propose(sentence.matching) if p.rule is rule)


def _modality(rule: Rule, typed: str, match: re.Match[str]) -> str | None:
    """Say how the sentence means the fact; None if it denies it or only supposes it."""
    window = typed[max(0, match.start() - CONTEXT) : match.end()]
    if _DROPPED.search(window):
        return None
    if _POSSIBLE.search(window):
        return "possibility"
    if rule.modality:
        return rule.modality
    return "plan" if _PLANNED.search(window) else "reported-fact"


def _tier(proposal: Proposal) -> str:
    """A hedged fact waits for a person, and so does one about something new."""
    if proposal.modality == "possibility":
        return "C"
    return "B" if proposal.is_new else proposal.rule.tier


def _quantifier(fact: Fact, slots: Bound, text: str) -> str | None:
    """Read for how many members of a group a fact is meant: "many Chinese AI companies"."""
    mention, _ = slots.get(fact.subject.strip("{}"), (None, None))
    if mention is None or _GROUP not in mention.kinds:
        return None
    determiner = _DETERMINER.search(text[: mention.start])
    return _QUANTIFIERS[determiner[1].lower()] if determiner else None


def _candidate(document: Document, sentence: Sentence, proposal: Proposal) -> Candidate:
    text = document.text
    quote = TextQuote(
        sentence.text,
        text[max(0, sentence.start - CONTEXT) : sentence.start],
        text[sentence.end : sentence.end + CONTEXT],
        sentence.start,
        sentence.end,
    )
    return Candidate(
        document=document.name,
        digest=document.digest,
        quote=quote,
        subject=proposal.subject,
        predicate=proposal.relation,
        object=proposal.object,
        modality=proposal.modality,
        quantifier=proposal.quantifier,
        explicitness=proposal.rule.explicitness,
        note=None,
        tier=_tier(proposal),
        origin=f"rules/{proposal.rule.name}",
        checks=("new-entity",) if proposal.is_new else (),
    )


def _written(proposal: Proposal) -> str:
    target = proposal.object
    text = target.text if isinstance(target, EntityReference) else target.value
    return f"{proposal.subject.text} | {v.local_name(proposal.relation)} | {text}"
