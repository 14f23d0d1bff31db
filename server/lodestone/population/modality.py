"""How a sentence means what it says: as a fact, a plan, a possibility, or not at all.

What is denied, supposed, rumoured, asked, over, or only compared is not asserted, and no fact is
made of it. The cues are looked for in the clause of a match and in what shortly precedes it.
"""

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from lodestone.population.attitudes import (
    CHINESE,
    DENIED_MORE,
    DISTANCED,
    REFUTED_MORE,
    TAILED,
    WISHED,
    end_of,
)
from lodestone.population.pattern_sources import parts_of
from lodestone.population.required_words import words_of
from lodestone.population.scope import heard
from lodestone.population.word_index import WordIndex

REPORTED = "reported-fact"
PLAN = "plan"
POSSIBILITY = "possibility"

Cue = re.Pattern[str]
_Found = Iterable[tuple[re.Match[str] | bool | None, str]]
_REACH = 60
"""How many characters before a match a cue still bears on it, within its clause."""

_CLAUSE = re.compile(
    r"[;:(]|[,.!?][\"”] |, (?=(?:and|but|while|whereas|although|though|which|who|where)\b)|，|；"
)


def _cues(english: str, chinese: str = "") -> re.Pattern[str]:
    either = rf"\b(?:{english})\b"
    return re.compile(rf"{either}|(?:{chinese})" if chinese else either, re.I)


_DENIED = _cues(
    r"not(?! only)|never|no longer|no|neither|nor|none|nobody|nothing|hardly|scarcely|without"
    r"|den(?:y|ies|ied|ying)|refus\w+|reject\w*|declin(?:e|es|ed) to|fail(?:s|ed)? to|unable to"
    r"|stop(?:s|ped) (?:short of )?\w+ing|ceased|abandon\w*|cancel\w*|scrap(?:s|ped)|shelved?"
    r"|dropped|withdrew|withdrawn|called off|yet to|far from|rather than|instead of|unlike"
    r"|used to|formerly|until recently|once (?:was|were|had)|lacks?|false(?:ly)?|wrong(?:ly)?"
    r"|mistaken(?:ly)?|myth|cannot|stopped|halted|ruled out|opposes?|opposed|blocked|vetoed"
    r"|repealed|revoked|expired|\w+n't|turn(?:s|ed)? down|spurned|rebuffed|in vain|tried to|try to"
    r"|attempt(?:s|ed)? to|struggled to|voted against|(?:almost|nearly) \w+ed|under no obligation"
    r"|too \w+ to|short of \w+ing|misunderstanding|misconception|contrary to"
    r"|(?:all|every|each|any|everyone)\b[^.;,]{0,60}\b(?:but|except(?: for)?|save for|apart from)"
    rf"|{DENIED_MORE}",
    r"(?:不(?![少低多高小大]于|超过|[断仅同良足]|动产|限于|锈|特定|[迟晚]于|只是)|未(?!来)"
    r"|没有|并非|否认|拒绝|取消|尚未|无(?!锡|人机|线|障碍|问芯))(?=[一-鿿])",
)
_SUPPOSED = _cues(
    r"would have|would be (?:a|an|the|better|worse|wrong)|if|unless|whether|were to|had it"
    r"|suppos\w+|imagin(?:e[ds]?|ing|ary)|hypothe\w+"
    r"|as though|as if|in case|provided that|assuming|wish(?:es|ed)?|should have|could have"
    r"|might have|scenarios?|thought experiment|(?:old|earlier|previous|original|first|initial"
    r"|leaked) (?:draft|proposal|bill|plans?)|recommend(?!er)\w*|urg(?:es|ed|ing)",
    r"如果|假如|若|倘若|是否|能否|会否|一旦|有望",
)
_WOULD = _cues(r"would(?! not only)")
_TOLD = re.compile(
    r"\b(?:said|announced|confirmed|pledged|promised|decided|agreed|added)\b[^.;]{0,40}$"
)
"""Who said that they would do something plans it; else "would" speaks of what is not so."""

_INVERTED = re.compile(
    r"^[\"'(]?(?:Had|Were|Should|If|Unless|Suppose|Imagine|Assuming|Whether|In case)\b"
    r"|^(?:如果|假如|若|假设|假定|设想)"
)
_RUMOURED = _cues(
    r"rumou?r\w*|reportedly|allegedly|supposedly|purportedly|speculat\w+|unconfirmed|unverified"
    r"|hearsay|gossip|so-called|claims? (?:that|to)|claimed (?:that|to)|accus\w+|alleg\w+|hoax"
    r"|satir\w+|fiction\w*|(?:is|are|was) said to|is believed to|is thought to|denied"
    r"|word (?:on the street|in the \w+|has it|is)|april fools?\S*|parod\w+|spoof\w*"
    r"|(?:it is|was) not true"
    r"|(?:idea|notion|belief|claim|assumption|suggestion|theory|impression|myth|allegation|accusation"
    r"|misconception|legend) that|many (?:believe|assume|think)|deep ?fakes? (?:of|show\w*)",
    r"据传|传闻|传言|据称|网传|网上流传|坊间|否认(?=[。；，]|$)|辟谣|谣言|不属实|所谓(?![^，。；]{1,14}，?是?指)",
)
_ENDED = _cues(
    r"no longer|former(?:ly)?(?! (?:(?!chief|head)\S+ ){0,3}?(?:engineers?|employees?|executives?"
    r"|researchers?|students?|colleagues?|staff|workers?|managers?|scientists?|professors?|pupils?)\b)"
    r"|ex-|defunct|dissolved|bankrupt|closed down|shut down",
    "until (?:early |late )?[\ue000-\uf8ff]",  # a date, in a typed sentence
)
_DEGREE = (
    "more|fewer|less|larger|smaller|bigger|faster|higher|lower|better|worse|older|cheaper"
    "|stronger|weaker|earlier|later"
)
_COMPARED = _cues(
    rf"(?:{_DEGREE})\b[^.;,]{{0,60}}\bthan|compared (?:with|to)|in comparison"
    r"|as (?!well\b|of\b|from\b|a\b|the\b|an\b)\w+ [^.;,]{0,40}\bas"
    r"|(?:behav(?:e|es|ed|ing)|act(?:s|ed|ing)?|look(?:s|ed|ing)?|sound(?:s|ed)?|feels?|felt"
    r"|seem(?:s|ed)?|talk(?:s|ed)?) (?:\w+ )?like (?:an?|one|some)"
)
_DEGREE_WORD = re.compile(rf"\b(?:{_DEGREE})\b", re.I)
_THAN = re.compile(r"[^.;,]{0,60}\bthan\b")
"""What follows a match with a comparative in it, if the comparison ends only there."""

_OPENED = re.compile(
    r"(?:(?:Instead of|Rather than|Unlike|Far from|Contrary to|Without) [^,.;:]{3,80}"
    r"|(?!Denied|Rejected|Cancelled|Withdrawn|Blocked|Shelved|Postponed|Scrapped|Abandoned|Rumoured"
    "|Proposed|Planned|Provided|Asked|Alleged|Expected|Tipped|Urged|Tempted|Invited|Offered|Linked"
    "|Barred|Banned|Suspended|Repealed|Defeated|Dropped|Halted|Vetoed|Drafted|Tabled|Mooted)"
    "[A-Z][a-z]+(?:ed|en|wn|ght)\\b[^.;:]{3,200}?), (?=(?:the )?[\ue000-\uf8ff])"
)
"""A participle in front of whom it is said of, which is denied or not on its own."""

_RELATIVE = re.compile(
    "[\ue000-\uf8ff]{2}(?: \\([^()]{1,60}\\))?(, (?:which|who|whose|an?|the|one of"
    "|based|founded|set up|headquartered|owned|run|led|made|established|maker|developer) )"
)
_POSSIBLE = _cues(
    r"may|might|could|perhaps|possibly|probably|likely|apparently|potential(?:ly)?|appears? to"
    r"|seems? to|considering|weighing|in talks|exploring|negotiating",
    r"可能|或许|或将",
)
_PLANNED = _cues(
    r"(?:plan(?:s|ned)?|aim(?:s|ed)?|intend(?:s|ed)?|hope(?:s|d)?|want(?:s|ed)?|expect(?:s|ed)?"
    r"|seek(?:s)?|due|set|scheduled|propos(?:es|ed)|pledge[sd]?|promise[sd]?|vow(?:s|ed)?|agreed"
    r"|ready|slated|about) to|will|(?:is|are) to|proposal|draft|would",
    r"计划|拟|将|力争|争取|考虑|有意|打算",
)
_ONLY_PLANNED = _cues(
    r"propos(?:e|es|ed(?! by| in| on)|als?)|draft|bill|pending"
    r"|(?:was|were|had been) (?:originally |initially |first )?(?:due|set|scheduled"
    r"|supposed|meant|expected|planned|slated|intended) to",
    r"草案|征求意见|拟",
)
"""What makes a plan even of that of which a rule says that it holds once it is to come."""

_ANNOUNCED = re.compile(
    "(?:(?<![口达大加展升增得拿送卖])到|(?<!截)至|力争|争取|拟)[\ue000-\uf8ff]{2}|(?:力争|争取)"
)
"""What makes plans of all that follows in a Chinese sentence: "by 2028, …, …"."""
_STORY = (
    r"(?:novel|film|movie|story|video game|computer game|board game|thriller|comic|stage play"
    r"|television series|TV series|screenplay|script|musical|opera|fairy tale|sequel|trilogy)"
)
_IMAGINED = re.compile(
    rf"\b[Ii]n (?:the|a|an|his|her|their|this|that) (?:\w+ )?(?:{_STORY}|play(?! store)"
    r"|series(?! of\b| [A-H]\b)|sketch)\b"
    r"|\b(?:hero|heroine|villain|narrator|chapter|scene|episode|plot|protagonist)s?"
    rf" (?:of|in|from) (?:the|a|an|his|her|this) (?:\w+ )?{_STORY}\b"
    rf"|\b(?:[Tt]he|[Aa]n?|[Hh]is|[Hh]er|[Tt]his) (?:\w+ )?{_STORY}"
    r"(?: [\"“][^\"”]{1,60}[\"”])?,? (?:which |that )?"
    r"(?:tells|describes|imagines|depicts|follows|recounts|portrays|in which|where|has)\b"
    r"|^[\"“(\[]?(?:(?:[Ss]ample|[Ee]xample|[Tt]emplate|[Pp]laceholder|[Dd]ummy|[Ss]pecimen"
    r"|[Mm]ock)(?: (?:text|entry|letter|sentence|record|answer|wording|page|form|notice|contract"
    r"|press release))?|[Mm]odel (?:text|letter|answer|clause))\s?[:)\]]"
    r"|\b(?:[Ss]ample|[Ee]xample|[Tt]emplate|[Pp]laceholder|[Dd]ummy|[Ss]pecimen|[Mm]ock"
    r"|[Ff]ictitious|[Ii]nvented|[Mm]ade-up|[Mm]odel (?:text|letter|answer|clause|sentence"
    r"|release))\b[^.:]{0,80}:"
    r" ?[\"“‘']|\b(?:[Tt]ype|[Pp]aste|[Cc]opy|[Ff]ill in|[Ww]rite|[Ii]nsert|[Ee]nter)\b[^.:]{0,60}:"
    r" ?[\"“‘']|\b(?:could|might|would|should|may) (?:then )?(?:read|say|run|look like|begin)"
    r"[^.:]{0,30}: ?[\"“‘']"
    r"|[Ll]orem ipsum|\b(?:fill in|to be replaced):"
    r"|\b(?:was|were|is) (?:all )?an? (?:mistake|misunderstanding|hoax|invention|fabrication)\b"
    r"|\b(?:false|untrue|unfounded|baseless|fake|invented|nonsense)[.!]?[\"”]?\s*$"
    r"|(?:小说|电影|影片|电视剧|动画片|漫画|剧本|话剧)(?:《[^》]{1,30}》)?[中里]"
    r"|^(?:示例|样例|范例|范文|模板)[:：]"
)
_FAILED = re.compile(
    r"(?:未获(?:得)?通过|未能通过|(?:被|遭|遭到)(?:否决|撤回|驳回|叫停)|告吹|流产|夭折|落空|破裂|作废)"
)
"""What came to nothing, in Chinese; it stands behind what it is said of."""

_FELL_THROUGH = re.compile(
    r"^(?:Under|In|As part of|By|With|Through|Thanks to|Following|After|Before|Because of|For)"
    r" [^.;]{0,80}?\b(?:that|which) (?:[\w']+ ){0,4}?(?:never|not|cancelled|canceled|rejected"
    r"|withdrawn|collapsed"
    r"|fell (?:through|apart)|abandoned|scrapped|dropped|blocked|vetoed|failed|lapsed|broke down"
    r"|came to nothing|shelved|annulled|called off|unsigned|foundered|\w+n't)\b[^.;]{0,60}?, "
)
"""How a sentence begins that speaks of what would have been."""

_PAST_VERB = re.compile(
    r"\b(?:ran|led|headed|chaired|steered|directed|owned|held|controlled|managed|operated|oversaw|was"
    r"|were|been|served|helmed|belonged|worked)\b"
)
_UNTIL_ANYWHERE = re.compile(
    r"\b(?:until|till) (?!now\b|today\b|this day|at least|further)"
    r"|\bbefore (?:leaving|joining|moving)\b"
)
_UNTIL = re.compile(rf"[^,.;:]{{0,20}}? (?:{_UNTIL_ANYWHERE.pattern})")
"""Behind what somebody once did and does no more: "ran it until January"."""

_QUESTION = re.compile(r"[?？][\"')\]”]*\s*$")
_SHORTLY = "^[^.;]{0,30}\\b"
_REFUTED = re.compile(
    _SHORTLY + r"(?:(?:is|was|are|were|has been|had been|proved|turned out to be) "
    r"(?:not |never |later |soon |quickly |since )?(?:false|untrue|wrong|denied|withdrawn"
    r"|cancelled|rejected|retracted|disputed|refuted|debunked|abandoned|unfounded|called off"
    r"|a myth|a rumour|postponed|delayed|put off|blocked|vetoed|stopped|abandoned|dropped"
    r"|scrapped|suspended|overturned|annulled|a mistake|a misunderstanding)"
    r"|but (?:\w+ ){1,4}?(?:was|were|did|has|had|is|are)(?:n't| not| later| then)\b"
    r"|but (?:the \w+ |later |it |this |that |they )*(?:was|were|has been) (?:postponed|delayed"
    r"|cancelled|dropped|rejected|withdrawn|blocked|reversed)"
    r"|(?:collapsed|failed|fell (?:through|apart)|broke (?:down|off)"
    r"|came to nothing|ended without|lapsed"
    r"|never (?:came|happened|materiali[sz]ed|closed|took place|took effect|went through))"
    rf"|{REFUTED_MORE})",
    re.I,
)


_CHINESE_STOP = re.compile("[。；]")
_OF_ALL = (
    (_QUESTION, "it is asked"),
    (_INVERTED, "it is supposed"),
    (_RUMOURED, "it is rumoured or only claimed"),
    (_IMAGINED, "it is fiction, or called untrue"),
    (_FELL_THROUGH, "it came to nothing"),
    (DISTANCED, "it is only told, believed or doubted by some"),
    (CHINESE, "it is rumoured, or over"),
)
"""What bears on all of a sentence."""


def modality_of(
    sentence: str, start: int, end: int, given: str | None, cues: frozenset[Cue] | None = None
) -> str | None:
    """Say how a sentence means what stands between two offsets; None if it does not assert it.

    `given` is the modality that the rule names, if it does; `cues` are those of the sentence.
    """
    cues = cues_in(sentence) if cues is None else cues
    sentence = heard(sentence, start, end)
    if objection_to_all(sentence, cues) or _objection_to_part(sentence, start, end, cues):
        return None
    window = _window(sentence, start, end)
    if _POSSIBLE in cues and _POSSIBLE.search(window):
        return POSSIBILITY
    if (_ONLY_PLANNED in cues and _ONLY_PLANNED.search(window)) or _ANNOUNCED.search(
        sentence[:start]
    ):
        return PLAN
    if given:
        return given
    return PLAN if _PLANNED in cues and _PLANNED.search(window) else REPORTED


def modality_of_denial(sentence: str, start: int, end: int, given: str | None) -> str | None:
    """Say how a sentence means what it denies between two offsets: "it does not apply to".

    None if it only supposes, asks or tells of a rumour.
    """
    sentence = heard(sentence, start, end)
    start += len(sentence[start:end]) - len(sentence[start:end].lstrip(" ;,"))
    window = _window(sentence, start, start)
    cues = (_DENIED, _SUPPOSED, _WOULD, _ENDED, WISHED)
    of_all = objection_to_all(sentence, cues_in(sentence))
    if of_all or any(cue.search(window) for cue in cues):
        return None
    if _POSSIBLE.search(window):
        return POSSIBILITY
    return PLAN if _ONLY_PLANNED.search(window + sentence[start:end]) else given or REPORTED


def objection(sentence: str, start: int, end: int) -> str:
    """Say why a sentence does not assert what stands between two offsets; empty if it does."""
    cues = cues_in(sentence)
    sentence = heard(sentence, start, end)
    return objection_to_all(sentence, cues) or _objection_to_part(sentence, start, end, cues)


@lru_cache(maxsize=64)
def cues_in(sentence: str) -> frozenset[Cue]:
    """Find what in a sentence could tell how anything in it is meant; in most there is nothing."""
    found: set[Cue] = set()
    every, index = _parts()
    parts = index.found(sentence.lower())
    while parts:
        lowest = parts & -parts
        parts ^= lowest
        cue, part = every[lowest.bit_length() - 1]
        if cue not in found and part.search(sentence):
            found.add(cue)
    return frozenset(found)


def is_taken_back(sentence: str) -> bool:
    """Whether the end of a sentence takes back all of it, be it part of a phrase or not."""
    return bool(TAILED.search(sentence))


@lru_cache(maxsize=256)
def objection_to_all(sentence: str, cues: frozenset[Cue]) -> str:
    """Say why nothing of a sentence is asserted, whose `cues` were found before."""
    left = cues and cues & cues_in(sentence)
    return _told((cue.search(sentence), why) for cue, why in _OF_ALL if cue in left)


def _objection_to_part(sentence: str, start: int, end: int, cues: frozenset[Cue]) -> str:
    window = _window(sentence, start, end)
    behind = sentence[end : end + _REACH]
    told = _WOULD in cues and _TOLD.search(sentence[max(0, start - _REACH) : start])
    for cue, why in _OBJECTIONS:
        if cue in cues and not (cue is _WOULD and told) and (found := cue.search(window)):
            return _told(((found, why),))
    rest = sentence[start:end] + _CHINESE_STOP.split(behind, maxsplit=1)[0]
    is_degree = _DEGREE_WORD in cues and _DEGREE_WORD.search(window)
    return _told(
        (
            (is_degree and _THAN.match(behind), _LIKENED),
            (_REFUTED_ANYWHERE in cues and _REFUTED.search(behind), "it is refuted"),
            (
                _ENDS in cues and end_of(window, behind),
                "it is over",
            ),
            (_FAILED in cues and _FAILED.search(rest), "it failed"),
            (
                _UNTIL_ANYWHERE in cues
                and _PAST_VERB.search(sentence, start, end)
                and _UNTIL.match(behind),
                "it is over",
            ),
        )
    )


_ENDS = _cues("until|till|up to|from|between|resigned|stepped down|quit|retired|was|has|had|left")


def _words_of(part: Cue) -> list[list[str]]:
    words = words_of(part.pattern)
    return [sorted({word.lower() for word in words})] if words else []


_LIKENED = "it is only compared"
_OBJECTIONS = (
    (_DENIED, "it is denied"),
    (_SUPPOSED, "it is supposed"),
    (_WOULD, "it is supposed"),
    (_ENDED, "it is over"),
    (_COMPARED, _LIKENED),
)
_REFUTED_ANYWHERE = re.compile(_REFUTED.pattern.removeprefix(_SHORTLY), re.I)
_EVERY_CUE = (
    _QUESTION,
    _INVERTED,
    _RUMOURED,
    _IMAGINED,
    _FELL_THROUGH,
    DISTANCED,
    CHINESE,
    _DENIED,
    _SUPPOSED,
    _WOULD,
    _ENDED,
    _COMPARED,
    _DEGREE_WORD,
    _REFUTED_ANYWHERE,
    _ENDS,
    _FAILED,
    _UNTIL_ANYWHERE,
    _POSSIBLE,
    _ONLY_PLANNED,
    _ANNOUNCED,
    _PLANNED,
)


@cache
def _parts() -> tuple[tuple[tuple[Cue, Cue], ...], WordIndex]:
    """Give the alternatives of each cue, for each has words of its own, with an index of these."""
    parts = tuple((cue, part) for cue in _EVERY_CUE for part in parts_of(cue))
    return parts, WordIndex(_words_of(part) for _, part in parts)


_OF_CLAUSE = frozenset(
    (_DENIED, _SUPPOSED, _WOULD, _RUMOURED, _ENDED, _COMPARED, _POSSIBLE, _PLANNED)
)


def is_cued(words: str) -> bool:
    """Whether some words could tell how others are meant."""
    return not _OF_CLAUSE.isdisjoint(cues_in(words))


def _told(found: _Found) -> str:
    cues = ((cue, why) for cue, why in found if isinstance(cue, re.Match))
    return next((f"{why} (“{cue.group().strip()}”)" for cue, why in cues), "")


def _window(sentence: str, start: int, end: int) -> str:
    """Give the words whose cues bear on a match: its own, and those before it in its clause.

    What is said of a name in a relative clause stands for itself, whatever the main clause denies.
    """
    relative = _RELATIVE.match(sentence, start, end)
    if relative:
        return sentence[relative.end(1) : end]
    opening = _OPENED.match(sentence)
    first = opening.end() if opening and opening.end() <= start else 0
    before = sentence[max(first, start - _REACH) : start]
    clauses = [b.end() for b in _CLAUSE.finditer(before)]
    return (before[clauses[-1] :] if clauses else before) + sentence[start:end]
