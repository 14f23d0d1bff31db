"""Chinese names that only what stands around them tells, of persons and of companies: "由…领投"."""

import re
from collections.abc import Iterator

from lodestone.population.names import Cues, Name

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范"
    "金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严武戴莫孔向汤俞"
)
_PERSON = rf"[{_SURNAMES}][一-鿿]{{1,2}}"
_TITLES = (
    "首席执行官|首席技术官|董事长|总经理|创始人|总裁|校长|院长|部长|局长|主任|教授|负责人|CEO|CTO"
)
_FOUNDER_OR_HEAD = re.compile(
    rf"(?:(?<=由)|(?<=、)|(?<=和)|(?<=与))({_PERSON}?)(?=(?:[、和与]{_PERSON}?){{0,3}}(?:等人?)?(?:于|在|共同|联合)"
    rf"?[^，。；]{{0,12}}?(?:创立|创办|创建|成立|发起))"
    rf"|(?:{_TITLES})(?:兼(?:{_TITLES}))?({_PERSON}?)(?=[，。；、表说指介认在于称宣]|$)"
)
"""A person's name, of which only what stands around it tells that it is one."""

_NO_NAME = (
    "[由与向在对于是将已了把被获该本此其并没未尚暂不和及等为包括含有供从按]"
    r"|提供|领投|跟投|继续|股东|\d+年"
)
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
    rf"(?:^|[，。；\s])({_NAME})(?=的?(?:{_TITLES})(?:兼[^，。；]{{2,6}})?{_PERSON}"
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
        rf"(?:{_SCHOOLED}|(?:{_TITLES})(?:为|是|：|: ?))({_PERSON}?)"
        r"(?=[，。；、表说介称任与和于在\n]|$)"
    ),
    re.compile(
        rf"(?:(?<=[，。；、由与和\n])|^)({_PERSON}?)"
        rf"(?=(?:{_SCHOOLED})|(?:现|兼)?(?:任|担任|出任)(?:公司)?(?:{_TITLES}))",
        re.M,
    ),
)


def find_chinese_persons(text: str) -> Iterator[Name]:
    """Find Chinese names of persons: of founders, and of those named with their office."""
    for match in _FOUNDER_OR_HEAD.finditer(text):
        group = 1 if match[1] else 2
        if len(match[group]) > 1:
            yield Name(match.start(group), match.end(group), match[group], "Person", True, False)


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
