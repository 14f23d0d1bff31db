"""Chinese names of firms that are made of a brand and a trade: "鹏程感知", "北京千弦", "京东物流".

Most firms are called so, but "工业软件" and "公共数据" are made alike: what begins with a word that
says which of a kind is meant names nobody.
"""

import re
from collections.abc import Iterator
from functools import cache

from lodestone.population.expressions.alternatives import alternatives
from lodestone.population.mentions.chinese_words import NO_NAME, PARTICIPLES
from lodestone.population.mentions.names import Name

_TRADES = (
    "科技 智能 半导体 微电子 网络 软件 信息 数据 能源 电子 物流 医疗 健康 生物 材料 新材"
    " 机器人 视觉 视讯 语音 语言 感知"
    " 智行 智运 智造 智联 智驾 智慧 云 云服 光电 电气 汽车 通信 互联 传媒 金服 支付 保险 租赁"
    " 航运 航空 海运 重机 动力 新能 绿能 热控 温控 医影 影像 医学 制药 药业 生科 基因 仿真 芯片"
    " 存储 算力 创芯 战投 国际 控股 实业 化工 钢铁 纺织 食品 乳业 饰品 毯业 数通 数联 数服 交控"
    " 旅发 城投 产投 地产 置业 建工 农业 种业 渔业 环保 水务 燃气 电力 热电 储能 锂电 电池 激光"
    " 雷达 传感 导航 测绘 遥感 卫星 航天 无人系统 步态 语界 医药 电器 精密 自动化 仪器 光学 声学"
    " 安防 安全 游戏 互动 教育 出行 配送 快递 速运 电商 商城 家居 服饰 矿业 船舶 海工 检测 数智"
    " 数科 智控 智算 计算 量子 微电 芯 技术 系统 驱动 机电 装备 无人机 金科 零售 超市 科创 研究"
)
_GENERIC = (
    "工业 公共 医疗 个人 用户 政务 企业 行业 大型 小型 微型 智能 数字 网络 信息 金融 交通 农业 能源"
    " 电力 汽车 航空 航天 海洋 气象 环境 健康 教育 文化 旅游 城市 社会 经济 国家 地方 全球 国际"
    " 国内 海外 境外 境内 民用 商用 军用 消费 服务 移动 通用 专用 高端 低端 新型 新兴 新一"
    " 传统 现代"
    " 核心 关键 基础 重要 敏感 隐私 原始 训练 测试 历史 实时 海量 高质 质量 结构 文本 图像"
    " 语音 视频"
    " 音频 空间 地理 卫星 遥感 临床 电子 生物 化学 物理 材料 机械 软件 硬件 系统 开源 自研"
    " 国产 进口"
    " 工厂 仓储 物流 配送 客服 人形 四足 巡检 手术 焊接 协作 扫地 水下 特种 教学 养老 陪伴"
    " 聊天 互联"
    " 物联 无线 有线 光纤 宽带 通信 计算 存储 安全 绿色 清洁 可再 再生 新能 可信 共享 开放"
    " 流通 交易"
    " 跨境 数据 训练 产业 业务 产品 市场 客户 商业 财务 人力 运营 管理 生产 制造 加工 研发"
    " 设计 技术"
    " 科学 学术 高校 学校 学生 教师 医生 患者 病人 病历 公民 居民 儿童 老年 青年 未成 妇女"
    " 消费 人类"
    " 自然 方言 普通 中文 英文 外语 多语 双语 母语 编程 自动 无人 远程 在线 线上 线下 云端"
    " 边缘 本地"
    " 分布 集中 多模 跨模 单一 综合 完整 相关 有关 其他 其它 各种 各类 多种 大量 部分 全部"
    " 所有 一些"
    " 这些 那些 该 本 此 其 每 各 某 一 两 三 几 多 大模 模型 算法 算力 芯片 机器 人工 深度"
    " 生成 合成"
    " 推荐 识别 搜索 翻译 对话 预测 检测 监测 控制 调度 风控 支付 保险 证券 银行 投资 融资"
    " 上市 上游"
    " 下游 供应 产能 设备 零件 零部 汽配 整车 燃油 纯电 混动 动力 电动 锂电 光伏 风电 核电"
    " 火电 水电"
    " 电网 充电 储能 氢能 石油 天然 煤炭 钢铁 有色 化工 纺织 服装 食品 餐饮 零售 电商 快递"
    " 租赁 房产"
    " 建筑 工程 家居 家用 智慧 城乡 乡村 农村 社区 政府 机关 部门 单位 机构 组织 团体 协会"
    " 公司 集团"
    " 员工 人员 专家 全市 全省 全国 我国 世界 地区 区域 标准 先进 领先 优质 知名 著名 主流"
    " 主要 首个"
    " 首批 首家 最大 最新 统一 独立 联合 合作 战略 长期 短期 年度 季度 月度 累计 总体 整体"
    " 平均 视觉"
    " 激光 毫米 红外 热像 声音 声学 光学 影像 图片 病理 基因 蛋白 药物 疫苗 中药 西药 化妆"
    " 日用 机床"
    " 数控 精密 微电 半导 集成 显示 面板 通讯 雷达 导航 测绘 勘探 采矿 船舶 港口 航运 铁路"
    " 公路 轨道"
    " 公交 出租 网约 自行 摩托 飞行 低空 太空 宇宙 量子 超级 高速 高性 高精 低成 大规 小规"
    " 可穿 增强"
    " 虚拟 元宇 区块 加密 身份 人脸 指纹 生理 行为 位置 轨迹 消防 应急 救援 安防 监控 司法"
    " 法律 税务"
    " 海关 外贸 内贸 进出 上述 前述 相应 对应 特定 指定 必要 合法 非法 违法 不良 虚假 有害"
    " 负面 正面"
    " 研究 测算 统计 调查 公开 官方 显示 手机 电脑 平板 家电 电视 相机 无人 车载 车联 车机"
    " 船用 机载"
    " 星载 座舱 驾驶 感知 决策 规划 执行 硅基 碳化 稀土 稀有 贵金 橡胶 塑料 玻璃 陶瓷 水泥"
    " 木材 造纸"
    " 日常 运维 运营 问答 船舶 航行 点击 浏览 购物 评论 日志 样本 标注 水文 地质 地震 病例"
    " 诊断 药品 订单"
    " 印刷 包装 五金 家具 玩具 体育 娱乐 影视 音乐 出版 新闻 媒体 广告 游戏 动漫 直播 社交"
    " 婚恋 招聘"
    " 考试 培训 留学 签证 旅行 酒店 民宿 餐厅 外卖 生鲜 果蔬 粮食 畜牧 水产 种子 化肥 农药"
    " 农机 灌溉"
)

_WEAK = ("数据", "信息", "系统", "技术", "研究", "计算", "检测", "能源", "教育", "安全")
"""Trades that what belongs to somebody ends with, too: "患者的问答数据"."""

_STARTS = (
    r"(?:(?<=[，。；：:“\"（(\s、和与及由为是向被对给把将同除让跟])|(?<=的)(?<!目的)|(?<=旗下"
    r"|采用|选用"
    r"|使用|部署|引入|收购|并购|控股|买下|入股|参股|投资|注资|资助|接入|吸引|加入|包括|涵盖|联合"
    r"|携手|联手|企业|公司|厂商|同行|巨头|龙头|其中|加盟|入职|入主|入驻|牵手)|(?<=服务|供应"
    r"|交付)(?!商)|(?<=于)|(?<=了)|(?<=中有|的有"
    r"|方有)|(?<=独角兽|制造商"
    r"|生产商|供应商|开发商|服务商|运营商|分别为)|^)"
)
_NO_BRAND = "[据年月日个家项元万亿使用以含含需按每把让等人们者性化型类度率量额式级]"


@cache
def _pattern() -> re.Pattern[str]:
    generic = alternatives(_GENERIC.split())
    trades = alternatives(_TRADES.split())
    letter = rf"(?:(?!{NO_NAME}|{_NO_BRAND})[一-鿿])"
    behind = rf"(?=[，。；、（）()”\"：:\s\d]|$|{NO_NAME}|{PARTICIPLES})"
    no_more = "(?!显示|表明|称，|来源|出境|处理|安全法|保护|要素|产品|服务|技术)"
    return re.compile(
        rf"{_STARTS}(?!{generic})({letter}(?:(?!{generic}){letter}){{1,4}}?(?:{trades}))"
        rf"(?!{trades}){no_more}{behind}",
        re.M,
    )


@cache
def _brand() -> re.Pattern[str]:
    generic = alternatives(_GENERIC.split())
    letter = rf"(?!{NO_NAME}|{_NO_BRAND}|{generic})[一-鿿]"
    return re.compile(rf"(?:{letter}){{2,4}}(?:{alternatives(_TRADES.split())})")


def is_brand(name: str) -> bool:
    """Whether a Chinese name is made of a brand and a trade: "中汽数据", but not "公共数据"."""
    return _brand().fullmatch(name) is not None


def find_brands(text: str) -> Iterator[Name]:
    """Find the firms that a Chinese text calls by a brand and what they deal in."""
    for match in _pattern().finditer(text):
        is_of = text[max(0, match.start() - 1) : match.start()] == "的"
        if not (is_of and match[1].endswith(_WEAK)):
            yield Name(*match.span(1), match[1], "Company", False, False)
