"""Chinese names of companies that only what stands around them tells: "由红杉中国领投"."""

import re
from collections.abc import Iterator

from lodestone.population.names import CHINESE_PERSON, CHINESE_TITLES, Cues, Name

_NO_NAME = "[由与向在对于是将已了把被获该本此其并没未尚暂不和及等为包括含有供从按]|提供|领投|跟投|继续|股东|\\d+年"
_NAME = rf"(?:(?!{_NO_NAME})[一-鿿A-Za-z0-9.&]){{2,14}}?"
_LIST = rf"({_NAME}(?:、{_NAME}){{0,7}}(?:[和与及]{_NAME})?)"
_CONTEXTS = (
    re.compile(
        rf"(?:客户|用户|投资方|股东|合作伙伴)(?:主要)?(?:包括|涵盖|有|为|[：:]\s?){_LIST}(?=等|[。；，\n]|$)"
    ),
    re.compile(
        rf"(?:^|[，。；\s]|由|获得|获)(?:老|新|原)?(?:股东|投资方)?{_LIST}(?=(?:等[^，。；]{{0,6}})?(?:继续|共同|联合|独家|首批|先后|已|均|也)*"
        r"(?:领投|跟投|参投|参与投资|参与跟投|加入|接入|入驻))",
        re.M,
    ),
    re.compile(
        rf"(?:服务|供应给|供货给|出售给|提供给)了?{_LIST}(?=等(?![一-鿿]{{0,4}}(?:行业|领域|产业|场景)))"
    ),
    re.compile(rf"[为向]{_LIST}(?=(?:等[^，。；]{{0,8}})?(?:提供|供应|供货|定制|交付))"),
    re.compile(rf"(?:收购|并购|控股)了?{_LIST}(?=[，。；\n]|$)"),
)
_BORNE = re.compile(
    rf"(?:^|[，。；\s])({_NAME})(?=的?(?:{CHINESE_TITLES})(?:兼[^，。；]{{2,6}})?{CHINESE_PERSON}"
    r"|于?(?:19|20)\d\d年[^，。；]{0,8}?(?:成立|创立|创办|上市)|由[^，。；]{2,20}?(?:创立|创办|创建)|(?:成立|创立|创办|创建)于|总部(?:位于|设在|坐落))"
    rf"|(?:^|[。；\n])({_NAME})(?=专注于|主营|深耕|致力于|现有|拥有|宣布|推出|的客户)",
    re.M,
)
_CALLED = re.compile(r"(?:模型|系统|助手|机器人|芯片)[“\"]([一-鿿A-Za-z0-9.-]{2,12})[”\"]")
_GENERIC = re.compile(
    r"\d|.*(?:企业|户|厂|机构|者|行业|领域|单位|部门|人员|商|方|项目|产品|市场|社|院校|高校|院所|平台|团队|居民"
    r"|师|学生|家|人|地区|国家|城市|数据|业务|服务|领投|股权|股份|空间|建设|公司们)$"
    r"|.{0,4}(?:银行|医院|大学|学校|公司|集团|政府|基金|学院)$(?<!.{5})"
    r"|公司|本轮|全[省市国县]|目前|现有|首批|其中|多家|数十|该"
)
_PROPER = re.compile(r"[一-鿿]{2,4}(?:银行|医院|大学|集团|基金|资本|学院)$")
_KINDS = re.compile(
    r"(?:保险|商业|地方|中小|公立|三甲|民营|国有|投资|私募|农业|物流|大型|本地|科技|工业|城市|社区|专科|综合)"
    r"(?:银行|医院|大学|集团|基金|公司)$"
)
_JOINT = re.compile("[、和与及]")
_SCHOOLED = "毕业生|博士|教授|校友|工程师|前员工|高管|女士|先生"
_PERSONS = (
    re.compile(
        rf"(?:{_SCHOOLED}|(?:{CHINESE_TITLES})(?:为|是|：|: ?))({CHINESE_PERSON}?)"
        r"(?=[，。；、表说介称任与和于在\n]|$)"
    ),
    re.compile(
        rf"(?:(?<=[，。；、由与和\n])|^)({CHINESE_PERSON}?)"
        rf"(?=(?:{_SCHOOLED})|(?:现|兼)?(?:任|担任|出任)(?:公司)?(?:{CHINESE_TITLES}))",
        re.M,
    ),
)


def find_chinese_parties(text: str, cues: Cues) -> Iterator[Name]:
    """Find the customers, investors, participants and persons that a Chinese text names."""
    for persons in _PERSONS:
        for match in persons.finditer(text):
            yield Name(match.start(1), match.end(1), match[1], "Person", True, False)
    for match in _CALLED.finditer(text):
        yield Name(match.start(1), match.end(1), match[1], "AISystem", False, False)
    for context in (*_CONTEXTS, _BORNE):
        for match in context.finditer(text):
            start = match.start(match.lastindex or 0)
            for part in _JOINT.split(match[match.lastindex or 0]):
                if _is_proper(part):
                    kind = cues.kind_of_chinese(part) or "Company"
                    yield Name(start, start + len(part), part, kind, False, False)
                start += len(part) + 1


def _is_proper(part: str) -> bool:
    if len(part) < 2 or _KINDS.search(part):
        return False
    return bool(_PROPER.match(part)) or not _GENERIC.match(part)
