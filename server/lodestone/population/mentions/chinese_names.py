"""Chinese names that tell by their end what they name: "…有限公司", "…委员会", "《…办法》"."""

import re
from collections.abc import Iterator, Sequence

from lodestone.population.mentions.chinese_words import (
    DESCRIBING,
    FUNCTION,
    NO_END,
    NO_PART,
    NO_START,
    OPENING,
    WITHIN,
)
from lodestone.population.mentions.names import Cues, Name

_ALSO_VERBS = ("计划", "方案", "规划", "指南", "规定", "办法", "战略", "纲要", "联盟", "智能")
"""Ends that are also words of any text, so that what follows has to show that a name ends."""

_BEHIND_NAME = (
    "于在设运创安拨给发印联宣表负与和及、，。；将已由等对会公出要制启组批投提计拟决牵主的《》」”）)现昨今近日上"
    "完获收签总旗成力先限禁处推责约承归则从也均还并共携资以0-9"
)
_ON_IT = "实施情况|执行情况|贯彻|解读|修订|起草|释义|宣传"
_TITLED = re.compile(r"《([一-鿿A-Za-z0-9（）()“”—–·、 -]{3,60})》")
_QUOTED = re.compile(
    r"[“\"]([一-鿿A-Za-z0-9.·-]{2,16})[”\"](?=[^，。；“]{0,4}?(?:大?模型|系统|平台|机器人|芯片"
    r"|助手|应用|智能体))"
    r"|[“\"]([一-鿿A-Za-z-]{2,10} ?[Vv]?\d{1,2}\.\d{1,2}[A-Za-z]{0,8})[”\"]"
    r"|(?:模型|系统|助手|机器人|芯片|应用|智能体|产品)[“\"]([一-鿿A-Za-z0-9.·-]{2,16})[”\"]"
)
_QUOTED_FIRM = re.compile(
    r"(?:(?:企业|公司|厂商|集团|初创团队|[制生开运供服][造产发营应务]商|独角兽|巨头|龙头)"
    r"|(?:商|企业|公司|机构)[^，。；]{0,4}名[叫为][做作]?)[“\"]([一-鿿A-Za-z0-9·]{2,8})[”\"]"
)
_INTRODUCED = re.compile(
    r"[》”]?[\s\x01]{0,9}[（(](?:以?下[文称]?)?(?:统?简?称)[为：:]?[“\"《]{0,2}"
    r"([一-鿿]{2,8})[”\"》]{0,2}[)）]"
)
CALLS = re.compile("(?:(?<!有限)公司|企业)$")
"""Ends what only calls by what they are those whose name stands right behind it."""

_LOOSE = re.compile(
    r"[^一-鿿]$|[由与和及、向对从自给于在为以被把将让同跟比除是即如到经获按了的但]$"
)
_LONG = 3
"""In characters: what is shorter can be part of other words, and counts where it stands free."""


def find_chinese_names(text: str, cues: Cues) -> Iterator[Name]:
    """Find Chinese names that end as those of companies, authorities or rules do.

    An end of one character ("部"), or one that is a verb too, counts only before what cannot go on
    with a name.
    """
    bare = {end for end, _ in cues.chinese}
    for match in _pattern(cues).finditer(text):
        start = match.start(1) + _described(match[1])
        found = text[start : match.end(1)]
        if found in bare:
            continue  # "初创公司" calls by what they are those whose name stands behind it
        yield Name(start, match.end(1), found, cues.kind_of_chinese(found), False, False)
    for match in _TITLED.finditer(text):
        yield Name(match.start(1), match.end(1), match[1], _titled(match[1], cues), False, False)
    for match in _QUOTED_FIRM.finditer(text):
        yield Name(*match.span(1), match[1], "Company", False, False)
    for match in _QUOTED.finditer(text):
        group = match.lastindex or 0
        span = match.span(group)
        yield Name(*span, match[group], "AISystem", False, False)


def _pattern(cues: Cues) -> re.Pattern[str]:
    letter = rf"(?:(?!(?!{WITHIN})[{FUNCTION}]|(?<!华)为|(?<!美)的|{NO_PART})[一-鿿A-Za-z])"
    listed = [end for end, _ in cues.chinese]
    short = "|".join(end for end in listed if len(end) == 1 or end in _ALSO_VERBS)
    long = "|".join(end for end in listed if len(end) > 1 and end not in _ALSO_VERBS)
    no_end = "".join(f"(?<!{word})" for word in NO_END)
    ends = (
        rf"(?:(?:{long})|(?<={letter}{letter})(?:{short})(?=[{_BEHIND_NAME}]|$)){no_end}"
        rf"(?!{_ON_IT})(?!(?<=[^动]计划)(?:[在到将把投新建推向对用]|20|明年|今年|未来))"
    )
    named = (
        rf"(?:(?<=[，。；：:、“\"《（(\s{FUNCTION}的和及])|(?<=以)(?![上下内外后前来及])"
        rf"|(?<=[^华]为)|{OPENING}|^)(?!{NO_START})"
        rf"({letter}{{1,20}}{ends})"
    )
    return re.compile(named, re.M)


def _described(name: str) -> int:
    """Give how many characters only say what somebody is: "芯片企业" before the name."""
    place = 0
    while found := DESCRIBING.match(name, place):
        place = found.end()
    return place


def _titled(title: str, cues: Cues) -> str | None:
    plain = re.sub(r"[（(][^（）()]{2,14}[）)]$", "", title)
    return cues.kind_of_title(plain)


def introduced(text: str, start: int) -> str | None:
    """Give the short form that a Chinese text introduces behind a name: "（下称《细则》）"."""
    match = _INTRODUCED.match(text, start)
    return match[1] if match else None


def repeated(text: str, names: Sequence[Name]) -> Iterator[Name]:
    """Find the other places of Chinese names, and those of their short forms."""
    known: dict[str, Name] = {}
    for name in names:
        if name.kind and "一" <= name.text[0] <= "鿿":
            known.setdefault(name.text, name)
            if short := introduced(text, name.end):
                known.setdefault(short, Name(0, 0, short, name.kind, False, False))
    if not known:
        return
    taken = {(name.start, name.end) for name in names}
    listed = "|".join(sorted(map(re.escape, known), key=len, reverse=True))
    for match in re.finditer(listed, text):
        if match.span() not in taken and _stands_free(text, match.span()):
            name = known[match[0]]
            yield Name(*match.span(), match[0], name.kind, name.is_person_like, False)


def _stands_free(text: str, span: tuple[int, int]) -> bool:
    start, end = span
    if end - start >= _LONG:
        return True
    before = text[max(0, start - 4) : start]
    return not before or bool(_LOOSE.search(before) or DESCRIBING.fullmatch(before + "甲乙"))
