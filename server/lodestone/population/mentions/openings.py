"""What begins a sentence: a name, or a word that has its capital from the sentence."""

import re
from collections.abc import Collection

from lodestone.population.text import has_behind_space
from lodestone.population.word_lists import DUTIES

_SENTENCE_START = re.compile(
    r"(?:^|[.!?:;][*_\x01]*\s|\n|[\"“(#]|\|\s*|\n\s*[-*•]"
    r"|\([a-z0-9]{1,2}\)\s|(?:Section|Article|Art\.|Sec\.|§) ?\d{1,3}[a-z]?\.?\s)[\s*_\x01]*$"
)
_COMMON_END = re.compile(
    r"(?:[^s']s|ing|ed|ly|[st]ion|ment|ity|ness|ance|ence|ogy|ism|ship|ory|ary|sight|ive|able|ful|less"
    r"|ware|work)$"
)
_PLURAL = re.compile(r"(?:[^s']s|ed|ly)$")
_VERBS = (
    "is|was|has|had|will|won|sold|bought|built|led|made|took|put|went|got|gave|grew|ran|cut|set"
    "|spun|lent|wrote|spent|lost|found|did|does|can|may|must|could|agreed|struck|said|spoke|came"
    "|began|hopes|plans"
)
_PLURALS = (
    r"\w*(?:ions|ers|ors|ments|ties|ries|ings|ists|ants|ents|ances|ences|ures|ages|isms|ools|ystems"
    r"|ices|odels|obots|tudios|ools|anies|irms|acts)\b"
)
_ADVERBS = (
    "(?:[a-z]+ly|also|now|already|still|since|just|never|almost|once|often|today|soon|only|itself)"
)
_NOUN_BEHIND = (
    r"[a-z]+s (?:(?:were|are|have)\b|(?<!consists )of\b)"
    r"|(?:logs|posts|values|files|texts|images|notes|pages)\b"
)
"""What is rather a noun than a verb: "Chat logs were"."""

_GOES_ON = re.compile(
    r"['’]s\b|,? [(\"“‘]|, |,? (?:and|&|or) (?:(?:the|an?) (?:[a-z-]+ ){0,4})?[A-Z]|\s*(?:\||\n|$)"
    r"|-(?:based|owned|backed|listed|led)\b|[一-鿿]"
    rf"| (?:{_ADVERBS} |to |co-)?"
    rf"(?:[a-z]+ed|(?!{_PLURALS}|{_NOUN_BEHIND})[a-z]+[^s\W]s|{_VERBS}|chief|founder|an?|the|which|who)\b"
)
"""How a sentence goes on whose first word names somebody; a common noun has an article."""

_IMPERATIVE = re.compile(
    rf"(?:{DUTIES})\b (?:the|an?|your|all|any|every|each|its|their|this|that|how|what)\b", re.I
)
"""What asks for something rather than names somebody: "Publish a list"."""

_AS_ONE = re.compile(
    r" (?:is|was|has|said|raised|works|sells|makes|buys|builds|runs|owns|employs|plans|wants"
    r"|operates|develops|produces|supplies|hopes|expects|competes|invests|paid|bought|sold|built|made)\b"
    r"|['’]s |,? (?:and )?[A-Z]|\s*\|| \("
)
"""How a sentence goes on that begins with one name that looks like a plural: "Migros is …"."""


def begins_sentence(text: str, start: int) -> bool:
    """Whether an offset is where a sentence, a line or a quotation begins."""
    return bool(_SENTENCE_START.search(text[max(0, start - 14) : start]))


def may_begin(text: str, word: str, end: int, headings: Collection[str]) -> bool:
    """Whether a word that begins a sentence and ends there can be a name.

    It is one that nothing else in the text says to be a name.
    """
    if word in headings or has_behind_space(text, word.lower()):
        return False
    if _IMPERATIVE.match(text, end - len(word)):
        return False
    if _COMMON_END.search(word):
        return bool(_PLURAL.search(word) and _AS_ONE.match(text, end))
    return bool(_GOES_ON.match(text, end))
