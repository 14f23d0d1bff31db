"""The words that tell how a sentence means what it says, and which of them stand in one."""

import re
from functools import cache, lru_cache

from lodestone.population.expressions.alternatives import parts_of
from lodestone.population.expressions.required_words import words_of
from lodestone.population.expressions.word_index import WordIndex
from lodestone.population.meaning.attitudes import CHINESE, DENIED_MORE, DISTANCED, REFUTED_MORE

Cue = re.Pattern[str]


def _cues(english: str, chinese: str = "") -> re.Pattern[str]:
    either = rf"\b(?:{english})\b"
    return re.compile(rf"{either}|(?:{chinese})" if chinese else either, re.I)


DENIED = _cues(
    r"not(?! only)|never|no longer|no|neither|nor|none|nobody|nothing|hardly|scarcely|without"
    r"|den(?:y|ies|ied|ying)|refus\w+|reject\w*|declin(?:e|es|ed) to|fail(?:s|ed)? to|unable to"
    r"|stop(?:s|ped) (?:short of )?\w+ing|ceased|abandon\w*|cancel\w*|scrap(?:s|ped)|shelved?"
    r"|dropped|withdrew|withdrawn|called off|yet to|far from|rather than|instead of|unlike"
    r"|(?<!is )(?<!are )(?<!was )(?<!were )(?<!be )(?<!been )used to"
    r"|formerly|until recently|once (?:was|were|had)|lacks?|false(?:ly)?|wrong(?:ly)?"
    r"|mistaken(?:ly)?|myth|cannot|stopped|halted|ruled out|opposes?|opposed|blocked|vetoed"
    r"|repealed|revoked|expired|\w+n't|turn(?:s|ed)? down|spurned|rebuffed|in vain|tried to|try to"
    r"|attempt(?:s|ed)? to|struggled to|voted against|(?:almost|nearly) \w+ed|under no obligation"
    r"|too \w+ to|short of \w+ing|misunderstanding|misconception|contrary to"
    r"|(?:all|every|each|any|everyone)\b[^.;,]{0,60}\b(?:but|except(?: for)?|save for|apart from)"
    rf"|{DENIED_MORE}",
    r"(?:不(?![少低多高小大]于|超过|[断仅同良足]|动产|限于|锈|特定|[迟晚]于|只是)|未(?!来|成年|满)"
    r"|没有|并非|否认|拒绝|取消|尚未(?!满)|无(?!锡|人|线|障碍|问芯|缝|界|纺))(?=[一-鿿])",
)
SUPPOSED = _cues(
    r"would have|would be (?:a|an|the|better|worse|wrong)|if|unless|whether|were to|had it"
    r"|suppos\w+|imagin(?:e[ds]?|ing|ary)|hypothe\w+"
    r"|as though|as if|in case|provided that|assuming|wish(?:es|ed)?|should have|could have"
    r"|might have|scenarios?|thought experiment|(?:old|earlier|previous|original|first|initial"
    r"|leaked) (?:draft|proposal|bill|plans?)|recommend(?!er)\w*|urg(?:es|ed|ing)",
    r"如果|假如|若|倘若|是否|能否|会否|一旦|有望",
)
WOULD = _cues(r"would(?! not only)")
TOLD = re.compile(
    r"\b(?:said|announced|confirmed|pledged|promised|decided|agreed|added)\b[^.;]{0,40}$"
)
"""Who said that they would do something plans it; else "would" speaks of what is not so."""

INVERTED = re.compile(
    r"^[\"'(]?(?:Had|Were|Should|If|Unless|Suppose|Imagine|Assuming|Whether|In case)\b"
    r"|^(?:如果|假如|若|假设|假定|设想)"
)
RUMOURED = _cues(
    r"rumou?r\w*|reportedly|allegedly|supposedly|purportedly|speculat\w+|unconfirmed|unverified"
    r"|hearsay|gossip|so-called|claims? (?:that|to)|claimed (?:that|to)|accus\w+|alleg\w+|hoax"
    r"|satir\w+|fiction\w*|(?:is|are|was) said to|is believed to|is thought to|denied"
    r"|word (?:on the street|in the \w+|has it|is)|april fools?\S*|parod\w+|spoof\w*"
    r"|(?:it is|was) not true"
    r"|(?:idea|notion|belief|claim|assumption|suggestion|theory|impression|myth|allegation"
    r"|accusation"
    r"|misconception|legend) that|many (?:believe|assume|think)|deep ?fakes? (?:of|show\w*)",
    r"据传|传闻|传言|据称|网传|网上流传|坊间|否认(?=[。；，]|$)|辟谣|谣言|不属实"
    r"|所谓(?![^，。；]{1,14}，?是?指)",
)
ENDED = _cues(
    r"no longer|former(?:ly)?(?! (?:(?!chief|head)\S+ ){0,3}?(?:engineers?|employees?|executives?"
    r"|researchers?|students?|colleagues?|staff|workers?|managers?|scientists?|professors?"
    r"|pupils?)\b)"
    r"|ex-|defunct|dissolved|bankrupt|closed down|shut down|once (?:owned|led|run|headed|part of"
    r"|(?:an?|the) (?:\w+ ){0,2}?(?:subsidiary|unit|part|arm|division|branch|customer|client"
    r"|supplier|partner|member|employee|shareholder|investor))",
    # a date, in a typed sentence
    "(?<!given )(?<!time )until (?:early |late )?[\ue000-\uf8ff]{2}(?! to [a-z])",
)
_DEGREE = (
    "more|fewer|less|larger|smaller|bigger|faster|higher|lower|better|worse|older|cheaper"
    "|stronger|weaker|earlier|later"
)
COMPARED = _cues(
    rf"(?:{_DEGREE})\b[^.;,]{{0,60}}\bthan|compared (?:with|to)|in comparison"
    r"|as (?!well\b|of\b|from\b|a\b|the\b|an\b)\w+ [^.;,]{0,40}\bas"
    r"|(?:behav(?:e|es|ed|ing)|act(?:s|ed|ing)?|look(?:s|ed|ing)?|sound(?:s|ed)?|feels?|felt"
    r"|seem(?:s|ed)?|talk(?:s|ed)?) (?:\w+ )?like (?:an?|one|some)"
)
DEGREE_WORD = re.compile(rf"\b(?:{_DEGREE})\b", re.I)
THAN = re.compile(r"[^.;,]{0,60}\bthan\b")
"""What follows a match with a comparative in it, if the comparison ends only there."""

OPENED = re.compile(
    r"(?:(?:Instead of|Rather than|Unlike|Far from|Contrary to|Without) [^,.;:]{3,80}"
    r"|(?!Denied|Rejected|Cancelled|Withdrawn|Blocked|Shelved|Postponed|Scrapped|Abandoned|Rumoured"
    "|Proposed|Planned|Provided|Asked|Alleged|Expected|Tipped|Urged|Tempted|Invited|Offered|Linked"
    "|Barred|Banned|Suspended|Repealed|Defeated|Dropped|Halted|Vetoed|Drafted|Tabled|Mooted)"
    "[A-Z][a-z]+(?:ed|en|wn|ght)\\b[^.;:]{3,200}?), (?=(?:the )?[\ue000-\uf8ff])"
)
"""A participle in front of whom it is said of, which is denied or not on its own."""

RELATIVE = re.compile(
    "[\ue000-\uf8ff]{2}(?: \\([^()]{1,60}\\))?(, (?:which|who|whose|an?|the|one of"
    "|based|founded|set up|headquartered|owned|run|led|made|established|maker|developer) )"
)
POSSIBLE = _cues(
    r"(?-i:may)|might|could|perhaps|possibly|probably|likely|apparently|potential(?:ly)?"
    r"|appears? to|seems? to|considering|weighing|in talks|exploring|negotiating",
    r"可能|或许|或将",
)
PLANNED = _cues(
    r"(?:plan(?:s|ned)?|aim(?:s|ed)?|intend(?:s|ed)?|hope(?:s|d)?|want(?:s|ed)?|expect(?:s|ed)?"
    r"|seek(?:s)?|due|set|scheduled|propos(?:es|ed)|pledge[sd]?|promise[sd]?|vow(?:s|ed)?|agreed"
    r"|ready|slated|about) to|will|(?:is|are) to|proposal|draft|would",
    r"计划|拟|将|力争|争取|考虑|有意|打算",
)
ONLY_PLANNED = _cues(
    r"propos(?:e|es|ed(?! by| in| on)|als?)|draft|bill|pending"
    r"|(?:was|were|had been) (?:originally |initially |first )?(?:due|set|scheduled"
    r"|supposed|meant|expected|planned|slated|intended) to",
    r"草案|征求意见|拟",
)
"""What makes a plan even of that of which a rule says that it holds once it is to come."""

ANNOUNCED = re.compile(
    "(?:(?<![口达大加展升增得拿送卖迁搬移扩伸])到|(?<![截迁搬移扩伸增升])至|力争|争取"
    "|拟)[\ue000-\uf8ff]{2}|(?:力争|争取)"
)
"""What makes plans of all that follows in a Chinese sentence: "by 2028, …, …"."""
_STORY = (
    r"(?:novel|film|movie|story|video game|computer game|board game|thriller|comic|stage play"
    r"|television series|TV series|screenplay|script|musical|opera|fairy tale|sequel|trilogy)"
)
IMAGINED = re.compile(
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
    r"|(?:^|[:.] )(?:Imagine|Suppose|Assume|Picture)\b(?! (?:how|what))"
    r"|\b(?:placeholder|template|sample|dummy|mock|specimen)(?: \w+){0,2} [\"“‘']"
    r"|[Ll]orem ipsum|\b(?:fill in|to be replaced):"
    r"|\b(?:was|were|is) (?:all )?an? (?:mistake|misunderstanding|hoax|invention|fabrication)\b"
    r"|\b(?:false|untrue|unfounded|baseless|fake|invented|nonsense)[.!]?[\"”]?\s*$"
    r"|(?:小说|电影|影片|电视剧|动画片|漫画|剧本|话剧)(?:《[^》]{1,30}》)?[中里]"
    r"|^(?:示例|样例|范例|范文|模板)[:：]"
)
FAILED = re.compile(
    r"(?:未获(?:得)?通过|未能通过|(?:被|遭|遭到)(?:否决|撤回|驳回|叫停)|告吹|流产|夭折|落空"
    r"|破裂|作废)"
)
"""What came to nothing, in Chinese; it stands behind what it is said of."""

FELL_THROUGH = re.compile(
    r"^(?:Under|In|As part of|By|With|Through|Thanks to|Following|After|Before|Because of|For)"
    r" [^.;]{0,80}?\b(?:that|which) (?:[\w']+ ){0,4}?(?:never|not|cancelled|canceled|rejected"
    r"|withdrawn|collapsed"
    r"|fell (?:through|apart)|abandoned|scrapped|dropped|blocked|vetoed|failed|lapsed|broke down"
    r"|came to nothing|shelved|annulled|called off|unsigned|foundered|\w+n't)\b[^.;]{0,60}?, "
)
"""How a sentence begins that speaks of what would have been."""

PAST_VERB = re.compile(
    r"\b(?:ran|led|headed|chaired|steered|directed|owned|held|controlled|managed|operated"
    r"|oversaw|was"
    r"|were|been|served|helmed|belonged|worked)\b"
)
UNTIL_ANYWHERE = re.compile(
    r"\b(?:until|till) (?!now\b|today\b|this day|at least|further)"
    r"|\bbefore (?:leaving|joining|moving)\b"
)
UNTIL = re.compile(
    rf"(?![^,.;:]{{0,30}}(?:contract|licen[cs]e|agreement|order|subscription) (?:until|till) )"
    rf"[^,.;:]{{0,20}}? (?:{UNTIL_ANYWHERE.pattern})"
)
"""Behind what somebody once did and does no more: "ran it until January"."""

QUESTION = re.compile(r"[?？][\"')\]”]*\s*$")
_SHORTLY = "^[^.;]{0,30}\\b"
REFUTED = re.compile(
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
ENDS = _cues(
    "until|till|up to|from|between|resigned|stepped down|quit|retired|was|has|had|left"
    r"|for [^.;]{0,30}?(?:years|months|decades|generations)"
)
REFUTED_ANYWHERE = re.compile(REFUTED.pattern.removeprefix(_SHORTLY), re.I)
_EVERY_CUE = (
    QUESTION,
    INVERTED,
    RUMOURED,
    IMAGINED,
    FELL_THROUGH,
    DISTANCED,
    CHINESE,
    DENIED,
    SUPPOSED,
    WOULD,
    ENDED,
    COMPARED,
    DEGREE_WORD,
    REFUTED_ANYWHERE,
    ENDS,
    FAILED,
    UNTIL_ANYWHERE,
    POSSIBLE,
    ONLY_PLANNED,
    ANNOUNCED,
    PLANNED,
)
"""All that is looked for in a sentence before it is asked what bears on a match."""

_OF_CLAUSE = frozenset((DENIED, SUPPOSED, WOULD, RUMOURED, ENDED, COMPARED, POSSIBLE, PLANNED))
"""What in some words can tell how the words around them are meant."""


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


def is_cued(words: str) -> bool:
    """Whether some words could tell how others are meant."""
    return not _OF_CLAUSE.isdisjoint(cues_in(words))


@cache
def _parts() -> tuple[tuple[tuple[Cue, Cue], ...], WordIndex]:
    """Give the alternatives of each cue, for each has words of its own, with an index of these."""
    parts = tuple((cue, part) for cue in _EVERY_CUE for part in parts_of(cue))
    return parts, WordIndex(_words_of(part) for _, part in parts)


def _words_of(part: Cue) -> list[list[str]]:
    words = words_of(part.pattern)
    return [sorted({word.lower() for word in words})] if words else []
