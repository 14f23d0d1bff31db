"""What pronouns and descriptions refer to: "it", "the company", "this Regulation", "we".

The antecedent is the subject of the same sentence if the pronoun follows it, or else of the one
before, if it is of the right class; for "the law" or "we" it may be what the document is about.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice

from lodestone import vocabulary as v
from lodestone.population.discourse.descriptions import PERSONAL, Descriptions
from lodestone.population.discourse.memory import FAR, FIRMS, INSTRUMENTS, REACH, Memory, is_untyped
from lodestone.population.discourse.plurals import ONE_OF_TWO, TOGETHER, is_one_of_many, meant, runs
from lodestone.population.discourse.subjects import (
    ACTORS,
    HANDLED,
    acts_as_organisation,
    governs,
    is_apposition,
    is_buyer,
    is_done_by,
    is_object_of,
    is_of_person,
    is_only_place,
    is_subject,
    is_whence,
    makes,
    subject_of_clause,
)
from lodestone.population.limits import MOST_SUBJECTS
from lodestone.population.mentions.finding import CALLED, Mention
from lodestone.population.mentions.gazetteer import DEMONYM
from lodestone.population.passages import HEADING, ITEM, ROW, Passage
from lodestone.population.text import LONGEST_SENTENCE

_ON = re.compile(r" (?:on|for|against|behind|to)\b")

_BEHIND_HEAD = re.compile(r" (?:of|for|on|in) ")
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

_FRONTED = re.compile(r"(?:With|To|In|For|By|Through|Under|On|Via) ?[^,.;:]*$")
_COMMA_BEFORE = re.compile(r", (?:the )?(?:(?:[a-z-]+ ){1,3})?$")
"""Around a pronoun that stands before the name that it stands for."""

_PREDICATE = re.compile(r"\b(?:is|are|as|was|were|be|became|becomes) \Z")
_LONGEST_COPULA = 9

_AS_OBJECT = re.compile(
    r"\b(?!(?:announc|add|claim|confirm|agree|believ|hop|expect|decid|reveal|report|promis|pledg|stat"
    r"|not|explain|deni|argu|insist|show|suggest|learn|estimat)\w*)[a-z]+(?:ed|ght|ses|ns|ads) \Z"
)
"""Behind what "it" is not the subject of the sentence: "Congress approved it"."""

_NEXT_CLAUSE = re.compile(r"[;:] |, (?:and|but|while|whereas) ")
_OF_THING = re.compile(
    r" (?:maker|developer|creator|inventor|publisher|weights|training (?:data|corpus|set|material)"
    r"|source code|parameters)\b"
)
_AS_THING = re.compile(
    r" (?:(?:had|has|was|is|been|can|be|also|only|mainly) ){0,4}(?:(?:pre-?)?trained|fine-tuned"
    r"|downloaded|open-sourced|learned|learnt|rolled out|went on sale|downloadable|runs on)\b"
)
"""What is behind "its" or "it" if a thing is meant."""

_COMPANY, _BODY = v.LS + "Company", v.LS + "GovernmentBody"
_FIRM = re.compile(r" (?:company|firm|group|start-?up|business)$", re.I)
_NUMBERED = re.compile(r" \d+$")
_BUYERS = frozenset(("group", "conglomerate", "acquirer", "parent", "giant", "corporation"))
_NO_COMPANY = frozenset({_BODY, v.LS + "StockExchange"})
_THINGS = frozenset({v.LS + "AIArtefact", v.LS + "DataSharingArrangement"})
"""What "the model" and "the data space" are called, rather than a name that nothing types."""


class Discourse:
    """The discourse of one document: who was spoken of last, and what it is all about."""

    def __init__(self, descriptions: Descriptions, mentions: Sequence[Mention]) -> None:
        self._descriptions = descriptions
        self._speakers = frozenset({v.LS + "Agent", v.LS + "Arrangement"})
        self._memory = Memory(mentions)

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
            before = max(0, match.start() - _LONGEST_COPULA)
            if match.re is self._descriptions.pattern and _PREDICATE.search(
                form, before, match.start()
            ):
                continue  # "is the competent authority" says what somebody is
            inside = [m for m in found if m.start < match.end() and match.start() < m.end]
            if not all(_is_modifier(m, match) or m.literal for m in inside):
                continue
            if is_apposition(form, match, found):
                continue
            bound = self._bound(form, match, found)
            if bound and inside and match.re is self._descriptions.pattern:
                bound = [_titled(m, match) if _COMPANY in m.kinds else m for m in bound]
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
            near = [*self._memory.together(form), *runs(form, actors)]
            return [_standing(m, match, "pronoun") for m in meant(match, near)]
        is_theirs = match.group().lower() in ("they", "their") and not self._memory.is_of_others
        if is_theirs and not any(m.end <= match.start() for m in self._memory.actors_of(mentions)):
            firm = self._firm_of_pair() if makes(form, match.end()) else None
            together = [
                _standing(m, match, "pronoun") for m in ([firm] if firm else self._memory.pair)
            ]
            if together:
                return together
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
                return _standing(rules, match, "pronoun")
        named = self._candidates(form, before)
        if word in ("its", "their") and (ahead := _ahead(form, match, mentions, before)):
            named = chain((ahead,), named)
        if word in ("it", "its"):
            named = self._things(form, match, before, named)
        return self._first(match, named, wanted, "pronoun")

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
        if (_AS_THING if is_it else _OF_THING).match(form, match.end()):
            things = (m for m in (*before[::-1], *self._memory.recent) if m.kinds & _THINGS)
            named = chain((m for m in things if not is_untyped(m)), named)
        if is_it and _AS_OBJECT.search(form, opening, match.start()):
            named = iter(self._memory.subjects)
        if is_it and HANDLED.search(form, opening, match.start()):
            things = (m for m in (*before[::-1], *self._memory.recent) if m.kinds & _THINGS)
            named = chain((m for m in things if not is_untyped(m)), named)
        elif not is_it and before and governs(form, before[-1], match.start()):
            named = chain(before[-1:], named)
        if acts_as_organisation(form, match.end()):
            named = iter(sorted(named, key=lambda m: v.LS + "Organisation" not in m.kinds))
        if is_it and (nearer := subject_of_clause(form, self._memory.actors_of(before))):
            named = chain((nearer,), named)
        return named

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
        if bound and not called and not before and _FIRM.search(match.group()):
            bound = _standing(self._memory.kept_to(bound, _COMPANY), match, bound.how)
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
        if _FIRM.search(match.group()) and not any(_is_firm(m) for m in recent[:1]):
            near = (
                m
                for m in reversed(before)
                if _is_firm(m)
                and m.name not in others
                and _NEXT_CLAUSE.search(form, m.end, match.start())
            )
            recent = [*islice(near, 1), *recent]
        if match[1].lower() in _BUYERS:
            recent = [*(m for m in self._memory.last if is_buyer(form, m)), *recent]
        called = [m for m in (*recent, *self._memory.topics) if _is_called(m, match[1])]
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
        start = _beginning(form, before[0].start) if before else 0
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
        return _standing(fitting[0], match, how) if fitting else None


def _standing(mention: Mention, match: re.Match[str], how: str) -> Mention:
    start, end = match.span()
    kinds = mention.kinds - {CALLED}
    if _FIRM.search(match.group()) and _COMPANY in kinds and not _NUMBERED.search(mention.name):
        kinds |= {CALLED}
    return replace(mention, start=start, end=end, text=match.group(), how=how, kinds=kinds)


def _titled(mention: Mention, match: re.Match[str]) -> Mention:
    """Let a description stand beside the place that it tells: "the Oslo start-up"."""
    return replace(mention, start=match.start(1), text=match[1], title=match[1])


def _beginning(form: str, place: int) -> int:
    """Give where the sentence begins that a place is in, if that is not too far away."""
    floor = max(0, place - LONGEST_SENTENCE)
    return max(floor, *(form.rfind(end, floor, place) + 1 for end in "\n.!?|。"))


def _is_firm(mention: Mention) -> bool:
    """Whether something says of a name that it is one of a company."""
    return _COMPANY in mention.kinds and not is_untyped(mention)


def _ahead(
    form: str, match: re.Match[str], mentions: Sequence[Mention], before: Sequence[Mention]
) -> Mention | None:
    """Give whose "its" is at the head of a sentence: "With its model Vesla, Lumo entered …"."""
    start = _beginning(form, match.start())
    opening = form[start : match.start()].strip()
    if any(m.start >= start and m.kinds & ACTORS for m in before) or not _FRONTED.match(opening):
        return None
    behind = (m for m in mentions if m.start > match.end() and m.kinds & ACTORS)
    return next((m for m in behind if _COMMA_BEFORE.search(form, match.end(), m.start)), None)


def _is_called(mention: Mention, noun: str) -> bool:
    """Whether a name begins or ends with a noun: "the Code" is the Feed Transparency Code."""
    name = mention.name.lower()
    head = _BEHIND_HEAD.split(name, maxsplit=1)[0]
    return noun.lower() in (name.split(" ")[0], name.rpartition(" ")[2], head.rpartition(" ")[2])


def _is_modifier(mention: Mention, description: re.Match[str]) -> bool:
    """Whether a mention only says whence somebody is, within "the Nairobi company"."""
    is_inside = description.start() < mention.start and mention.end < description.end()
    return is_inside and is_whence(mention)
