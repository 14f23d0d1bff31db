"""What pronouns and descriptions refer to: "it", "the company", "this Regulation", "we".

The antecedent is the subject of the same sentence if the pronoun follows it, or else of the one
before, if it is of the right class; for "the law" or "we" it may be what the document is about.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice
from typing import TYPE_CHECKING

from lodestone import vocabulary as v
from lodestone.population.discourse.ahead import named_ahead
from lodestone.population.discourse.descriptions import LATTER, PERSONAL, Descriptions
from lodestone.population.discourse.memory import FAR, FIRMS, INSTRUMENTS, REACH, Memory, is_untyped
from lodestone.population.discourse.plurals import ONE_OF_TWO, TOGETHER, is_one_of_many, meant, runs
from lodestone.population.discourse.standing import (
    FIRM,
    beginning,
    is_called,
    is_modifier,
    standing,
    titled,
)
from lodestone.population.discourse.subjects import (
    ACTORS,
    HANDLED,
    TRAINED,
    acts_as_law,
    acts_as_organisation,
    governs,
    is_apposition,
    is_buyer,
    is_done_by,
    is_object_of,
    is_of_person,
    is_only_place,
    is_subject,
    is_what_is,
    leads_clause,
    makes,
    subject_of_clause,
)
from lodestone.population.limits import MOST_SUBJECTS
from lodestone.population.mentions.gazetteer import DEMONYM
from lodestone.population.mentions.mention import Mention
from lodestone.population.passages import HEADING, ITEM, ROW, Passage

if TYPE_CHECKING:
    from lodestone.model.candidate import EntityReference

_ON = re.compile(r" (?:(?:on|for|against|behind|to)\b|(?:that|which) (?:the )?[A-Z])")

_OPERATOR = re.compile(r"\b(?:operator|operating (?:company|firm|body|entity|business))$", re.I)
_SAID_OF = re.compile(r" (?:that|which|who|for|behind|in charge|responsible)\b|[,.](?:\s|$)")
"""What stands behind an apposition, and seldom behind the subject of a clause."""

_ITSELF = re.compile(r"[Tt]his (?=[A-Z])|[Tt]he (?:present|current) |本")
"""How a text begins to speak of the instrument that it is, or is on."""

_MANY = re.compile(r"\b(?:Regulations|Rules|Guidelines|Measures|Provisions|Principles)(?: \d{4})?$")
"""How an instrument is called that "they" can stand for."""

_LAID_DOWN = re.compile(
    r" (?:observance|application|enforcement|implementation|provisions|scope|entry into force)\b"
)
"""What only an instrument has: behind "their"."""

_PREDICATE = re.compile(r"\b(?:is|are|as|was|were|be|became|becomes) \Z")
_LONGEST_COPULA = 9

_OF_BOARD = re.compile(
    r"\b(?:chairs?|chaired|chairing|heads?|headed|leads?|led|joined|joins?|on|of|to) the board\Z"
)
"""Of a firm, not a body of the state."""

_AS_OBJECT = re.compile(
    r"\b(?!(?:announc|add|claim|confirm|agree|believ|hop|expect|decid|reveal|report|promis|pledg|stat"
    r"|not|explain|deni|argu|insist|show|suggest|learn|estimat)\w*)[a-z]+(?:ed|ght|ses|ns|ads) \Z"
)
"""Behind what "it" is not the subject of the sentence: "Congress approved it"."""

_SHARED = re.compile(
    r"\b(?:data|information|records|readings|plans) (?:[a-z-]+ )?"
    r"(?:through|via|over|on|in|into|across|with) \Z"
)
"""Behind what "it" is where data is shared: "exchange data through it"."""

_GOES_ON = re.compile(r"^; (?:and )?(?:today|now|since then|by now)?,? ?$")
"""Between a name and "it" if a sentence goes on with what it came to: "…; today it has"."""

_COMPANY, _BODY = v.LS + "Company", v.LS + "GovernmentBody"
_BUYERS = frozenset(("group", "conglomerate", "acquirer", "parent", "giant", "corporation"))
_NO_COMPANY = frozenset({_BODY, v.LS + "StockExchange"})
_SPACE = v.LS + "DataSharingArrangement"
_THINGS = frozenset({v.LS + "AIArtefact", _SPACE})
"""What "the model" and "the data space" are called, rather than a name that nothing types."""


class Discourse:
    """The discourse of one document: who was spoken of last, and what it is all about."""

    def __init__(self, descriptions: Descriptions, mentions: Sequence[Mention]) -> None:
        self._descriptions = descriptions
        self._speakers = frozenset({v.LS + "Agent", v.LS + "Arrangement"})
        self._memory = Memory(mentions)
        self.bound: EntityReference | None = None
        """Whom the last duty binds that the document told of."""

    def resolve(
        self,
        form: str,
        passage: Passage,
        mentions: Sequence[Mention],
        referring: Iterable[re.Match[str]],
    ) -> list[Mention]:
        """Give the mentions of a passage together with its pronouns, bound to antecedents.

        `referring` are the pronouns and descriptions of the passage.
        """
        found = list(mentions)
        for match in referring:
            if _OF_BOARD.search(form, max(0, match.start() - 16), match.end()):
                continue
            before = max(0, match.start() - _LONGEST_COPULA)
            if match.re is self._descriptions.pattern and _PREDICATE.search(
                form, before, match.start()
            ):
                continue  # "is the competent authority" says what somebody is
            inside = [m for m in found if m.start < match.end() and match.start() < m.end]
            if not all(is_modifier(m, match) or m.literal for m in inside):
                continue
            if is_apposition(form, match, found):
                continue
            bound = self._bound(form, match, found)
            if bound and inside and match.re is self._descriptions.pattern:
                bound = [titled(m, match) if _COMPANY in m.kinds else m for m in bound]
            if bound:
                found = [m for m in found if m not in inside or m.end <= bound[0].start]
                found += bound
        found.sort(key=lambda m: m.start)
        end = passage.pieces[-1][1]
        is_list = passage.kind == ITEM and form[end - 1 : end] not in ".!?。"
        if passage.kind not in (HEADING, ROW) and not is_list:
            self._memory.remember(form, passage.pieces, found)
        return found

    def topic(self, wanted: str, taken: Collection[int] = ()) -> Mention | None:
        """Give what was spoken of last, or else what the document is about, of a class.

        Mentions that start where one is `taken` are not meant.
        """
        last = (*self._memory.grounds, *self._memory.subjects)
        last = tuple(sorted(last, key=lambda m: -m.start))[:FAR]
        recent = [m for m in last if not is_untyped(m) and m.start not in taken]
        fitting = (
            m for m in (*recent, *self._memory.topics, *self._memory.recent) if wanted in m.kinds
        )
        unfit = {v.LS + "Place"} - {wanted} | ({v.LS + "Person"} if wanted in FIRMS else set())
        found = next((m for m in fitting if not m.kinds & unfit), None)
        return replace(self._memory.kept_to(found, wanted), how="topic") if found else None

    def kept_to(self, spoken_of: Mention, wanted: str) -> Mention:
        """Give the company that the document keeps to, rather than one that it hardly names."""
        return self._memory.kept_to(spoken_of, wanted)

    def _bound(self, form: str, match: re.Match[str], mentions: Sequence[Mention]) -> list[Mention]:
        """Give what a pronoun or a description stands for, which may be several."""
        if match.re is TOGETHER or match.re is ONE_OF_TWO:
            actors = [m for m in self._memory.actors_of(mentions) if m.end <= match.start()]
            both = [actors] if len({m.name for m in actors}) == 2 else []
            near = [*self._memory.together(form), *both, *runs(form, actors)]
            return [standing(m, match, "pronoun") for m in meant(match, near)]
        is_theirs = match.group().lower() in ("they", "their") and not self._memory.is_of_others
        if is_theirs and not any(m.end <= match.start() for m in self._memory.actors_of(mentions)):
            firm = self._firm_of_pair() if makes(form, match.end()) else None
            together = [
                standing(m, match, "pronoun") for m in ([firm] if firm else self._memory.pair)
            ]
            if together:
                return together
        if match.re is LATTER:
            named = [m for m in mentions if m.end <= match.start() and _COMPANY in m.kinds]
            return [standing(m, match, "pronoun") for m in named[-1:]]
        bound = self._bind(form, match, mentions)
        return [bound] if bound else []

    def _firm_of_pair(self) -> Mention | None:
        """Give whose "their assistant" is if they founded a firm in the sentence before."""
        if any(v.LS + "Person" not in m.kinds for m in self._memory.pair):
            return None
        return next(
            (m for m in self._memory.last if _COMPANY in m.kinds and not is_untyped(m)), None
        )

    def _bind(self, form: str, match: re.Match[str], mentions: Sequence[Mention]) -> Mention | None:
        word = match.group().lower()
        before = sorted((m for m in mentions if m.end <= match.start()), key=lambda m: m.start)
        if match.re is not PERSONAL:
            return self._described(form, match, before)
        if word in ("we", "our"):
            typed_first = sorted(self._memory.topics[:4], key=is_untyped)
            return self._first(match, typed_first, self._speakers, "topic")
        wanted = self._descriptions.persons if word in ("he", "she", "his", "her") else ACTORS
        if word in ("they", "their"):
            if self._memory.is_of_others:
                return None
            wanted = self._descriptions.groups
            rules = self._several_rules(form, match, before)
            if rules:
                return standing(rules, match, "pronoun")
        start = beginning(form, match.start())
        named = self._candidates(form, before)
        if ahead := named_ahead(form, start, match, mentions):
            return self._first(match, [ahead], wanted, "pronoun")
        if wanted is self._descriptions.persons and (person := self._person(form, before)):
            named = iter((person,))
        if word in ("its", "their"):  # "Acme is its largest customer"
            named = (m for m in named if m not in before or not is_what_is(form, m, match))
        if word in ("it", "its"):
            named = self._things(form, match, before, named)
        return self._first(match, named, wanted, "pronoun")

    def _person(self, form: str, before: Sequence[Mention]) -> Mention | None:
        """Give the person that a sentence is about, or else the one that it named last."""
        persons = [m for m in before if m.kinds & self._descriptions.persons]
        subject = next(self._candidates(form, before), None)
        if subject in persons:
            return subject
        return min(reversed(persons), key=is_untyped, default=None)

    def _several_rules(
        self, form: str, match: re.Match[str], before: Sequence[Mention]
    ) -> Mention | None:
        """Give an instrument that is called by a plural, for which "they" stands: Regulations."""
        near = [*self._candidates(form, before)]
        is_laid_down = _LAID_DOWN.match(form, match.end())
        near = near if is_laid_down else near[: match.group().lower() == "they"]
        return next((m for m in near if m.kinds & INSTRUMENTS and _MANY.search(m.name)), None)

    def _things(
        self,
        form: str,
        match: re.Match[str],
        before: Sequence[Mention],
        named: Iterator[Mention],
    ) -> Iterator[Mention]:
        """Put first what "it" or "its" stands for by what is said or done around it."""
        is_it = match.group().lower() == "it"
        opening = max(0, match.start() - 20)
        if is_it and _AS_OBJECT.search(form, opening, match.start()):
            named = iter(self._memory.subjects)
        is_model = is_it and TRAINED.match(form, match.end())
        if is_model or (is_it and HANDLED.search(form, opening, match.start())):
            things = (m for m in (*before[::-1], *self._memory.recent) if m.kinds & _THINGS)
            named = chain((m for m in things if not is_untyped(m)), named)
        elif is_it and _SHARED.search(form, max(0, match.start() - 40), match.start()):
            spoken_of = (*self._memory.subjects, *self._memory.topics)
            named = chain((m for m in spoken_of if _SPACE in m.kinds), named)
        elif (
            not is_it
            and before
            and (
                governs(form, before[-1], match.start())
                or leads_clause(form, before[-1], match.start())
            )
        ):
            named = chain(before[-1:], named)
        if acts_as_organisation(form, match.end()):
            named = iter(sorted(named, key=lambda m: v.LS + "Organisation" not in m.kinds))
        last = next((m for m in reversed(before) if not m.literal), None)
        if is_it and last and _GOES_ON.search(form[last.end : match.start()]):
            by_itself = () if self._has_subject(form, before) else (last,)
            named = chain(by_itself, named)
        if is_it and acts_as_law(form, match.end()):
            spoken_of = (*before[::-1], *self._memory.recent, *self._memory.topics)
            laws = (m for m in spoken_of if m.kinds & INSTRUMENTS and not is_untyped(m))
            return chain(islice(laws, 1), named)
        if is_it and (nearer := subject_of_clause(form, self._memory.actors_of(before))):
            named = chain((nearer,), named)
        return named

    def _has_subject(self, form: str, before: Sequence[Mention]) -> bool:
        """Whether a sentence so far is about one that it names."""
        start = beginning(form, before[0].start)
        actors = self._memory.actors_of(before)
        return any(is_subject(form, m, form[start : m.start].lstrip(), before) for m in actors[:1])

    def _described(
        self, form: str, match: re.Match[str], before: Sequence[Mention]
    ) -> Mention | None:
        """Bind a description such as "the association"; one of that name comes first."""
        wanted = self._descriptions.nouns[match[1].lower()]
        if wanted & INSTRUMENTS:
            if _ON.match(form, match.end()):
                return None  # "the rules on personal data" are not those spoken of
            if _ITSELF.match(match.group()) and self._memory.topics[:1]:
                own = self._first(match, self._memory.topics[:1], wanted, "pronoun")
                if own:
                    return own
        if self._memory.operator and _OPERATOR.search(match.group()):
            return self._first(match, [self._memory.operator], wanted, "pronoun")
        called, recent = self._called_and_recent(form, match, before, wanted)
        bound = self._first(match, [*called, *recent], wanted, "pronoun") or (
            self._first(match, self._memory.topics, wanted, "topic")
        )
        if bound and not called and not before and FIRM.search(match.group()):
            bound = standing(self._memory.kept_to(bound, _COMPANY), match, bound.how)
        last = before[-1] if before and form[before[-1].end : match.start()] == ", " else None
        if bound is None or last is None or not last.kinds & wanted:
            return bound
        is_said = bound.name == last.name or _SAID_OF.match(form, match.end())
        return None if is_said else bound  # "Acme, the data space for hospitals" says what Acme is

    def _called_and_recent(
        self, form: str, match: re.Match[str], before: Sequence[Mention], wanted: frozenset[str]
    ) -> tuple[list[Mention], list[Mention]]:
        """Give what is called as a description has it, and what else was spoken of."""
        named = self._candidates(form, before, is_thing=wanted <= _THINGS)
        if match.re is self._descriptions.owned:
            just = [m for m in self._memory.recent if m.name in self._memory.just_named]
            named = iter(sorted(just, key=lambda m: _COMPANY not in m.kinds))
        others = {m.name for m in before if is_object_of(form, m, match.start())}
        recent = [m for m in named if m not in before or not is_done_by(form, m, match.start())]
        recent = [m for m in (*recent, *self._memory.recent) if m.name not in others]
        if match[1].lower() in _BUYERS:
            recent = [*(m for m in self._memory.last if is_buyer(form, m)), *recent]
        called = [m for m in (*recent, *self._memory.topics) if is_called(m, match[1])]
        if match[1][0].isupper() and not wanted & INSTRUMENTS:
            called += self._memory.topics  # "the Group" is a term for whom the document is about
        called_so = self._memory.heads.get(match[1].lower())
        if called_so and (
            _COMPANY not in wanted or any(m.name == called_so.name for m in self._memory.recent)
        ):
            called.append(called_so)
        if wanted <= _THINGS:
            recent += (m for m in self._memory.topics if m.kinds & wanted and not is_untyped(m))
        return called, recent

    def _candidates(
        self, form: str, before: Sequence[Mention], *, is_thing: bool = False
    ) -> Iterator[Mention]:
        """Give the subject of the sentence so far, then those of the sentences before.

        "The model" is rather what was named last, be it a subject or not.
        """
        if is_thing:
            yield from (m for m in reversed(before) if m.kinds & _THINGS and not is_untyped(m))
        start = beginning(form, before[0].start) if before else 0
        actors = [m for m in before if m.kinds & ACTORS and DEMONYM not in m.kinds]
        main = [
            m
            for m in actors[:MOST_SUBJECTS]
            if is_subject(form, m, form[max(start, m.start - REACH) : m.start].lstrip(), before)
        ]
        if main and not is_one_of_many(form, main):
            yield main[0]
            if v.LS + "Person" in main[0].kinds:
                yield from (m for m in actors if is_of_person(form, main[0], m))
        elif self._memory.subjects:
            yield from self._memory.protagonist(self._memory.subjects[0])
        if not is_thing:
            yield from self._memory.subjects

    def _first(
        self, match: re.Match[str], found: Iterable[Mention], wanted: frozenset[str], how: str
    ) -> Mention | None:
        """Bind to the first that fits; a place is nobody that "it" or "the company" stands for.

        One that may as well be a person comes after all others.
        """
        fitting = [m for m in found if m.kinds & wanted and not is_only_place(m, wanted)]
        if v.LS + "Company" in wanted:
            fitting = [m for m in fitting if not m.kinds & _NO_COMPANY]
        if not wanted & self._descriptions.persons:
            may_be = not wanted <= _THINGS  # a person
            fitting = [
                m for m in fitting if v.LS + "Person" not in m.kinds or (may_be and is_untyped(m))
            ]
        any_will_do = v.LS + "Company" in wanted or wanted == ACTORS
        fitting.sort(
            key=lambda m: is_untyped(m) and (not any_will_do or v.LS + "Person" in m.kinds)
        )
        return standing(fitting[0], match, how) if fitting else None
