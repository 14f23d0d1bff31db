"""What a match of a rule says: what its slots can be, how it is meant, and of how many."""

import re
from dataclasses import dataclass

from lodestone import vocabulary as v
from lodestone.population.discourse.memory import FIRMS, GROUND, INSTRUMENTS, is_untyped
from lodestone.population.discourse.subjects import is_possessive
from lodestone.population.meaning.cues import cues_in
from lodestone.population.meaning.modality import (
    REPORTED,
    is_taken_back,
    modality_of,
    modality_of_denial,
)
from lodestone.population.mentions.mention import Mention
from lodestone.population.rules.binding import Bound
from lodestone.population.rules.language import Fact, Rule
from lodestone.population.rules.patterns import CLAUSE, PHRASE
from lodestone.population.rules.phrases import bounds_of
from lodestone.population.rules.typed_sentences import TypedSentence
from lodestone.population.word_lists import ROLE

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
_FIRM_BEHIND = re.compile(rf" (?:[a-z][\w-]* )?{ROLE}[\ue000-\uf8ff]")
_WHICH_MUST = re.compile(
    r"(?<=[a-z]) (?:that|which|who) [^.;,]{2,80}?(?= (?:must|shall|ha(?:s|ve) to|needs? to"
    r"|(?:is|are) (?:\w+ )?(?:required|obliged|bound) to) )"
)
"""What says whom a duty binds, not what it asks: "A bank that refuses a loan must …"."""

_DETERMINER = re.compile(r"\b(all|many|most|some)(?: of)?(?: the)? ?$", re.I)
_OF_THE = re.compile(r"\b(?:of|into|in|to|with|by|from) (?:the )?\Z")
"""Behind what a law is not the one that a sentence with another is about: "§ 3 of the Act"."""
_RULE_OF = re.compile(
    r"\b(?:dut(?:y|ies)|obligations?|rules?|requirements?|ban|provisions?) (?:in|of|under)"
    r" (?:the )?\Z"
)
_NAMED = re.compile("[\ue800-\uf8ff]")
_WORDS = re.compile(r"[\w'-]+")
_OPENING = re.compile(r"(?:all|many|most|some)\b(?: of)?(?: the)?", re.I)


@dataclass(frozen=True, slots=True)
class Found:
    """A match of a rule: what its slots can be, how it is meant, and the document around it."""

    rule: Rule
    choices: dict[str, list[Bound]]
    modality: str
    sentence: TypedSentence
    span: tuple[int, int] = (0, 0)
    """Where in the document the words of the match begin and end."""

    def topic(self, wanted: str) -> Mention | None:
        """Give what the fact is about: a thing of the class named before, or the document's.

        "Ada Berg is its chief executive" tells by itself whose.
        """
        whose = (m for m in self.sentence.mentions if self.span[0] <= m.start < self.span[1])
        owner = next((m for m in whose if is_possessive(m) and wanted in m.kinds), None)
        if (
            owner
            and wanted in FIRMS  # a duty of a law seldom is on what is the law's
            and not (is_untyped(owner) and v.LS + "Person" in owner.kinds)
        ):
            return owner
        bound = {b.start for choice in self.choices.values() for b in choice}
        first = min(bound, default=0)
        own = self.sentence
        said = own.mentions if not own.seams else [own.mention(c) for c in _NAMED.findall(own.text)]
        before = [m for m in said if m.end <= first and _is_topical(m, wanted)]
        if before and not self.sentence.text.startswith("It "):
            form = self.sentence.form
            found = next(
                (m for m in before if not _OF_THE.search(form, max(0, m.start - 9), m.start)),
                None,
            )
            if found or wanted not in FIRMS:
                return self.sentence.discourse.kept_to(found or before[0], wanted)
        ground = (m for m in said if m.start > first and wanted in m.kinds and self._is_ground(m))
        return next(ground, None) or self.sentence.discourse.topic(wanted, bound)

    def _is_ground(self, mention: Mention) -> bool:
        """Whether a sentence ends with the law by which it holds: "… under the Drone Act."."""
        form = self.sentence.form
        is_last = form[mention.end : mention.end + 1] in (".", ";", "")
        is_law = bool(mention.kinds & INSTRUMENTS)
        reach = max(0, mention.start - 45)
        ground = GROUND.search(form, reach, mention.start)
        return is_last and is_law and bool(ground or _RULE_OF.search(form, reach, mention.start))


def _is_topical(mention: Mention, wanted: str) -> bool:
    """Whether a sentence that names one can be about it, who is of a class."""
    may_be_person = is_untyped(mention) and v.LS + "Person" in mention.kinds
    return wanted in mention.kinds and not may_be_person and not is_possessive(mention)


def choices_of(rule: Rule, sentence: TypedSentence, match: re.Match[str]) -> dict[str, list[Bound]]:
    """Give what each slot that a match fills can be."""
    return {
        name: list(bounds_of(sentence, match, name, slot))
        for name, slot in rule.slots.items()
        if match[name]
    }


def is_by_the_way(
    rule: Rule, sentence: TypedSentence, match: re.Match[str], choices: dict[str, list[Bound]]
) -> bool:
    """Whether what a match would be about is named only in passing."""
    before = sentence.text[: match.start()]
    is_where = bool(_BEHIND_PREPOSITION.search(before)) and _is_setting(rule, match, choices)
    return is_where or _is_aside(match, before)


_PART_OF = re.compile(
    r"\b(?:arm|unit|division|branch|wing|offshoot|department|subsidiary|engineers|employees|staff"
    r"|researchers|graduates|alumni|rivals?|competitors?) (?:of|at|from) (?:the )?$"
)
"""Behind what a name only says whose part or whose people act: "the medical arm of Acme has …"."""


def is_modifier(sentence: TypedSentence, match: re.Match[str]) -> bool:
    """Whether a match ends with a place that only says whence one is: "by the Oslo firm Acme"."""
    end = match.group()[-1:]
    if not _NAMED.match(end) or not _FIRM_BEHIND.match(sentence.text, match.end()):
        return False
    last = sentence.mention(end)
    return _PLACE in last.kinds and bool(last.bearers)


def is_torn(rule: Rule, sentence: TypedSentence, match: re.Match[str]) -> bool:
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
        _PART_OF.search(before[-60:])
        or (_BEHIND_NAMING.search(before) and _ANOTHER_VERB.match(match.group()))
        or (_IN_RELATIVE.search(before) and _BEHIND_LIST.match(match.group()))
    )


def meant_as(rule: Rule, sentence: TypedSentence, match: re.Match[str]) -> str | None:
    """Give the modality of a match; None if the sentence does not assert it."""
    if rule.is_denial:
        return modality_of_denial(*words_of(rule, sentence, match), rule.modality)
    cues = cues_in(sentence.spelled(sentence.whole or sentence.text))
    if not cues:
        return rule.modality or REPORTED
    if is_taken_back(sentence.text):
        return None
    return modality_of(*words_of(rule, sentence, match), rule.modality, cues)


def words_of(rule: Rule, sentence: TypedSentence, match: re.Match[str]) -> tuple[str, int, int]:
    """Give the words of a sentence that can tell how a match is meant, and where the match is.

    What is said of one in a list of names counts not; what only a capital makes a name, does.
    """
    text = sentence.text
    if rule.may_deny_within:
        text = _WHICH_MUST.sub(lambda m: " " * len(m[0]), text)
    for name, slot in rule.slots.items():
        start, end = match.span(name)
        if match[name] and slot.form in (PHRASE, CLAUSE) and rule.may_deny_within:
            text = text[:start] + " " * (end - start) + text[end:]
        elif match[name] and not slot.form:
            text = text[:start] + _WORDS.sub(lambda m: " " * len(m[0]), match[name]) + text[end:]
    before, behind = (sentence.spelled(t) for t in (text[: match.start()], text[match.end() :]))
    inside = text[match.start() : match.end()]
    return before + inside + behind, len(before), len(before) + len(inside)


def quantifier_of(found: Found, fact: Fact, slots: dict[str, Bound]) -> str | None:
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
