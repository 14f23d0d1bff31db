"""Chinese names of persons, which only what stands around them tells: "由首席执行官…打理"."""

import re
from collections.abc import Iterator

from lodestone.population.mentions.names import Name

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范"
    "金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严武戴莫孔向汤俞温康施牛樊葛邢安齐梅殷庄章鲁倪庞颜"
    "申翁季伍聂祝凌霍童路游欧成耿左常骆柯翟管裴岳阎蓝辛甘冉"
)
_DOUBLE = "欧阳|司马|上官|诸葛|司徒|东方|慕容|令狐|皇甫|尉迟|端木|夏侯"
PERSON = rf"(?:(?:{_DOUBLE})|[{_SURNAMES}])[一-鿿]{{1,2}}"
"""What can be a person's name."""

TITLES = (
    "(?:(?:联席|执行|副|代理|名誉|前|现任|时任|新任|首任|公司|集团)*"
    "(?:首席(?:执行|技术|运营|财务|信息|安全|产品|战略|市场|法务|数据|人工智能)官|首席科学家"
    "|首席架构师|董事长|总经理|创始人|创办人|总裁|校长|院长"
    "|部长|局长|厅长|处长|主任|教授|负责人|合伙人|书记|市长|省长|县长|区长|主席|会长|秘书长"
    "|理事长|所长|馆长|行长|发言人|工程师|总工程师|科学家|研究员|院士|分析师"
    "|董事|监事|总监|掌门人|掌舵人|CEO|CTO|COO|CFO|CIO))"
)
_FORMER = (
    "毕业生|博士|教授|校友|工程师|前员工|员工|高管|女士|先生|研究员|学者|院士|同学|师兄"
    "|导师|学生|老将|骨干|总监|博士后"
)
_BEHIND = (
    "[，。；、表说指介认在于称宣任和与及（(”》】兼今昨日近出担牵透坦强直告率亲则也还曾已将"
    "等主打带领联共携掌执负接卸离辞加返回创所的]|$|\n"
)
_FOUNDERS = re.compile(
    rf"(?:(?<=由)|(?<=、)|(?<=和)|(?<=与)|(?<={'[师授士友管员生]'}))({PERSON}?)"
    r"(?=[、和与及等于在共联携一同发创成组二两三四五])"
    rf"(?=(?:[、和与](?:[^、和与，。；]{{2,12}}(?:{_FORMER}))?{PERSON}?){{0,3}}(?:等人?"
    rf"|[一二两三四五]人)?(?:于|在|共同|联合|联手|携手|一同|一起|发起)*"
    rf"[^，。；]{{0,12}}?(?:创立|创办|创建|成立|发起|创业|组建))"
)
_NAMED = (
    _FOUNDERS,
    re.compile(rf"{TITLES}(?:兼{TITLES})?[“]?({PERSON}?)(?={_BEHIND})"),
    re.compile(
        rf"(?:{_FORMER}|{TITLES}(?:为|是|：|: ?|一职由|由))({PERSON}?)"
        r"(?=[，。；、表说介称任与和于在担出接等创联共兼]|\n|$)"
    ),
    re.compile(
        rf"(?:(?<=[，。；、由与和\n命聘请推举选])|^)({PERSON}?)"
        rf"(?=(?:{_FORMER})|(?:现|兼|已|将|曾|正式|同时|一直|继续|获|被)*(?:任命为|任|担任"
        rf"|出任|接任|接替|就任|当选|受聘|升任|兼任|获任|被任命|卸任"
        rf"|辞去)[^，。；]{{0,16}}?{TITLES}"
        rf"|毕业于|本科毕业|博士毕业|硕士毕业|毕业后|曾就读|就读于|师从|获[^，。；]{{2,16}}"
        rf"(?:学位|博士)|早年|生于|出生于)",
        re.M,
    ),
    re.compile(
        rf"(?:接替|接棒)(?:(?:已|即将)?(?:卸任|离任|退休|辞职)的|前任)?(?:{TITLES})?"
        rf"({PERSON}?)(?=[，。；、的出担任])"
    ),
    re.compile(rf"(?:任命|聘任|聘请|推举|选举|委任)(?:了)?({PERSON}?)(?=为|担任|出任|任|接任)"),
    re.compile(
        rf"(?<=由)({PERSON}?)(?=(?:执掌|掌舵|领衔|带领|打理|主持|出任|担任|接任|接棒|执笔|挂帅"
        rf"|主导))"
    ),
)


def find_chinese_persons(text: str) -> Iterator[Name]:
    """Find Chinese names of persons: of founders, and of those named with their office."""
    for pattern in _NAMED:
        for match in pattern.finditer(text):
            if match[1]:
                yield Name(match.start(1), match.end(1), match[1], "Person", True, False)
