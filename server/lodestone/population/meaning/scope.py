"""What of a sentence bears on how the rest of it is meant, and what only says so of itself.

"Calvora, which had denied it for months, bought Lumo", "Despite all rumours, …" and "no fewer than"
hold words of denial and rumour, but assert what they tell. Such words are left unheard.
"""

import re
from functools import lru_cache

_Span = tuple[int, int]
MENTION = "[\ue000-\ue7ff][\ue800-\uf8ff]"
"""A mention in a typed sentence: the class of its kinds, and which of the sentence it is."""

_IDLE = re.compile(
    r"\b(?:not (?:only|just|merely|simply|solely|least|surprisingly|unexpectedly|uncommon(?:ly)?"
    r"|unusual(?:ly)?|alone|for nothing|to be (?:confused|mistaken)|in vain|to mention|without)\b"
    r"|more than (?:doubled|tripled|trebled|quadrupled|halved)\b"
    r"|no (?:fewer|less|more|later|earlier) than|no (?:secret|wonder|surprise|coincidence|accident"
    r"|mistake)(?: (?:that|about))?|(?:no|never|without(?: a| any)?|beyond) (?:\w+ )?doubts?\b(?:"
    r" that)?"
    r"|nothing (?:but|new|unusual|less than|short of)|never short of|never fail(?:s|ed)? to"
    r"|(?:nobody|no one|no analyst|few|hardly anyone|nobody else) (?:was|were) (?:surprised"
    r"|shocked)"
    r"|(?:it )?(?:was|is) not until [^,.;]{2,40}? that|last but not least|as if (?:that"
    r"|this) (?:were|was)"
    r" not enough|if not more|(?:does|did|do|has|have|could|can|is|are|was|were)(?: not"
    r"|n't) (?:stop(?:ped)?"
    r" (?=\w+ing)|cease(?:d)? to|den(?:y|ied|ying)|hid(?:e|den)|conceal(?:ed)?|disput(?:e|ed)"
    r"|contest(?:ed)?)"
    r"|no longer (?:denies|deny|disputes?|only|just)|never (?:denied|stopped (?=\w+ing)|ceased to)"
    r"|(?:does|did|do|would|could|has|have) not (?:said|say|disclosed?|reveal(?:ed)?|explain(?:ed)?"
    r"|specif(?:y|ied)) (?:why|how|by whom|for what)"
    r"|without (?:exception|hesitation|interruption|delay|difficulty|problems|fuss|(?:much|further"
    r"|more) ado)"
    r"|(?:nobody|no one|no [\w-]+)(?: other than| but)\b|hardly an? (?:year|month|week|day)\b"
    r"|whether or not [^,;:]{2,60}?,|once (?:only |just |no more than )?an? rumour\b"
    r"|few (?:people )?know that|no stranger to|rejected? (?=\w+ (?:accepted|took))"
    r"|kept? [^.;,]{2,40}? from(?= \w+ing\b[^.;]{0,80}; (?:the|this|that|its) (?:deal"
    r"|purchase) (?:closed|went)))"
    r"|what (?:was|had been|has been) (?:long |once |often )?(?:denied|rumoured|disputed|doubted)"
    r"[^.,:;]{0,30} (?:is|are|was) (?:now |by now )?(?:official|true|confirmed|certain|a fact)"
    r"|(?:the|all|these) rumours (?:were|proved|turned out to be) (?:right|true|correct)\b"
    r"|[，。]?(?:不仅|不但|不只|不光|并非只|无不|不无|毫无疑问|无疑)",
    re.I,
)
"""Words that deny in form only."""

_UNREAL = re.compile(
    r"\b(?:fiction\w*|imagin\w+|hypothe\w+|invented|made-up|alleged(?:ly)?|purported(?:ly)?"
    r"|so-called"
    r"|supposed(?:ly)?|according to|would-be|(?<!even )if)\b",
    re.I,
)
"""What in an aside tells how all around it is meant."""

_CONCEDED = (
    r"(?:despite|in spite of|notwithstanding|contrary to|unlike|although|though|even though"
    r"|even if|even as"
    r"|while|whereas|against|regardless of|amid)"
)
_FRONT = re.compile(
    rf"^[\"“(]?(?:{_CONCEDED}|after|following|without|instead of|rather than|far from|having|being"
    r"|whatever|undeterred by|ignoring|not (?:content|satisfied)|no longer|once (?:an?|the|part"
    r"|owned|led|run)|never (?:an?"
    r"|the|one|short|known))\b"
    r" (?!if\b|though\b)[^,;:]{2,160}?(?:, (?:which|who) [^,;:]{2,80}?)?,"
    r"(?= (?!(?:and|or|but|nor|which|who|what)\b))",
    re.I,
)
"""What a sentence concedes, or tells of earlier times, before it comes to its point."""

_ASIDE_FRONT = re.compile(
    r"^(?:\w+ ){0,2}(?:rumou?rs|critics?|criticism|speculation|doubts|objections|denials)"
    r" (?:aside|apart|notwithstanding),",
    re.I,
)
_ASIDE_SET_OFF = re.compile(
    r"(?<=\S) [–—-] (?:which|who|whose|unlike|despite|contrary to|not|no longer|never|once|long"
    r"|although|though|an?|the) [^–—:;.]{2,100} [–—-](?= )"
)
_ASIDE = re.compile(
    rf"(?<=[\w\ue800-\uf8ff])(?: \([^()]{{1,60}}\))?, (?:which|who|whose|where|{_CONCEDED}|not"
    rf"|no longer|never"
    r"|once|long|without|instead of|rather than|far from|after|an?|the|one of|itself"
    rf"|(?:(?:once|recently|previously|earlier|long|often|widely) )?[a-z]{{3,}}(?:ed|ght))\b"
    r" [^;:()]{2,170}?,(?= [a-z]|[ ]?\Z)"
)
_BACK = re.compile(
    rf", (?:{_CONCEDED}|whatever|not|but not|after|to the surprise of|to the dismay of"
    rf"|without) [^;:]{{2,200}}$"
    r"|; (?:any |all )?(?:rumours?|reports|claims|speculation|suggestions) to the contrary"
    r" [^;]{2,80}$"
    r"|(?<!\ue000)，(?:尽管|虽然|而非|而不是)[^，。；]{2,40}",
    re.I,
)
_BACK_DENIES = re.compile(
    r"\b(?:den(?:y|ies|ied)|disput(?:es?|ed)|contradict\w*|contest\w*|knows? nothing|no such|never"
    r"|confirm\w*"
    r"|true|false|not the case)\b",
    re.I,
)
_CHINESE_FRONT = re.compile(
    r"^(?:尽管|虽然|虽|与[^，。]{1,8}(?:不同|相反)|不同于|曾被|曾|此前|经历)[^，。；]{0,40}，"
    r"|(?<=[一-鿿\ue800-\uf8ff])(?:此前|曾|一度|多次)[^，。；]{0,14}?(?:否认|拒绝|传闻"
    r"|传言)[^，。；]{0,12}，(?=[^，。；]{0,6}(?:如今|现|终|但|最终|近日))"
)


@lru_cache(maxsize=128)
def _idioms(sentence: str) -> tuple[_Span, ...]:
    return tuple(found.span() for found in _IDLE.finditer(sentence))


@lru_cache(maxsize=128)
def _asides(sentence: str) -> tuple[_Span, ...]:
    spans = []
    for pattern in (_FRONT, _ASIDE_FRONT, _CHINESE_FRONT, _ASIDE, _ASIDE_SET_OFF, _BACK):
        for found in pattern.finditer(sentence):
            words = found.group()
            is_loud = pattern is _BACK and words[0] == "," and _BACK_DENIES.search(words)
            if not _UNREAL.search(words) and not is_loud:
                spans.append(found.span())
    return tuple(spans)


def heard(sentence: str, start: int = -1, end: int = -1) -> str:
    """Give a sentence with blanks for what does not bear on what is said between two offsets."""
    aside = [
        (begin, stop)
        for begin, stop in _asides(sentence)
        if stop <= start or end <= begin or (start < begin and stop < end)
    ]
    for begin, stop in (*_idioms(sentence), *aside):
        sentence = sentence[:begin] + " " * (stop - begin) + sentence[stop:]
    return sentence


def is_harmless(aside: str) -> bool:
    """Whether words between commas say only of a name what they say."""
    return bool(_ASIDE.fullmatch("\ue000\ue800" + aside, 2)) and not _UNREAL.search(aside)
