"""Chinese names that tell by their end what they name: "…有限公司", "…委员会", "《…办法》"."""

import re
from collections.abc import Iterator

from lodestone.population.names import Cues, Name

_NO_NAME = "由与向在对于是的将已了把被获得该本此其未不并没有入"
_NO_PART = (
    "共同|发起|设立|负责|参与|加入|收购|完成|宣布|提供|支持"
    "|总部|(?<=企业|机构|银行|医院|公司|大学|集团)和|(?<=[局部委厅会])和"
)
_NO_START = (
    "建成|打造|建设(?!银行|集团)|公司|企业|客户|产品|其中|目前|已有|主要|共同|发起|设立"
    "|宣布|完成|负责|牵头|收购|推出|发布|提供|服务"
    "|(?:保险|物流|零部件|科技|上市|国有|民营|大型|商业|电网|发电|制药|中小|航运|航空|公立|三甲"
    "|本地|地方|互联网|售电|能源|电力|软件|汽车|运输|出行|旅游|租赁|货运|零售)"
    "(?:公司|集团|银行|医院|大学|机构)(?![一-鿿]{0,6}公司)|"
    "草案|违反|根据|按照|依照|依据|遵守|符合|制定|执行|落实|有关|相关|上述|各|其他|全国性"
)
_NO_CITY = "(?<!上市)(?<!股市)(?<!城市)(?<!超市)(?<!都市)"
_ALSO_VERBS = ("计划", "方案", "规划", "指南")
_BEHIND_NAME = (
    "于在设运创安拨给发印联宣表负与和、，。；将已由等对会公出要制启组批投提计拟决牵主的《」”）)"
)


def find_chinese_names(text: str, cues: Cues) -> Iterator[Name]:
    """Find Chinese names that end as those of companies, authorities or rules do.

    An end of one character ("部"), or one that is a verb too, counts only before what cannot go on
    with a name.
    """
    letter = rf"(?:(?!(?!有限|(?<=美)的)[{_NO_NAME}]|(?<!华)为|{_NO_PART})[一-鿿A-Za-z])"
    listed = [end for end, _ in cues.chinese]
    short = "|".join(end for end in listed if len(end) == 1 or end in _ALSO_VERBS)
    long = "|".join(end for end in listed if len(end) > 1 and end not in _ALSO_VERBS)
    ends = rf"(?:{long}|(?<={letter}{letter})(?:{short}){_NO_CITY}(?=[{_BEHIND_NAME}]|$))"
    named = (
        rf"(?:(?<=[，。；：、“《（(\s和及{_NO_NAME}])|(?<=[^华]为)|(?<=收购了)"
        r"|(?<=收购|设立|建设|打造|负责|加入|接入|参与)|^)"
        rf"(?!{_NO_START})({letter}{{1,16}}{ends})"
    )
    titled = r"《([一-鿿A-Za-z0-9（）—–-]{3,40})》"
    quoted = r"[“\"]([一-鿿A-Za-z0-9-]{2,12})[”\"](?=(?:大?模型|系统|平台|机器人|芯片|助手|应用))"
    for match in re.finditer(f"{named}|{titled}|{quoted}", text, re.M):
        group = next(number for number in (1, 2, 3) if match[number])
        kind = "AISystem" if group == 3 else cues.kind_of_chinese(match[group])
        yield Name(match.start(group), match.end(group), match[group], kind, False, False)
