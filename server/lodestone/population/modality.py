"""How a sentence means what it says: as a fact, a plan, a possibility, or not at all.

What is denied, supposed, asked or rumoured is not proposed; what is hedged or planned is proposed
with its modality, and waits for a person.
"""

import re

REPORTED = "reported-fact"
PLAN = "plan"
POSSIBILITY = "possibility"

_CLAUSE = re.compile(r"[;:(]|, (?=(?:and|but|while|whereas|although|though|which|who|where)\b)|，|；")
_DENIED = re.compile(
    r"\b(?:not(?! only)|n't|never|no longer|no|neither|nor|none|nobody|nothing|hardly|scarcely|without"
    r"|den(?:y|ies|ied|ying)|refus\w+|reject\w*|declin(?:e|es|ed) to|fail(?:s|ed)? to|unable to"
    r"|stop(?:s|ped) (?:short of )?\w+ing|ceased|abandon\w*|cancel\w*|scrap(?:s|ped)|shelved?|dropped"
    r"|withdrew|withdrawn|called off|yet to|far from|rather than|instead of|unlike|used to|formerly"
    r"|until recently|once (?:was|were|had)|lacks?|false(?:ly)?|wrong(?:ly)?|mistaken(?:ly)?|myth"
    r"|cannot|can't|stopped|halted|ruled out|opposes?|opposed|blocked|vetoed|repealed|revoked|expired)\b"
    r"|(?:不|未|没有|并非|否认|拒绝|取消|尚未|无)(?=[一-鿿])",
    re.I,
)
_SUPPOSED = re.compile(
    r"\b(?:would(?! not only)|if|unless|whether|were to|had it|suppos\w+|imagin\w+|hypothe\w+|as though|as if"
    r"|in case|provided that|assuming|wish(?:es|ed)?|should have|could have|might have)\b|(?:如果|假如|若|倘若|是否)",
    re.I,
)
_INVERTED = re.compile(r"^[\"'(]?(?:Had|Were|Should|If|Unless|Suppose|Imagine|Assuming|Whether|In case)\b|^(?:如果|假如|若)")
_RUMOURED = re.compile(
    r"\b(?:rumou?r\w*|reportedly|allegedly|supposedly|purportedly|speculat\w+|unconfirmed|unverified"
    r"|hearsay|gossip|so-called|claims? (?:that|to)|claimed (?:that|to)|accus\w+|alleg\w+|hoax|satir\w+|fiction\w*"
    r"|is said to|are said to|was said to|is believed to|is thought to|denied)\b|(?:据传|传闻|传言|据称)",
    re.I,
)
_ENDED = re.compile(
    r"\b(?:no longer|former(?:ly)?|until (?:19|20)\d\d|ex-|defunct|dissolved|bankrupt|closed down|shut down)\b", re.I
)
_COMPARED = re.compile(
    r"\b(?:(?:more|fewer|less|larger|smaller|bigger|faster|higher|lower|better|worse|older|cheaper|stronger|weaker|earlier|later)\b[^.;,]{0,60}\bthan\b"
    r"|\bas (?!well\b|of\b|from\b|a\b|the\b|an\b)(?:many|much|large|big|small|strong|fast|well[- ]known|\w+) [^.;,]{0,40}\bas\b"
    r"|compared (?:with|to)|in comparison)",
    re.I,
)
_POSSIBLE = re.compile(
    r"\b(?:may|might|could|perhaps|possibly|probably|likely|apparently|potential(?:ly)?|appears? to|seems? to"
    r"|considering|weighing|in talks|exploring|negotiating)\b|(?:可能|或许|或将)",
    re.I,
)
_PLANNED = re.compile(
    r"\b(?:plan(?:s|ned)?|aim(?:s|ed)?|intend(?:s|ed)?|hope(?:s|d)?|want(?:s|ed)?|expect(?:s|ed)?|hopes|seek(?:s)?"
    r"|due|set|scheduled|propos(?:es|ed)|pledge[sd]?|promise[sd]?|vow(?:s|ed)?|agreed|ready|slated|about) to\b"
    r"|\bwill\b|\bis to\b|\bare to\b|\bproposal\b|\bdraft\b|(?:计划|拟|将|力争|争取)",
    re.I,
)
_QUESTION = re.compile(r"[?？][\"')\]”]*\s*$")
_REACH = 60


def modality_of(sentence: str, start: int, end: int, given: str | None) -> str | None:
    """Say how a sentence means what stands between two offsets; None if it does not assert it.

    `given` is the modality that the rule names, if it does.
    """
    before = sentence[max(0, start - _REACH) : start]
    clauses = [b.end() for b in _CLAUSE.finditer(before) if before[b.end() :].strip()]
    before = before[clauses[-1] :] if clauses else before
    window = before + sentence[start:end]
    if _QUESTION.search(sentence) or _INVERTED.search(sentence) or _RUMOURED.search(sentence):
        return None
    if _DENIED.search(window) or _SUPPOSED.search(window) or _ENDED.search(window):
        return None
    if _COMPARED.search(window) or _denied_after(sentence[end : end + _REACH]):
        return None
    if _POSSIBLE.search(window):
        return POSSIBILITY
    if given:
        return given
    return PLAN if _PLANNED.search(window) else REPORTED


_AFTER = re.compile(
    r"^[^.;]{0,30}\b(?:is|was|are|were|has been|had been|proved|turned out to be) "
    r"(?:not |never |later |soon |quickly |since )?(?:false|untrue|wrong|den(?:ied)|withdrawn|cancelled|rejected|retracted"
    r"|disputed|refuted|debunked|abandoned|a myth|a rumour)",
    re.I,
)


def _denied_after(after: str) -> bool:
    return bool(_AFTER.search(after))
