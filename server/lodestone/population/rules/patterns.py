"""From the patterns of rules to regular expressions over typed sentences.

In a typed sentence each mention is two private-use characters: what it can stand for, and which
mention it is. A slot `{S:Company}` matches a mention of that class; `{S:Company|Person}` of either;
`{S:Company+}` one or more, joined by commas, "and" or "or"; `{S:Company++}` by commas alone, too.
Other slots:

- `{N:number}`, `{Y:year}`, `{D:date}` (a year is one), `{M:money}`, `{P:percent}`, `{T:time}`,
  `{C:demonym}` ("French", which stands for France);
- `{O:np}`, `{O:np+}`: a noun phrase; `{O:nps}`: one with another behind "of", "for" or "in";
  `{O:npof}`: with one behind "of" only; `{O:phrase}`: words up to the next punctuation mark;
  `{O:Goal/clause}`: up to "and" or a comma;
- `{O:np(plan|strategy)}`: a noun phrase that ends with one of the words;
- `{K:count}`: a number and what is counted, "at least 48 data exchanges"; `{K:comparedcount}`: one
  with a comparator; `{K:zhcount}`: one in Chinese, "至少48家数据交易所";
- `{O:Topic/zhnoun}`, `{O:Topic/zhterm}`: a Chinese noun, which an ending such as "行业" is no part
  of;
- `{O:Topic/word}`: one word; `{O:Topic/np+}`: a noun phrase for something of that class.

A slot without a kind takes the domain (`{S}`) or the range (`{O}`) of the rule's relation.
"""

import re
from dataclasses import dataclass
from functools import cached_property

from lodestone import vocabulary as v
from lodestone.errors import RuleError
from lodestone.population.expressions.required_words import required, words_of
from lodestone.population.mentions import literals as lit
from lodestone.population.mentions.finding import CALLED
from lodestone.population.mentions.gazetteer import DEMONYM
from lodestone.population.rules.alphabet import Alphabet, Slot
from lodestone.population.rules.pattern_sources import (
    SLOT,
    VARIABLE,
    expanded,
    outlined,
    split_pattern,
)
from lodestone.population.schema import Schema
from lodestone.population.word_lists import COINS, ROLE

_FIRST_BRIEF = 0xF0000
NOUN_PHRASE = "np"
LONG_PHRASE = "nps"
PHRASE_OF = "npof"
PHRASE = "phrase"
CLAUSE = "clause"
WORD = "word"
CHINESE_NOUN = "zhnoun"
CHINESE_TERM = "zhterm"
CHINESE_WORD = "zhplain"
COUNT = "count"
COMPARED_COUNT = "comparedcount"
CHINESE_COUNT = "zhcount"
COUNTS = (COUNT, COMPARED_COUNT, CHINESE_COUNT)
_FORMS = frozenset((NOUN_PHRASE, LONG_PHRASE, PHRASE_OF, PHRASE, CLAUSE, *COUNTS))
COUNTED = "counted"
"""Ends the name of the group that holds what a count counts."""

_LAST_JOINT = (
    r"(?:,? (?:and|or|as well as|along with) |、|和|及|以及|与)(?:also )?"
    r"(?:(?:of|on|in|for|to|with|by|from) )?(?:the |an? )?"
)
_ANY_JOINT = f"(?:{_LAST_JOINT}|(?:, |、|; ))"
_JOINT = r"(?:, |、)(?:the |an? )?"
ASIDE = re.compile(
    r"(?:, (?:an?|the former|its|a former|who|which) [^,.;:]{3,60}(?=,)| \([^()]{1,40}\))"
)
"""What is said of one in a list of names: "Ada Berg, a former judge, and Olav Dahl (CTO)"."""


_TRADES = (
    "engineering|shipping|farming|fishing|mining|manufacturing|building|banking|trading|testing"
    "|training|housing|planning|publishing|teaching|lending|leasing|consulting|shopping|parking"
    "|processing|catering|broadcasting|recycling|rating|clearing|marketing|advertising|accounting"
    "|computing|heating|cooling|weaving|driving|packaging|packing|printing|logging|sailing|gaming"
)
_TOOLS = (
    "tools?|systems?|software|services?|robots?|machines?|devices?|equipment|models?|apps?|assistants?"
    "|platforms?|drones?|chips?|programs?|products?|games?|kits?|cameras?|sensors?|stations?"
)
_NOT_A_CLAUSE = rf"(?!(?!(?:{_TRADES}) [\w-]+s\b|\w+ing (?:{_TOOLS})\b)\w+ing (?!and\b|or\b|of\b))"
"""A gerund with an object, "…, allowing for more", goes on; "engineering offices" is none."""

_PART = (
    r"(?:(?:(?:whole|rest) of|(?:all|most|parts?|much) of) (?:the )?)?"
    r"(?:(?:(?:north|south|east|west)(?:-?(?:east|west))?(?:ern)?"
    r"|central|upper|lower|mainland|coastal|neighbouring|nearby) )?"
)
"""What stands before a place that is meant in part: "the whole of", "eastern"."""

_VERB = (
    "(?:must|shall|has|have|had|may|will|can|is|are|was|were|needs? to|requires|obliges|prohibits"
    "|bars)"
)
_PHRASE = (
    rf"(?:(?!, (?:which|who|whose|where|says|said|according|warns|explains)\b"
    rf"|,? (?:and|but|while|whereas) (?:[\w'-]+ ){{0,5}}?{_VERB}\b)[^.;:()|。；：，]){{3,220}}"
    "(?<! )"
)
_CLAUSE = r"(?:(?! and | while | as well as )[^,.;:()|。；：，]){3,160}(?<! )"

_CLASSIFIER = "(?:余|多)?(?:个|家|所|名|项|座|条|位|款|种)(?:以上|以内)?的?"
_CHINESE_NOUN = (
    r"(?!以上|以内|左右)[一-鿿]{2,12}?(?=[，。；、（）以及和与的]|等|$|参与|加入|入驻|接入|使用|获得|已|将|应|必须|须|不得|可以|提供"
    r"|开展|正在|通过|首批|先后|均)"
)
_CHINESE_TERM = (
    r"[一-鿿A-Za-z0-9]{2,12}?(?=[，。；、（）和与及]|等|$|行业|领域|产业|[两二三四五六七八九十]大|(?:进行)?训练"
    r"|(?:制造|生产|供应|研发|开发|厂)商)"
)


_NUMBER = Slot(frozenset({lit.NUMBER}), "")
_COMPARED = Slot(frozenset({lit.COMPARED}), "")


@dataclass(frozen=True)
class Pattern:
    """A pattern that was checked, its slots, and sets of words of each of which one is in a match.

    `needed` holds for each slot that every match fills with a mention the characters for its kinds.
    `pieces` are the parts of the pattern in their order, each as the rule has it and as an
    expression. Noun phrases make expressions long, so that one is compiled when first needed.
    """

    pieces: tuple[tuple[str, str], ...]
    slots: dict[str, Slot]
    words: tuple[tuple[str, ...], ...]
    needed: frozenset[str] = frozenset()

    @cached_property
    def needs_name(self) -> bool:
        """Whether a match takes a mention in any case, so that none is found without one."""
        names = (SLOT.fullmatch(piece.strip()) for piece, _ in self.pieces)
        return any(
            self.slots[found[1]].form in ("", *COUNTS)
            for found in names
            if found and found[1] in self.slots
        )

    @property
    def source(self) -> str:
        """The regular expression as text."""
        return "".join(expression for _, expression in self.pieces)

    @cached_property
    def expression(self) -> re.Pattern[str]:
        """The regular expression over typed sentences."""
        return re.compile(self.source)


class PatternCompiler:
    """Compiles the patterns of rules for one schema and alphabet."""

    def __init__(self, schema: Schema, alphabet: Alphabet) -> None:
        self._schema = schema
        self._alphabet = alphabet
        self._briefs: dict[str, str] = {}
        self._file: tuple[dict[str, str], dict[str, str]] = {}, {}
        self._words: dict[str, frozenset[str]] = {}

    @property
    def any(self) -> str:
        """The pattern of one mention, whatever it stands for."""
        return self._alphabet.any

    @property
    def _before_name(self) -> str:
        """The pattern of what a further name of a list is called: "and the Dutch company …"."""
        others = "of|in|on|at|for|by|with|from|to|that|which|who|is|are|was|has|not"
        word = rf"(?!(?:{others})\b)[a-z][\w-]*"
        called = rf"(?<=the |.an )(?:(?:{word}|{self.any}) ){{1,4}}?|(?:{self.any} )?{ROLE}"
        return rf"(?:{called}|{_PART})?(?:{self.any}'s )?"

    @property
    def number(self) -> str:
        """The pattern of one number."""
        return self._alphabet.slot(_NUMBER)

    def expanded(self, source: str, variables: dict[str, str]) -> str:
        """Write out the variables of an expression."""
        return expanded(source, variables)

    def compile(
        self, source: str, variables: dict[str, str], relation: str | None, *, only_known: bool
    ) -> Pattern:
        """Compile a pattern.

        Raises:
            RuleError: a class, a variable or the expression is wrong; has its place.
        """
        slots: dict[str, Slot] = {}

        def fill(match: re.Match[str]) -> str:
            name, kinds, heads, many = match.groups()
            slots[name] = self._slot(name, kinds, relation)
            one = self._one(name, slots[name], heads, only_known=only_known)
            if not many:
                return f"(?P<{name}>{one})"
            other = _NOT_A_CLAUSE + one
            aside, before = (
                ("", "") if slots[name].form else (f"(?:{ASIDE.pattern})?", self._before_name)
            )
            return (
                f"(?P<{name}>{one}(?:(?:{aside}{_JOINT}{before}{other})*"
                f"{aside}{_LAST_JOINT if many == '+' else _ANY_JOINT}{before}{other})?)"
            )

        self._check(source, variables)
        outline, origins = outlined(source, self._in_brief(variables))
        known = tuple((char, self._words[char]) for char in sorted(self._words.keys() & {*outline}))
        try:
            words, groups = required(outline, known)
        except re.error as error:
            place = origins[min(error.pos or 0, len(origins) - 1)]
            raise RuleError(
                f"the pattern does not compile: {error.msg}", (source, place)
            ) from error
        pieces = tuple(
            (piece, SLOT.sub(fill, expanded(piece, variables))) for piece in split_pattern(source)
        )
        needed = frozenset(
            self._codes(slots[name], only_known=only_known)
            for name in groups & slots.keys()
            if slots[name].form in ("", *COUNTS)
        )
        return Pattern(pieces, slots, words, needed)

    def _in_brief(self, variables: dict[str, str]) -> dict[str, str]:
        """Write a character for each variable that is an expression by itself, once a file."""
        if self._file[0] is not variables:
            brief = {n: self._brief(expanded(text, variables)) for n, text in variables.items()}
            self._file = variables, brief
        return self._file[1]

    def _brief(self, text: str) -> str:
        if text not in self._briefs:
            words = None if SLOT.search(text) else words_of(text)
            char = text if words is None else chr(_FIRST_BRIEF + len(self._briefs))
            self._briefs[text] = char
            if words:
                self._words[char] = words
        return self._briefs[text]

    def _check(self, source: str, variables: dict[str, str]) -> None:
        """Find variables and classes that there are not, with their place."""
        for variable in VARIABLE.finditer(source):
            if variable[1] not in variables:
                raise RuleError(
                    f"the variable '{variable[1]}' is not among the file's vars",
                    (source, variable.start()),
                )
        for slot in SLOT.finditer(source):
            listed = (slot[2] or "").partition("/")[0]
            for name in re.finditer(r"\w+", listed):
                if name[0] in _FORMS and name[0] == listed:
                    continue
                try:
                    self._classes(name[0])
                except RuleError as error:
                    place = slot.start(2) + name.start()
                    raise RuleError(str(error), (source, place)) from error

    def _slot(self, name: str, kinds: str | None, relation: str | None) -> Slot:
        if kinds is None:
            return Slot(frozenset({self._end_of(name, relation)}), self._form_of(name, relation))
        classes, exclamation, others = kinds.partition("!")
        if exclamation:
            return Slot(self._classes(classes), "", self._classes(others))
        classes, slash, form = kinds.partition("/")
        if slash:
            return Slot(self._classes(classes), COUNT if form == "counting" else form)
        if classes in (NOUN_PHRASE, LONG_PHRASE, PHRASE_OF, PHRASE, CLAUSE):
            return Slot(frozenset({self._end_of(name, relation)}), classes)
        if classes in COUNTS:
            return Slot(frozenset({v.LS + "CountMeasure"}), classes)
        return Slot(self._classes(classes), "")

    def _form_of(self, name: str, relation: str | None) -> str:
        """A concept is named by a noun phrase, everything else by a name."""
        end = self._end_of(name, relation)
        return NOUN_PHRASE if v.SKOS + "Concept" in self._schema.closure([end]) else ""

    def _end_of(self, name: str, relation: str | None) -> str:
        known = self._schema.properties.get(relation or "")
        end = known and (known.domain if name == "S" else known.range)
        if not end:
            raise RuleError(f"slot '{name}' needs a kind: the rule's relation has none for it")
        return end

    def _classes(self, names: str) -> frozenset[str]:
        literals = lit.LITERALS | {DEMONYM, CALLED}
        return frozenset(
            name if name in literals else self._schema.class_iri(name) for name in names.split("|")
        )

    def _codes(self, slot: Slot, *, only_known: bool) -> str:
        """Give the characters of which one stands where a slot has a mention."""
        if slot.form in COUNTS:
            return self._alphabet.codes(_COMPARED if slot.form == COMPARED_COUNT else _NUMBER)
        return self._alphabet.codes(slot, only_known=only_known)

    def _one(self, name: str, slot: Slot, heads: str | None, *, only_known: bool) -> str:
        """Give the expression of a slot that stands for one thing."""
        alphabet = self._alphabet
        if slot.form == CHINESE_COUNT:
            number = alphabet.slot(_NUMBER)
            return rf"{number} ?{_CLASSIFIER}(?P<{name}{COUNTED}>{_CHINESE_NOUN})"
        if slot.form in COUNTS:
            number = alphabet.slot(_NUMBER if slot.form == COUNT else _COMPARED)
            one = alphabet.noun_phrase(heads)
            return rf"{number} ?(?!{COINS}\b)(?P<{name}{COUNTED}>{one}(?:,? (?:and|or) {one})?)"
        if slot.form == NOUN_PHRASE:
            return alphabet.noun_phrase(heads)
        if slot.form in (LONG_PHRASE, PHRASE_OF):
            return alphabet.long_phrase(heads, only_of=slot.form == PHRASE_OF)
        fixed = {
            WORD: r"[\w-]+",
            PHRASE: _PHRASE,
            CLAUSE: _CLAUSE,
            CHINESE_NOUN: _CHINESE_NOUN,
            CHINESE_TERM: _CHINESE_TERM,
            CHINESE_WORD: "[一-鿿]{2,8}?",
        }
        return fixed.get(slot.form) or alphabet.slot(slot, only_known=only_known)
