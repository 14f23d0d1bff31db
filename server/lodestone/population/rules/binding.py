"""From the slots of a match to the ends of facts: entities, measures and literals.

A name is bound to the one entity that bears it and is of the right class; if several do, or the
name is unknown, nothing is guessed: an unknown name becomes a proposal of a new entity.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from lodestone import vocabulary as v
from lodestone.model.candidate import PROPOSAL, EntityReference, LiteralValue
from lodestone.population.mentions import literals as lit
from lodestone.population.mentions.gazetteer import DEMONYM, Bearer, Gazetteer
from lodestone.population.mentions.mention import Mention
from lodestone.population.mentions.names import Cues, folder_of
from lodestone.population.rules.alphabet import Slot
from lodestone.population.rules.patterns import WORD
from lodestone.population.schema import Schema

End = EntityReference | LiteralValue
_DETERMINERS = re.compile(
    r"^(?:(?:all|many|most) of|all|many|most|the|a|an|its|their|his|her|our|these|those|this|such"
    r"|own|several|various|some|any|both)\s+",
    re.I,
)
_PERSON = v.LS + "Person"
_QUOTES = "\"'“”‘’*«» "
_QUOTE = re.compile(r"[\"“”«»]")
_NO_LETTERS = re.compile(r"[^a-z0-9一-鿿]+")
_PREFERRED = {
    "Agent": "Organisation",
    "Artefact": "AISystem",
    "AIArtefact": "AISystem",
    "Entity": "Organisation",
}


@dataclass(frozen=True, slots=True)
class Bound:
    """What a slot was bound to: words of the document, and the mention if they are one."""

    text: str
    start: int
    end: int
    mention: Mention | None
    counted: "Bound | None" = None

    @property
    def name(self) -> str:
        """What it is called: the antecedent's name, if it is a pronoun."""
        return self.mention.name if self.mention and not self.counted else self.text


class Binder:
    """Gives the ends of facts for the slots of a match."""

    def __init__(self, schema: Schema, gazetteer: Gazetteer, cues: Cues) -> None:
        self.schema = schema
        self._gazetteer = gazetteer
        self._cues = cues
        self._folders: dict[str, str] = {}
        self._specific: dict[tuple[frozenset[str], tuple[str, ...]], str] = {}

    def end(self, bound: Bound, slot: Slot, field: str = "") -> End | None:
        """Give the end that a slot stands for; None if it is ambiguous or of another class."""
        mention = bound.mention
        if field == "comparator":
            return self._comparator(mention)
        if field == "kind" and bound.counted:
            return self.concept(bound.counted, frozenset({v.LS + "EntityKind"}))
        if bound.counted:
            return self._measure(bound)
        if mention is None or slot.form:
            found = self.concept(bound, slot.kinds)
            is_guess = slot.form == WORD and found is not None and found.kind is not None
            return None if is_guess else found
        return self._literal(mention) if mention.literal else self._entity(mention, slot.kinds)

    def _literal(self, mention: Mention) -> End | None:
        literal = mention.literal
        if literal is None:
            return None
        if literal.kind == lit.MONEY:
            return self._measure(Bound(mention.text, 0, 0, mention))
        if literal.kind == lit.TIME:
            return LiteralValue(literal.value, "", "en", mention.text)
        return LiteralValue(literal.value, v.XSD + literal.datatype, None, mention.text)

    def measured(self, bound: Bound) -> Iterator[tuple[EntityReference, str, End]]:
        """State what a measure or an amount is: its value, comparator, and unit or kind."""
        mention = bound.mention
        if mention is None or mention.literal is None:
            return
        literal = mention.literal
        measure = self._measure(bound)
        value = LiteralValue(literal.value, v.XSD + "decimal", None, mention.text)
        yield measure, v.LS + "numericValue", value
        if literal.comparator:
            how = EntityReference(literal.comparator, literal.comparator_text, "label")
            yield measure, v.LS + "hasComparator", how
        if literal.unit:
            unit = EntityReference(literal.unit, literal.unit_text, "label")
            yield measure, v.LS + "hasCurrency", unit
        if bound.counted:
            counted = self.concept(bound.counted, frozenset({v.LS + "EntityKind"}))
            if isinstance(counted, EntityReference):
                yield measure, v.LS + "countedKind", counted

    def _comparator(self, mention: Mention | None) -> End | None:
        if mention is None or mention.literal is None:
            return None
        if mention.literal.comparator:
            words = mention.literal.comparator_text
            shown = mention.text if words in mention.text else words
            return EntityReference(mention.literal.comparator, shown, "label")
        return EntityReference(v.SCHEME + "comparator/exactly", mention.text, "label")

    def _entity(self, mention: Mention, wanted: frozenset[str]) -> EntityReference | None:
        if mention.bearers:
            bearer = mention.resolve(wanted)
            return self._reference(bearer, mention) if bearer else None
        fitting = sorted(wanted & mention.kinds)
        if not fitting or DEMONYM in wanted:
            return None
        kind = self._most_specific(mention.kinds, fitting)
        how = mention.how if mention.how in ("pronoun", "topic") else PROPOSAL
        return EntityReference(self.mint(mention.name, kind), mention.name, how, kind)

    def _reference(self, bearer: Bearer, mention: Mention) -> EntityReference:
        if not bearer.is_listed:
            return EntityReference(bearer.iri, mention.name, mention.how)
        how = PROPOSAL if mention.how == "label" else mention.how
        classes = bearer.classes - {DEMONYM}
        kind = self._most_specific(classes, sorted(classes)) if classes else v.LS + "Place"
        return EntityReference(bearer.iri, bearer.label or mention.name, how, kind)

    def _most_specific(self, kinds: frozenset[str], fitting: list[str]) -> str:
        """Give the class that a new entity would be of.

        A name that its words type is of that class; one that nothing types, of what the rule wants.
        """
        asked = (kinds, tuple(fitting))
        if asked not in self._specific:
            self._specific[asked] = self._find_most_specific(kinds, fitting)
        return self._specific[asked]

    def _find_most_specific(self, kinds: frozenset[str], fitting: list[str]) -> str:
        leaves = [
            kind
            for kind in kinds
            if kind.startswith(v.LS)
            and not any(k != kind and kind in self.schema.closure([k]) for k in kinds)
        ]
        if len(leaves) == 1:
            return leaves[0]
        wanted = self._first(fitting)
        return v.LS + _PREFERRED.get(v.local_name(wanted), v.local_name(wanted))

    def _first(self, kinds: Iterable[str]) -> str:
        """Give the most specific kind; of equals a person, so that the order of a set is none."""
        return min(kinds, key=lambda k: (-len(self.schema.closure([k])), k != _PERSON, k))

    def concept(self, bound: Bound, wanted: frozenset[str]) -> EntityReference | None:
        """Give what a noun phrase stands for: an entity of that name, or a proposal."""
        text = cleaned(bound.text)
        mention = bound.mention
        is_name = mention is not None and not mention.kinds & (wanted | {v.SKOS + "Concept"})
        if len(text) < 2 or is_name or (mention and mention.how in ("pronoun", "topic")):
            return None
        for name in (text, _singular(text)):
            bearers = [b for b in self._gazetteer.named(name) if b.classes & wanted]
            if len(bearers) == 1:
                if not bearers[0].is_listed:
                    return EntityReference(bearers[0].iri, text, "label")
                listed = self._most_specific(bearers[0].classes, sorted(wanted))
                return EntityReference(bearers[0].iri, text, PROPOSAL, listed)
        kind = self._first(wanted)
        kind = v.LS + _PREFERRED.get(v.local_name(kind), v.local_name(kind))
        return EntityReference(self.mint(text, kind), text, PROPOSAL, kind)

    def _measure(self, bound: Bound) -> EntityReference:
        """Give the measure of a number: that of "$75m" is that of "75 million dollars"."""
        text = cleaned(bound.text)
        kind = v.LS + ("CountMeasure" if bound.counted else "MonetaryAmount")
        bearers = [b for b in self._gazetteer.named(text) if kind in b.classes]
        if len(bearers) == 1:
            return EntityReference(bearers[0].iri, text, "label")
        return EntityReference(self.mint(keyed(bound), kind), text, PROPOSAL, kind)

    def node(self, text: str, key: str, folder: str, kind: str | None) -> EntityReference:
        """Give an entity that a rule names by a template; new ones are told apart by a key."""
        bearers = self._gazetteer.named(text)
        if len(bearers) == 1:
            return EntityReference(bearers[0].iri, text, "label")
        return EntityReference(f"{v.IDENTIFIER}{folder}/{slug(key)}", text, PROPOSAL, kind)

    def mint(self, text: str, kind: str) -> str:
        """Make the IRI of a new entity: the same for the same name and kind in every run."""
        if kind not in self._folders:
            self._folders[kind] = folder_of(self.schema.closure([kind]), self._cues)
        return f"{v.IDENTIFIER}{self._folders[kind]}/{slug(text)}"


def keyed(bound: Bound) -> str:
    """Write what tells a number from others: "at-least 48 farms", however a text has it."""
    literal = bound.mention.literal if bound.mention else None
    if literal is None or literal.datatype != "decimal":
        return cleaned(bound.name)
    unit = cleaned(bound.counted.text) if bound.counted else literal.unit or ""
    parts = (literal.comparator or "", literal.value, unit)
    return " ".join(part.rpartition("/")[2] for part in parts if part)


@lru_cache(maxsize=4096)
def cleaned(text: str) -> str:
    """Take determiners and quotation marks off a noun phrase."""
    text = _QUOTE.sub("", text).strip(_QUOTES)
    while (found := _DETERMINERS.match(text)) and found.end() < len(text):
        text = text[found.end() :]
    return text.strip(_QUOTES)


@lru_cache(maxsize=4096)
def slug(text: str) -> str:
    """Write a name as the end of an IRI: ASCII where it can be, other letters as they are."""
    if not text.isascii():
        plain = unicodedata.normalize("NFKD", text)
        text = "".join(c for c in plain if not unicodedata.combining(c))
    return _NO_LETTERS.sub("-", text.lower()).strip("-")[:80] or "x"


def _singular(text: str) -> str:
    return text[:-3] + "y" if text.endswith("ies") else text.removesuffix("s")
