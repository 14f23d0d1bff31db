"""What pronouns and descriptions refer to: "it", "the company", "this Regulation", "we".

The antecedent is the subject of the same sentence if the pronoun follows it, or else of the one
before, if it is of the right class; for "the law" or "we" it may be what the document is about.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from lodestone import vocabulary as v
from lodestone.population import literals as lit
from lodestone.population.descriptions import PERSONAL, Descriptions
from lodestone.population.gazetteer import DEMONYM
from lodestone.population.limits import MOST_SUBJECTS
from lodestone.population.mentions import CALLED, REFERRING, Mention
from lodestone.population.passages import HEADING, ITEM, ROW, Passage
from lodestone.population.plurals import ONE_OF_TWO, TOGETHER, is_one_of_many, meant, runs
from lodestone.population.subjects import (
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
    is_whose,
    makes,
    only_pays,
    subject_of_clause,
)
from lodestone.population.text import LONGEST_SENTENCE

_GROUND = re.compile(
    r"(?:\bby virtue of|\b[Uu]nder|\b[Aa]ccording to|\b[Pp]ursuant to|(?:obliged|required)"
    r" by) (?:the )?\Z"
)
"""Behind what a law is named on whose ground the sentence, and the next, say what they say."""

_ON = re.compile(r" (?:on|for|against|behind|to)\b")

_BEHIND_HEAD = re.compile(r" (?:of|for|on|in) ")
_RUN = (
    r"\b(?:(?:operated|run|managed|hosted|looked after) by|(?:entrusted|handed|left|falls|fell) to"
    r"|hands of|operator is) "
)
_IS_RUN = re.compile(_RUN)
_RUN_BY = re.compile(rf"{_RUN}(?:the )?(?:[a-z-]+ ){{0,4}}$")
"""What stands before the name of one whom the text may call "the operator" then."""

_OPERATOR = re.compile(r"\b(?:operator|operating (?:company|firm|body|entity|business))$", re.I)
_SAID_OF = re.compile(r" (?:that|which|who|for|behind|in charge|responsible)\b|[,.](?:\s|$)")
"""What stands behind an apposition, and seldom behind the subject of a clause."""

_CHANGED = re.compile(
    r"(?: of [\w ]{4,20})?(?: (?:on|relating to|concerning|governing|regarding) [^.;,]{3,120}?)?"
    r"(?: \([^()]{2,40}\))?,? (?:is|are|shall be) (?:hereby )?"
    r"(?:amended|repealed|replaced|revoked|left (?:untouched|unchanged|intact|alone))\b"
)
_ITSELF = re.compile(r"[Tt]his (?=[A-Z])|[Tt]he (?:present|current) |本")
"""How a text begins to speak of the instrument that it is, or is on."""

_MANY = re.compile(r"\b(?:Regulations|Rules|Guidelines|Measures|Provisions|Principles)(?: \d{4})?$")
"""How an instrument is called that "they" can stand for."""

_LAID_DOWN = re.compile(
    r" (?:observance|application|enforcement|implementation|provisions|scope|entry into force)\b"
)
"""What only an instrument has: behind "their"."""

_OTHERS = re.compile(
    r"(?:(?:[\w-]+ ){0,2}[\w-]+s\b[^.;,]{0,60}?|They) "
    r"(?:must|shall|should|have to|need to|may not|are (?:obliged|required))\b"
)
"""How a sentence begins that is on some of a kind, for whom then "they" stands."""

_PREDICATE = re.compile(r"\b(?:is|are|as|was|were|be|became|becomes) \Z")
_LONGEST_COPULA = 9

_AS_OBJECT = re.compile(
    r"\b(?!(?:announc|add|claim|confirm|agree|believ|hop|expect|decid|reveal|report|promis|pledg|stat"
    r"|not|explain|deni|argu|insist|show|suggest|learn|estimat)\w*)[a-z]+(?:ed|ght|ses|ns|ads) \Z"
)
"""Behind what "it" is not the subject of the sentence: "Congress approved it"."""

_KEPT_TO = 3
"""How many times as often as others a document names whom it is about."""

_COMPANY, _BODY = v.LS + "Company", v.LS + "GovernmentBody"
_FIRM = re.compile(r" (?:company|firm|group|start-?up|business)$", re.I)
_NUMBERED = re.compile(r" \d+$")
FIRMS = frozenset({_COMPANY, v.LS + "Organisation"})
_NO_FIRM = frozenset({v.LS + "Person", v.LS + "Place", DEMONYM})
_BUYERS = frozenset(("group", "conglomerate", "acquirer", "parent", "giant", "corporation"))
_NO_COMPANY = frozenset({_BODY, v.LS + "StockExchange"})
_THINGS = frozenset({v.LS + "AIArtefact", v.LS + "DataSharingArrangement"})
"""What "the model" and "the data space" are called, rather than a name that nothing types."""

_FAR = 3
"""Over how many sentences an antecedent is remembered."""

_REACH = 2 * LONGEST_SENTENCE
"""How far before a name it is read whether a sentence is about it: an intro can be far away."""


class Discourse:
    """The discourse of one document: who was spoken of last, and what it is all about."""

    def __init__(self, descriptions: Descriptions, mentions: Sequence[Mention]) -> None:
        self._descriptions = descriptions
        self._actors = descriptions.actors
        self._speakers = frozenset({v.LS + "Agent", v.LS + "Arrangement"})
        self._instruments = frozenset({v.LS + "NormativeInstrument", v.LS + "PolicyInstrument"})
        self._subjects: list[Mention] = []
        self._grounds: list[Mention] = []
        self._recent: list[Mention] = []
        self._last: list[Mention] = []
        self._pair: list[Mention] = []
        self._heads: dict[str, Mention] = {}
        self._is_of_others = False
        self._topics = [m for m in mentions[:12] if m.kinds & self._actors]
        self._just_named: set[str] = set()
        self._operator: Mention | None = None
        actors = [m for m in mentions if m.kinds & self._actors]
        self._told = Counter(m.name for m in actors)
        self._named = {m.name: m for m in actors if not m.kinds & _NO_FIRM}.values()

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
            self._remember(form, passage.pieces, found)
        return found

    def topic(self, wanted: str, taken: Collection[int] = ()) -> Mention | None:
        """Give what was spoken of last, or else what the document is about, of a class.

        Mentions that start where one is `taken` are not meant.
        """
        last = (*self._grounds, *self._subjects)
        last = tuple(sorted(last, key=lambda m: -m.start))[:_FAR]
        recent = [m for m in last if not is_untyped(m) and m.start not in taken]
        fitting = (m for m in (*recent, *self._topics, *self._recent) if wanted in m.kinds)
        unfit = {v.LS + "Place"} - {wanted} | ({v.LS + "Person"} if wanted in FIRMS else set())
        found = next((m for m in fitting if not m.kinds & unfit), None)
        return replace(self.kept_to(found, wanted), how="topic") if found else None

    def kept_to(self, spoken_of: Mention, wanted: str) -> Mention:
        """Give the company that the document keeps to, rather than one that it hardly names."""
        if wanted not in FIRMS:
            return spoken_of
        often = max(
            (m for m in self._named if wanted in m.kinds),
            key=lambda m: self._told[m.name],
            default=spoken_of,
        )
        times = _KEPT_TO - is_untyped(spoken_of)
        return often if self._told[often.name] >= times * self._told[spoken_of.name] else spoken_of

    def _bound(self, form: str, match: re.Match[str], mentions: Sequence[Mention]) -> list[Mention]:
        """Give what a pronoun or a description stands for, which may be several."""
        if match.re is TOGETHER or match.re is ONE_OF_TWO:
            actors = [m for m in self._actors_of(mentions) if m.end <= match.start()]
            near = [*self._together(form), *runs(form, actors)]
            return [_standing(m, match, "pronoun") for m in meant(match, near)]
        is_theirs = match.group().lower() in ("they", "their") and not self._is_of_others
        if is_theirs and not any(m.end <= match.start() for m in self._actors_of(mentions)):
            firm = self._firm_of_pair() if makes(form, match.end()) else None
            together = [_standing(m, match, "pronoun") for m in ([firm] if firm else self._pair)]
            if together:
                return together
        bound = self._bind(form, match, mentions)
        return [bound] if bound else []

    def _firm_of_pair(self) -> Mention | None:
        """Give whose "their assistant" is if they founded a firm in the sentence before."""
        if any(v.LS + "Person" not in m.kinds for m in self._pair):
            return None
        return next((m for m in self._last if _COMPANY in m.kinds and not is_untyped(m)), None)

    def _together(self, form: str) -> list[list[Mention]]:
        """Give who was spoken of together in the last sentence: persons, others, a list."""
        actors = self._actors_of(self._last)
        clear = [m for m in actors if m.how not in REFERRING]
        sorts = [
            [m for m in clear if (v.LS + "Person" in m.kinds and not is_untyped(m)) is is_person]
            for is_person in (True, False)
        ]
        return [*sorts, *runs(form, actors)]

    def _actors_of(self, mentions: Iterable[Mention]) -> list[Mention]:
        """Keep those that can act or be acted on, in order."""
        return sorted(
            (
                m
                for m in mentions
                if m.kinds & self._actors
                and DEMONYM not in m.kinds
                and not is_only_place(m, self._actors)
            ),
            key=lambda m: m.start,
        )[:MOST_SUBJECTS]

    def _bind(self, form: str, match: re.Match[str], mentions: Sequence[Mention]) -> Mention | None:
        word = match.group().lower()
        before = sorted((m for m in mentions if m.end <= match.start()), key=lambda m: m.start)
        if match.re is not PERSONAL:
            return self._described(form, match, before)
        if word in ("we", "our"):
            typed_first = sorted(self._topics[:4], key=is_untyped)
            return self._first(match, typed_first, self._speakers, "topic")
        wanted = self._descriptions.persons if word in ("he", "she", "his", "her") else self._actors
        if word in ("they", "their"):
            if self._is_of_others:
                return None
            wanted = self._descriptions.groups
            near = [*self._candidates(form, before)]
            near = near if _LAID_DOWN.match(form, match.end()) else near[: word == "they"]
            many = [m for m in near if m.kinds & self._instruments and _MANY.search(m.name)]
            if many:
                return _standing(many[0], match, "pronoun")
        named = self._candidates(form, before)
        if word == "it" and _AS_OBJECT.search(form, max(0, match.start() - 20), match.start()):
            named = iter(self._subjects)
        if word == "it" and HANDLED.search(form, max(0, match.start() - 20), match.start()):
            things = (m for m in (*before[::-1], *self._recent) if m.kinds & _THINGS)
            named = chain((m for m in things if not is_untyped(m)), named)
        elif word == "its" and before and governs(form, before[-1], match.start()):
            named = chain(before[-1:], named)
        if word in ("it", "its") and acts_as_organisation(form, match.end()):
            named = iter(sorted(named, key=lambda m: v.LS + "Organisation" not in m.kinds))
        if word == "it" and (nearer := subject_of_clause(form, self._actors_of(before))):
            named = chain((nearer,), named)
        return self._first(match, named, wanted, "pronoun")

    def _described(
        self, form: str, match: re.Match[str], before: Sequence[Mention]
    ) -> Mention | None:
        """Bind a description such as "the association"; one of that name comes first."""
        wanted = self._descriptions.nouns[match[1].lower()]
        if wanted & self._instruments:
            if _ON.match(form, match.end()):
                return None  # "the rules on personal data" are not those spoken of
            if _ITSELF.match(match.group()) and self._topics[:1]:
                own = self._first(match, self._topics[:1], wanted, "pronoun")
                if own:
                    return own
        if self._operator and _OPERATOR.search(match.group()):
            return self._first(match, [self._operator], wanted, "pronoun")
        named = self._candidates(form, before, is_thing=wanted <= _THINGS)
        if match.re is self._descriptions.owned:
            just = [m for m in self._recent if m.name in self._just_named]
            named = iter(sorted(just, key=lambda m: _COMPANY not in m.kinds))
        others = {m.name for m in before if is_object_of(form, m, match.start())}
        recent = [m for m in named if m not in before or not is_done_by(form, m, match.start())]
        recent = [m for m in (*recent, *self._recent) if m.name not in others]
        if match[1].lower() in _BUYERS:
            recent = [*(m for m in self._last if is_buyer(form, m)), *recent]
        called = [m for m in (*recent, *self._topics) if _is_called(m, match[1])]
        if match[1][0].isupper() and not wanted & self._instruments:
            called += self._topics  # "the Group" is a term for whom the document is about
        called_so = self._heads.get(match[1].lower())
        if called_so and (
            _COMPANY not in wanted or any(m.name == called_so.name for m in self._recent)
        ):
            called.append(called_so)
        if wanted <= _THINGS:
            recent += (m for m in self._topics if m.kinds & wanted and not is_untyped(m))
        bound = self._first(match, [*called, *recent], wanted, "pronoun") or (
            self._first(match, self._topics, wanted, "topic")
        )
        if bound and not called and not before and _FIRM.search(match.group()):
            bound = _standing(self.kept_to(bound, _COMPANY), match, bound.how)
        last = before[-1] if before and form[before[-1].end : match.start()] == ", " else None
        if bound is None or last is None or not last.kinds & wanted:
            return bound
        is_said = bound.name == last.name or _SAID_OF.match(form, match.end())
        return None if is_said else bound  # "Acme, the data space for hospitals" says what Acme is

    def _candidates(
        self, form: str, before: Sequence[Mention], *, is_thing: bool = False
    ) -> Iterator[Mention]:
        """Give the subject of the sentence so far, then those of the sentences before.

        "The model" is rather what was named last, be it a subject or not.
        """
        if is_thing:
            yield from (m for m in reversed(before) if m.kinds & _THINGS and not is_untyped(m))
        start = _beginning(form, before[0].start) if before else 0
        actors = [m for m in before if m.kinds & self._actors and DEMONYM not in m.kinds]
        main = [
            m
            for m in actors[:MOST_SUBJECTS]
            if is_subject(form, m, form[max(start, m.start - _REACH) : m.start].lstrip(), before)
        ]
        if main and not is_one_of_many(form, main):
            yield main[0]
            if v.LS + "Person" in main[0].kinds:
                yield from (m for m in actors if is_of_person(form, main[0], m))
        elif self._subjects:
            yield from self._protagonist(self._subjects[0])
        if not is_thing:
            yield from self._subjects

    def _protagonist(self, subject: Mention) -> list[Mention]:
        """Give whom the document keeps to, if the last sentence names it beside a newcomer."""
        sort = subject.kinds & self._actors
        named = [m for m in self._recent if m.name in self._just_named and m.kinds & sort]
        often = max(named, key=lambda m: self._told[m.name], default=subject)
        is_clear = self._told[often.name] >= _KEPT_TO * self._told[subject.name]
        return [often] if is_clear else []

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
        any_will_do = v.LS + "Company" in wanted or wanted == self._actors
        fitting.sort(
            key=lambda m: is_untyped(m) and (not any_will_do or v.LS + "Person" in m.kinds)
        )
        return _standing(fitting[0], match, how) if fitting else None

    def _remember(
        self, form: str, pieces: Sequence[tuple[int, int]], mentions: Sequence[Mention]
    ) -> None:
        actors = [
            m
            for m in mentions
            if m.kinds & self._actors and DEMONYM not in m.kinds and not m.kinds & lit.LITERALS
        ]
        first, last = pieces[0], pieces[-1]
        if _IS_RUN.search(form, first[0], last[1]):
            ran = (m for m in actors if _RUN_BY.search(form, max(0, m.start - _REACH), m.start))
            self._operator = next(ran, self._operator)
        intro = form[first[0] : first[1]] + " " if last != first else ""

        def before(mention: Mention) -> str:
            if mention.start < last[0]:
                return form[first[0] : mention.start]
            return intro + form[last[0] : mention.start]

        main = [m for m in actors[:MOST_SUBJECTS] if is_subject(form, m, before(m), actors)]
        is_unnamed = all(m.how in REFERRING for m in main)
        self._is_of_others = is_unnamed and bool(_OTHERS.match(form, first[0], last[1]))
        if main and _CHANGED.match(form, main[0].end):
            return  # a law goes on to speak of itself
        is_many = bool(main) and is_one_of_many(form, main)
        if is_many:
            together = [m for m in main if m.start == main[0].start]
            joint = (run for run in runs(form, self._actors_of(actors)) if run[0] == main[0])
            self._pair = together if len(together) > 1 else next(joint, [])
        elif main:
            self._pair = []
        if main and not is_many and not (self._subjects and only_pays(form, main[0])):
            self._subjects = [main[0], *self._subjects][:_FAR]
        self._remember_named(form, actors)

    def _remember_named(self, form: str, actors: Sequence[Mention]) -> None:
        """Keep whom a sentence names, be they its subject or not."""
        grounds = [
            m
            for m in actors
            if m.kinds & self._instruments and _GROUND.search(form, max(0, m.start - 20), m.start)
        ]
        self._grounds = [*grounds[:1], *self._grounds][:_FAR]
        self._recent = [*actors, *self._recent][: 4 * _FAR]
        self._just_named = {m.name for m in actors if not is_whose(form, m)}
        self._last = list(actors)
        for mention in actors:
            words = mention.name.lower().split(" ")
            if len(words) > 1:
                self._heads |= {words[0]: mention, words[-1]: mention}


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


def _is_called(mention: Mention, noun: str) -> bool:
    """Whether a name begins or ends with a noun: "the Code" is the Feed Transparency Code."""
    name = mention.name.lower()
    head = _BEHIND_HEAD.split(name, maxsplit=1)[0]
    return noun.lower() in (name.split(" ")[0], name.rpartition(" ")[2], head.rpartition(" ")[2])


def is_untyped(mention: Mention) -> bool:
    """Whether nothing says what a name names."""
    return {v.LS + "Company", v.LS + "Device"} <= mention.kinds


def _is_modifier(mention: Mention, description: re.Match[str]) -> bool:
    """Whether a mention only says whence somebody is, within "the Nairobi company"."""
    is_inside = description.start() < mention.start and mention.end < description.end()
    is_place = v.LS + "Place" in mention.kinds or DEMONYM in mention.kinds
    return is_inside and is_place and bool(mention.bearers)
