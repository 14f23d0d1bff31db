"""Chinese names that only what stands around them tells, of companies: "由…领投"."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache

from lodestone.population.mentions.chinese_brands import find_brands, is_brand
from lodestone.population.mentions.chinese_names import CALLS, find_chinese_names, repeated
from lodestone.population.mentions.chinese_persons import PERSON, TITLES, find_chinese_persons
from lodestone.population.mentions.chinese_words import DESCRIBING, NO_NAME, PARTICIPLES, is_word
from lodestone.population.mentions.names import Cues, Name
from lodestone.population.text import HIDDEN

_NAME = rf"(?:(?!{NO_NAME})[一-鿿A-Za-z0-9.&]){{2,14}}?"
_LIST = rf"({_NAME}(?:、{_NAME}){{0,9}}(?:(?:以?及|[和与]){_NAME})?)"
_ET_CETERA = "(?:等(?!级|待|于)[^，。；]{0,10}?)?"
_START = "(?:(?<=[，。；：:“（(\\s])|(?<=假如|如果|倘若|假设|盛传|据传|传闻|虽然|尽管)|^)"
_ADVERBS = (
    "(?:昨日|今日|昨天|近日|日前|目前|上月|本月|当天|今天|随后|此前|对外|正式|已经|已|也|亦|均"
    "|都|还|将|先后|继续|共同|联合"
    "|共|合计|累计|自主|独立|长期|大规模|专门|独家|首批|率先|成功|再度|再次|又|则|曾|同样|陆续"
    "|全资|斥资|现"
    "|于|在|最终|主动)*"
)
_INVESTED = (
    "领投|跟投|参投|加码|追投|追加投资|参与投资|参与跟投|参与本轮|注资|出资|战略投资|联合投资"
)
_SIGNED = (
    "签署|签订|签下|签约|签了|达成|开展|建立|展开|联合|联手|携手|合作|共同|共建|组建"
    "|合资|成立|结成|战略合作|深化|敲定|完成签"
)
_SAID = (
    "宣布|披露|透露|公告|发布|推出|开源|上线|拿下|签署|签订|签约|登陆|挂牌|收购|并购|入股"
    "|控股|参股|揭牌|采购|订购|全资|斥资|选用|订购|引进|携手|牵手"
)
_OWNED = (
    "旗下|总部|创始人|联合创始人|自研|自主研发|创办于|创立于|成立于|创建于|专注于?|主营"
    "|深耕|致力于?|聚焦|完成(?=[^，。；]{0,14}(?:融资|元))"
)
_CONTEXTS = (
    (
        "(?:客户|用户|投资方|投资人|股东|合作伙伴|合作方|成员单位|成员|会员|发起人|发起方|买家"
        "|供应商|参与方|出资方|竞争对手|子公司|[股客]?[东户]?名单中|[驻入与投]的"
        "|(?:参与|入驻|接入|成员|会员|合作|参建|共建)(?:企业|机构|单位))"
        rf"(?:主要|还)?(?:包括|涵盖|有|为|分别为|包含|囊括|[：:]\s?)(?:了)?{_LIST}(?=等"
        rf"|[。；，\n]|$)"
    ),
    (
        "(?m)"
        rf"(?:{_START}|由|获得|获|受到|得到)(?:老|新|原)?(?:股东|投资方|机构)?{_LIST}"
        rf"(?={_ET_CETERA}{_ADVERBS}"
        rf"(?:{_INVESTED}|加入|接入|入驻|入场|进驻|挂牌入驻))"
    ),
    (
        rf"(?:由|获得?|被|受){_LIST}(?={_ET_CETERA}{_ADVERBS}(?:{_INVESTED}|投资|收购|并购"
        rf"|控股|入股|运营|承建|建设|代工|打造|开发|研发|负责|牵头|发起|设立|创办|独家))"
    ),
    (
        rf"(?:服务|供应给|供货给|出售给|提供给|交付给?|销往|卖给|授权给|赢得|打入"
        rf"|进入)了?{_LIST}(?=等(?![一-鿿]{{0,4}}(?:行业|领域|产业|场景))|供应链|订单)"
    ),
    (
        rf"[为向给]{_LIST}(?={_ET_CETERA}(?:提供|供应|供货|定制|交付|采购|订购|购买|租用|租赁"
        rf"|下单|出售|开放|代工|生产|输出|支付|销售))"
    ),
    rf"(?:与|同|和|携手|联合|联手){_LIST}(?={_ET_CETERA}{_ADVERBS}(?:{_SIGNED}))",
    (
        rf"(?:收购|并购|入主|加盟|控股|入股|参股|投资|注资|增持|吸收合并|合并|买下|兼并"
        rf"|剥离)了?(?:同行"
        rf"|对手)?{_LIST}(?=[，。；\n]|\d|$|全部|多数|部分|控股权|旗下|股权|股份|的)"
    ),
    (rf"(?:将|把){_LIST}(?=收入囊中|收入麾下|纳入麾下|出售|并入|剥离|私有化|全资收购|揽入)"),
    (
        rf"(?:获得?|得到|已被|被|受){_LIST}(?={_ET_CETERA}(?:批量|大规模|正式|广泛)*(?:采用"
        rf"|采购|选用|部署|使用|青睐|订单|投资|认可|授权))"
    ),
    rf"(?:家(?:子|分)?(?:公司|企业|机构|单位)|家)，?分别[为是]{_LIST}(?=[。；，\n]|$)",
    (
        rf"(?:吸引|引入|引来|旗下拥有|旗下有|下设)了?{_LIST}"
        r"(?=等|[一二两三四五六七八九十]家|入局|加入|投资|参与|入驻|加盟)"
    ),
    (
        rf"{_START}{_LIST}(?={_ET_CETERA}{_ADVERBS}(?:参与(?:建设|共建|筹建|发起)|随后跟进"
        rf"|[均都]?[是为]{_NAME}的[^，。；]{{0,4}}(?:客户|用户|股东|供应商|会员|子公司|成员"
        rf"|母公司)))"
    ),
    (
        "(?:(?:上市|挂牌|成立|创立|创办|创建|起家)|(?:总部|位于|落户|扎根|专注|主营|深耕|研发"
        r"|生产|制造|孵化|迁至)[^，。；的]{2,18})的(?:[一-鿿]{0,8}?(?:企业|公司|厂商|[造产发]商))?"
        rf"({_NAME})(?=，|{PARTICIPLES}|{_ADVERBS}(?:{_SAID})|[由与向在于是将已把被获从也])"
    ),
    (
        r"(?<=[一-鿿]{2})(?<!中小)(?<!中型)(?<!大型)(?<!外资)(?<!上市)(?<!相关)(?<!有关)(?<!各类)"
        r"(?<!子)(?:企业|公司|厂商|同行|[造产发营应务]商)"
        rf"((?:(?!{NO_NAME})[一-鿿A-Za-z0-9.&]){{2,5}}?)(?=[把从被由于]|{PARTICIPLES}|\d)"
    ),
    rf"(?:来自|经|得到|获|取自){_LIST}(?=的|授权|许可|批准)",
    rf"(?<=除|了){_LIST}(?=外|之外|以外)",
    (
        "(?m)"
        rf"{_START}(?:[一-鿿]{{0,12}}?(?:企业|公司|厂商|独角兽|巨头|龙头|供应商|开发商|服务商"
        rf"|运营商|制造商))?{_LIST}(?={_ADVERBS}(?:{_SAID})|{_ADVERBS}与[^，。；]{{2,30}}?"
        rf"(?:{_SIGNED}))"
    ),
    (
        rf"(?:企业|(?<!有限)公司|厂商|独角兽|巨头|龙头|供应商|开发商|服务商|运营商|制造商"
        rf"|初创团队|子公司|母公司|股东|品牌)((?:"
        rf"(?!{NO_NAME})[一-鿿A-Za-z0-9.&]){{2,7}}?)"
        rf"(?=[，。；、（”]|{_ADVERBS}(?:{_SAID}|{_OWNED}|获|完成|表示|称|计划|与|向)|CEO|首席"
        rf"|董事长|总经理|负责|承担|运营|是|的|$)"
    ),
    rf"({_NAME})(?=（(?:股票代码|证券代码|代码|[A-Za-z][A-Za-z .,&]{{1,30}}[，）]))",
)
_BORNE = (
    "(?m)"
    rf"{_START}({_NAME})(?={_ADVERBS}的?(?:(?:联合|共同)?{TITLES})(?:兼[^，。；]{{2,6}})?{PERSON}"
    rf"|于?(?:19|20)\d\d年[^，。；]{{0,8}}?(?:成立|创立|创办|上市|设立|组建|诞生|起家)"
    rf"|由[^，。；]{{2,20}}?(?:创立|创办|创建|成立)|(?:成立|创立|创办|创建|诞生)于"
    rf"|{_OWNED})"
    rf"|(?:^|[。；\n])({_NAME})(?={_ADVERBS}(?:{_OWNED}|现有|拥有|{_SAID}|的客户|是一?[家所个]"
    rf"|获得?|脱胎于|隶属于?))"
)
_GENERIC = re.compile(
    r"\d|.*(?:企业|户|厂|机构|者|行业|领域|单位|部门|人员|[供开服制运营经]?[应发务造营销]?商"
    r"|方|项目|产品|市场|社|院校|高校|院所|平台|团队|居民|客户|伙伴|用户|网页|语料|论坛"
    r"|百科"
    r"|师|学生|家|人|地区|国家|城市|业务|服务|领投|股权|股份制|空间|建设|公司们|成员|资金"
    r"|资本市场|语料|模型|系统|技术|方案|算力|监管|同行|动作|成本|专家|律师|媒体|产业|政策"
    r"|法规|规则"
    r"|标准|合同|协议|条款|规定|问题|影响|关系|能力|水平|比例|金额|价格|费用|收入|利润|成果"
    r"|任务|工作|活动|会议|大会|论坛|仪式|协会们|各方|双方|三方|彼此|对方|个人|公众|社会"
    r"|员工|高管|工厂|记录|文本|设备|语料|基地|园区|总部"
    r"|全球|海外|境外|国内|境内|期间|阶段|时期|结果|办法|条例|消息|计划|战略|细则|信息|权|率"
    r"|额|量|性|化|类|型|度|式|中|后|前|时|上|下|外|内|间)$"
    r"|.{0,4}(?:银行|医院|大学|学校|公司|集团|政府|基金|学院|芯片|机器人|数据|网络|软件|汽车"
    r"|保险|物流|证券|能源|电力)$(?<!.{4})"
    r"|公司|本轮|全[省市国县球]|目前|现有|首批|其中|多家|数十|该|双方|我们|他们|据|当|若|如果"
    r"|因|所|之|可|应|须|需|会|能|正|只|再|更|最|很|新一代|今年|去年|一(?!汽|加)|两"
    r"|三(?![一星菱井])|第"
)
_PROPER = re.compile(r"[一-鿿]{2,4}(?:银行|医院|大学|集团|基金|资本|学院)$")
_KINDS = re.compile(
    r"^.{0,2}(?:保险|商业|地方|中小|公立|三甲|民营|国有|投资|私募|农业|物流|大型|本地|科技"
    r"|工业|城市|社区|专科|综合|股份制|风险|产业|高等|重点|外资|控股)"
    r"(?:银行|医院|大学|集团|基金|公司)$"
)
_JOINT = re.compile("[、和与及以]")


@cache
def _contexts() -> tuple[re.Pattern[str], ...]:
    """Compile what stands around names, which takes long, for the first Chinese text."""
    return tuple(map(re.compile, (*_CONTEXTS, _BORNE)))


def find_all_chinese(text: str, cues: Cues, others: Iterable[Name]) -> list[Name]:
    """Find all Chinese names of a text that nothing is known of, beside its other names.

    A name may go on behind the end of a line, which is hidden.
    """
    places = [place for place, sign in enumerate(text) if sign != HIDDEN]
    plain = text if len(places) == len(text) else text.replace(HIDDEN, "")
    found = [*find_chinese_names(plain, cues), *find_chinese_persons(plain)]
    found += find_chinese_parties(plain, cues)
    found += find_brands(plain)
    found += [*repeated(plain, found)]
    if plain is not text:
        found = [replace(n, start=places[n.start], end=places[n.end - 1] + 1) for n in found]
    begun = {n.start for n in found}
    found = [n for n in found if not (CALLS.search(n.text) and begun & {n.end, n.end + 1})]
    return [*(n for n in others if not is_word(text, n.start, n.text)), *found]


def find_chinese_parties(text: str, cues: Cues) -> Iterator[Name]:
    """Find the customers, investors, participants and makers that a Chinese text names."""
    for context in _contexts():
        for match in context.finditer(text):
            start = match.start(match.lastindex or 0)
            for part in _JOINT.split(match[match.lastindex or 0]):
                described = DESCRIBING.match(part)
                offset = described.end() if described else 0
                if _is_proper(name := part[offset:]):
                    told = None if is_brand(name) else cues.kind_of_chinese(name)
                    place = start + offset
                    span = place, place + len(name)
                    yield Name(*span, name, told or "Company", False, False, is_guess=not told)
                start += len(part) + 1


def _is_proper(part: str) -> bool:
    if len(part) < 2 or _KINDS.search(part):
        return False
    return bool(_PROPER.match(part)) or is_brand(part) or not _GENERIC.match(part)
