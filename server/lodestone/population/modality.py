"""How a sentence means what it says: as a fact, a plan, a possibility, or not at all.

What is denied, supposed, rumoured, asked, over, or only compared is not asserted, and no fact is
made of it. The cues are looked for in the clause of a match and in what shortly precedes it.
"""

import re

REPORTED = "reported-fact"
PLAN = "plan"
POSSIBILITY = "possibility"

_REACH = 60
"""How many characters before a match a cue still bears on it, within its clause."""

_CLAUSE = re.compile(
    r"[;:(]|, (?=(?:and|but|while|whereas|although|though|which|who|where)\b)|，|；"
)


def _cues(english: str, chinese: str = "(?!)") -> re.Pattern[str]:
    return re.compile(rf"\b(?:{english})\b|(?:{chinese})", re.I)


_DENIED = _cues(
    r"not(?! only)|never|no longer|no|neither|nor|none|nobody|nothing|hardly|scarcely|without"
    r"|den(?:y|ies|ied|ying)|refus\w+|reject\w*|declin(?:e|es|ed) to|fail(?:s|ed)? to|unable to"
    r"|stop(?:s|ped) (?:short of )?\w+ing|ceased|abandon\w*|cancel\w*|scrap(?:s|ped)|shelved?"
    r"|dropped|withdrew|withdrawn|called off|yet to|far from|rather than|instead of|unlike"
    r"|used to|formerly|until recently|once (?:was|were|had)|lacks?|false(?:ly)?|wrong(?:ly)?"
    r"|mistaken(?:ly)?|myth|cannot|stopped|halted|ruled out|opposes?|opposed|blocked|vetoed"
    r"|repealed|revoked|expired|\w+n't|turn(?:s|ed)? down|spurned|rebuffed|in vain|tried to|try to"
    r"|attempt(?:s|ed)? to|struggled to|voted against"
    r"|(?:all|every|each|any|everyone)\b[^.;,]{0,60}\b(?:but|except(?: for)?|save for|apart from)",
    r"(?:不|未|没有|并非|否认|拒绝|取消|尚未|无)(?=[一-鿿])",
)
_SUPPOSED = _cues(
    r"would(?! not only)|if|unless|whether|were to|had it|suppos\w+|imagin\w+|hypothe\w+"
    r"|as though|as if|in case|provided that|assuming|wish(?:es|ed)?|should have|could have"
    r"|might have",
    r"如果|假如|若|倘若|是否",
)
_INVERTED = re.compile(
    r"^[\"'(]?(?:Had|Were|Should|If|Unless|Suppose|Imagine|Assuming|Whether|In case)\b"
    r"|^(?:如果|假如|若)"
)
_RUMOURED = _cues(
    r"rumou?r\w*|reportedly|allegedly|supposedly|purportedly|speculat\w+|unconfirmed|unverified"
    r"|hearsay|gossip|so-called|claims? (?:that|to)|claimed (?:that|to)|accus\w+|alleg\w+|hoax"
    r"|satir\w+|fiction\w*|(?:is|are|was) said to|is believed to|is thought to|denied",
    r"据传|传闻|传言|据称",
)
_ENDED = _cues(
    r"no longer|former(?:ly)?|ex-|defunct|dissolved|bankrupt|closed down|shut down",
    "until (?:early |late )?[\ue000-\uf8ff]",  # a date, in a typed sentence
)
_DEGREE = (
    "more|fewer|less|larger|smaller|bigger|faster|higher|lower|better|worse|older|cheaper"
    "|stronger|weaker|earlier|later"
)
_COMPARED = _cues(
    rf"(?:{_DEGREE})\b[^.;,]{{0,60}}\bthan|compared (?:with|to)|in comparison"
    r"|as (?!well\b|of\b|from\b|a\b|the\b|an\b)\w+ [^.;,]{0,40}\bas"
)
_POSSIBLE = _cues(
    r"may|might|could|perhaps|possibly|probably|likely|apparently|potential(?:ly)?|appears? to"
    r"|seems? to|considering|weighing|in talks|exploring|negotiating",
    r"可能|或许|或将",
)
_PLANNED = _cues(
    r"(?:plan(?:s|ned)?|aim(?:s|ed)?|intend(?:s|ed)?|hope(?:s|d)?|want(?:s|ed)?|expect(?:s|ed)?"
    r"|seek(?:s)?|due|set|scheduled|propos(?:es|ed)|pledge[sd]?|promise[sd]?|vow(?:s|ed)?|agreed"
    r"|ready|slated|about) to|will|(?:is|are) to|proposal|draft",
    r"计划|拟|将|力争|争取",
)
_IMAGINED = re.compile(
    r"\b[Ii]n (?:the|a|an|his|her|their) (?:\w+ )?"
    r"(?:novel|film|movie|story|video game|thriller|comic)\b"
    r"|\b(?:false|untrue|unfounded|baseless|fake|invented|nonsense)[.!]?[\"”]?\s*$"
)
_QUESTION = re.compile(r"[?？][\"')\]”]*\s*$")
_REFUTED = re.compile(
    r"^[^.;]{0,30}\b(?:(?:is|was|are|were|has been|had been|proved|turned out to be) "
    r"(?:not |never |later |soon |quickly |since )?(?:false|untrue|wrong|denied|withdrawn"
    r"|cancelled|rejected|retracted|disputed|refuted|debunked|abandoned|unfounded|called off"
    r"|a myth|a rumour)|(?:collapsed|failed|fell (?:through|apart)|broke (?:down|off)"
    r"|came to nothing|ended without|never (?:came|happened|materiali[sz]ed)))",
    re.I,
)


def modality_of(sentence: str, start: int, end: int, given: str | None) -> str | None:
    """Say how a sentence means what stands between two offsets; None if it does not assert it.

    `given` is the modality that the rule names, if it does.
    """
    if any(cue.search(sentence) for cue in (_QUESTION, _INVERTED, _RUMOURED, _IMAGINED)):
        return None
    before = sentence[max(0, start - _REACH) : start]
    clauses = [b.end() for b in _CLAUSE.finditer(before) if before[b.end() :].strip()]
    window = (before[clauses[-1] :] if clauses else before) + sentence[start:end]
    if any(cue.search(window) for cue in (_DENIED, _SUPPOSED, _ENDED, _COMPARED)):
        return None
    if _REFUTED.search(sentence[end : end + _REACH]):
        return None
    if _POSSIBLE.search(window):
        return POSSIBILITY
    if given:
        return given
    return PLAN if _PLANNED.search(window) else REPORTED
