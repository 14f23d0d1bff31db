"""What a document has spoken of so far: what its sentences are about, and whom they name."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from lodestone import vocabulary as v
from lodestone.population.discourse.plurals import is_one_of_many, runs
from lodestone.population.discourse.subjects import (
    ACTORS,
    is_only_place,
    is_subject,
    is_whose,
    only_pays,
)
from lodestone.population.limits import MOST_SUBJECTS
from lodestone.population.mentions import literals as lit
from lodestone.population.mentions.finding import REFERRING
from lodestone.population.mentions.gazetteer import DEMONYM
from lodestone.population.mentions.mention import Mention
from lodestone.population.text import LONGEST_SENTENCE

INSTRUMENTS = frozenset({v.LS + "NormativeInstrument", v.LS + "PolicyInstrument"})
"""What laws and plans are of."""

GROUND = re.compile(
    r"(?:\b[Bb]y virtue of|\b[Uu]nder|\b[Aa]ccording to|\b[Pp]ursuant to|(?:obliged|required)"
    r" by) (?:(?:(?:[Ss]ection|[Aa]rticle|[Cc]hapter|[Pp]art|[Pp]aragraph|[Rr]ule)s? |§§? ?)"
    r"[\w().-]{1,9} of )?(?:the |this )?(?:[A-Z][\w ]{1,24}\'s )?(?:new )?\Z"
)
"""Behind what a law is named on whose ground the sentence, and the next, say what they say."""

_MADE = re.compile(
    r"\b(?:adopted|passed|approved|issued|published|enacted|presented|unveiled|released|launched"
    r"|signed|promulgated|introduced) (?:off |into law )?(?:(?:the|its|an?) )?(?:\w+ )?\Z"
)
"""Behind what a law is named that somebody has made, of which the next sentences speak."""

_RUN = (
    r"\b(?:(?:operated|run|managed|hosted|looked after) by|(?:entrusted|handed|left|falls|fell) to"
    r"|hands of|operator is) "
)
_IS_RUN = re.compile(_RUN)
_RUN_BY = re.compile(rf"{_RUN}(?:the )?(?:[a-z-]+ ){{0,4}}$")
"""What stands before the name of one whom the text may call "the operator" then."""

_HOME = re.compile(
    r" (?:is|was|remains|became) (?:also )?(?:home to|the (?:home|seat|birthplace) of) "
)
_CHANGED = re.compile(
    r"(?: of [\w ]{4,20})?(?: (?:on|relating to|concerning|governing|regarding) [^.;,]{3,120}?)?"
    r"(?: \([^()]{2,40}\))?,? (?:is|are|shall be) (?:hereby )?"
    r"(?:amended|repealed|replaced|revoked|left (?:untouched|unchanged|intact|alone))\b"
)
_OTHERS = re.compile(
    r"(?:(?:[\w-]+ ){0,2}[\w-]+s\b[^.;,]{0,60}?|They) "
    r"(?:must|shall|should|have to|need to|may not|are (?:obliged|required))\b"
    r"|(?:[A-Z][a-z]+(?: [a-z]+){0,2},? )?"
    r"(?:(?:[A-Za-z]+ ){0,2}\d[\d,.]*|[A-Z][a-z-]+|Some [a-z-]+)"
    r" (?:[a-z-]+ ){0,2}(?:organisations|members|participants|companies|firms|partners|bodies"
    r"|institutions|users|businesses|universities|hospitals|municipalities|ports|operators) "
    r"(?:take|took|have|are|were|participate|share|use|exchange|belong|joined|signed|now|already)\b"
)
"""How a sentence begins that is on some of a kind, for whom then "they" stands."""

_KEPT_TO = 3
"""How many times as often as others a document names whom it is about."""

_NO_FIRM = frozenset({v.LS + "Person", v.LS + "Place", DEMONYM})
FAR = 3
"""Over how many sentences an antecedent is remembered."""

REACH = 2 * LONGEST_SENTENCE
"""How far before a name it is read whether a sentence is about it: an intro can be far away."""

FIRMS = frozenset({v.LS + "Company", v.LS + "Organisation"})
"""What "the firm" can stand for."""


class Memory:
    """Who was spoken of, the last first, and what the document is all about."""

    def __init__(self, mentions: Sequence[Mention]) -> None:
        self.subjects: list[Mention] = []
        self.grounds: list[Mention] = []
        self.recent: list[Mention] = []
        self.last: list[Mention] = []
        self.pair: list[Mention] = []
        self.heads: dict[str, Mention] = {}
        self.is_of_others = False
        self.topics = [m for m in mentions[:12] if m.kinds & ACTORS]
        self.just_named: set[str] = set()
        self.operator: Mention | None = None
        actors = [m for m in mentions if m.kinds & ACTORS]
        self.told = Counter(m.name for m in actors)
        self.named = {m.name: m for m in actors if not m.kinds & _NO_FIRM}.values()

    def remember(
        self, form: str, pieces: Sequence[tuple[int, int]], mentions: Sequence[Mention]
    ) -> None:
        """Keep what a sentence is about, and whom it names."""
        actors = [
            m
            for m in mentions
            if m.kinds & ACTORS and DEMONYM not in m.kinds and not m.kinds & lit.LITERALS
        ]
        first, last = pieces[0], pieces[-1]
        if _IS_RUN.search(form, first[0], last[1]):
            ran = (m for m in actors if _RUN_BY.search(form, max(0, m.start - REACH), m.start))
            self.operator = next(ran, self.operator)
        intro = form[first[0] : first[1]] + " " if last != first else ""

        def before(mention: Mention) -> str:
            if mention.start < last[0]:
                return form[first[0] : mention.start]
            return intro + form[last[0] : mention.start]

        main = [m for m in actors[:MOST_SUBJECTS] if is_subject(form, m, before(m), actors)]
        if main and _HOME.match(form, main[0].end):  # "Bergen is home to Lumo"
            main = [m for m in actors if m.start > main[0].end][:1] or main
        is_unnamed = all(m.how in REFERRING for m in main)
        self.is_of_others = is_unnamed and bool(_OTHERS.match(form, first[0], last[1]))
        if main and _CHANGED.match(form, main[0].end):
            return  # a law goes on to speak of itself
        is_many = bool(main) and is_one_of_many(form, main)
        if is_many:
            together = [m for m in main if m.start == main[0].start]
            joint = (run for run in runs(form, self.actors_of(actors)) if run[0] == main[0])
            self.pair = together if len(together) > 1 else next(joint, [])
        elif main:
            self.pair = []
        if main and not is_many and not (self.subjects and only_pays(form, main[0])):
            self.subjects = [main[0], *self.subjects][:FAR]
        self._remember_named(form, actors)

    def _remember_named(self, form: str, actors: Sequence[Mention]) -> None:
        """Keep whom a sentence names, be they its subject or not."""
        grounds = [
            m
            for m in actors
            if m.kinds & INSTRUMENTS
            and (
                GROUND.search(form, max(0, m.start - 45), m.start)
                or _MADE.search(form, max(0, m.start - 45), m.start)
            )
        ]
        self.grounds = [*grounds[:1], *self.grounds][:FAR]
        self.recent = [*actors, *self.recent][: 4 * FAR]
        self.just_named = {m.name for m in actors if not is_whose(form, m)}
        self.last = list(actors)
        for mention in actors:
            words = mention.name.lower().split(" ")
            if len(words) > 1:
                self.heads |= {words[0]: mention, words[-1]: mention}

    def together(self, form: str) -> list[list[Mention]]:
        """Give who was spoken of together in the last sentence: persons, others, a list."""
        actors = self.actors_of(self.last)
        clear = [m for m in actors if m.how not in REFERRING]
        sorts = [
            [m for m in clear if (v.LS + "Person" in m.kinds and not is_untyped(m)) is is_person]
            for is_person in (True, False)
        ]
        return [*sorts, *runs(form, actors)]

    def actors_of(self, mentions: Iterable[Mention]) -> list[Mention]:
        """Keep those that can act or be acted on, in order."""
        return sorted(
            (
                m
                for m in mentions
                if m.kinds & ACTORS and DEMONYM not in m.kinds and not is_only_place(m, ACTORS)
            ),
            key=lambda m: m.start,
        )[:MOST_SUBJECTS]

    def kept_to(self, spoken_of: Mention, wanted: str) -> Mention:
        """Give the company that the document keeps to, rather than one that it hardly names."""
        if wanted not in FIRMS:
            return spoken_of
        often = max(
            (m for m in self.named if wanted in m.kinds),
            key=lambda m: self.told[m.name],
            default=spoken_of,
        )
        times = _KEPT_TO - is_untyped(spoken_of)
        return often if self.told[often.name] >= times * self.told[spoken_of.name] else spoken_of

    def protagonist(self, subject: Mention) -> list[Mention]:
        """Give whom the document keeps to, if the last sentence names it beside a newcomer."""
        sort = subject.kinds & ACTORS
        named = [m for m in self.recent if m.name in self.just_named and m.kinds & sort]
        often = max(named, key=lambda m: self.told[m.name], default=subject)
        is_clear = self.told[often.name] >= _KEPT_TO * self.told[subject.name]
        return [often] if is_clear else []


def is_untyped(mention: Mention) -> bool:
    """Whether nothing says what a name names."""
    return {v.LS + "Company", v.LS + "Device"} <= mention.kinds
