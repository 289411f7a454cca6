"""The claims such accounts make (docs/claims.md), each with the words by which it is recognised in a text.

A figure says which claims it answers, so these words lead to it without its name being said; where no room answers a
claim yet they say at least what is claimed. A phrase is words that all belong to the claim; `|` parts alternatives.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Known:
    """One claim: number, what it says, its units (Chinese), the phrases it is known by, parted by `;`."""

    number: str
    title: str | Promise
    units_said: str
    phrases_said: str

    @property
    def units(self) -> tuple[str, ...]:
        return tuple(self.units_said.split())

    @property
    def phrases(self) -> tuple[str, ...]:
        return tuple(self.phrases_said.split("; "))


KNOWN: tuple[Known, ...] = (
    Known(
        "C1", _("Composite rank among the national zones"), "位 名", "综合发展水平 全国|国家级; 综合排名; 综合考评 位"
    ),
    Known("C2", _("First among the western zones"), "位 名", "西部 第一|领先"),
    Known("C3", _("Investment attracted"), "元", "招商引资 额|总额; 招商引资逾|招商引资超|招商引资突破"),
    Known("C4", _("Projects that started construction"), "个 项", "项目 开工建设|新开工|集中开工"),
    Known("C5", _("Municipal key projects"), "个 项", "市级重点; 市级 重点项目|重点建设项目"),
    Known("C6", _("Investment completed by municipal key projects"), "元", "市级重点 完成投资"),
    Known("C12", _("Staff drawn into epidemic work"), "人 名", "抽调|选派 战时|防控|抗疫|一线"),
    Known("C19", _("Major promotion events"), "场 次", "重大 招商活动; 招商推介|招商活动 举办|组织"),
    Known("C20", _("Total investment of one project"), "元", "总投资 项目; 投资 元的 项目"),
    Known("C23", _("Domestic capital brought in"), "元", "引进内资|到位内资|内资到位; 境内省外|市外 到位资金"),
    Known("C24", _("Foreign capital brought in"), "美元", "引进外资|利用外资|到位外资|外资"),
    Known("C27", _("Days from clearing the land to the start of building"), "天", "用时 征地拆迁|七通一平|开工"),
    Known("C31", _("Free-trade innovations spread nationwide"), "个 项", "创新成果|制度创新|创新案例 国家级|全国 推广"),
    Known("C33", _("Listed enterprises, by ordinal"), "家", "科创板 企业|上市"),
    Known("C34", _("Unicorn-growth enterprises cultivated"), "家", "独角兽成长企业|独角兽企业 培育|新增"),
    Known("C35", _("Seed enterprises cultivated"), "家", "种子企业 培育|新增"),
    Known("C36", _("High-tech enterprises newly added"), "家 户", "高新技术企业 新增|净增|新认定"),
    Known("C37", _("Research results converted on the spot"), "个 项", "科技成果 就地转化|转化项目"),
    Known("C38", _("Applications for intellectual property"), "件", "知识产权 申请量|申请"),
    Known("C39", _("Technology contracts"), "元", "技术合同 交易额|成交额"),
    Known("C40", _("Batches of one-thing-one-time packages"), "批", "一件事一次办|一件事 套餐|主题"),
    Known("C41", _("One-thing-one-time packages issued"), "个 项", "一件事一次办|一件事 套餐|主题"),
    Known("C42", _("Matters handled in any of several zones"), "项", "通办 政务事项|政务服务事项|事项"),
    Known("C43", _("Hours to finish one tax refund"), "小时", "小时 办结 退税"),
    Known("C44", _("Amount of one tax refund"), "元", "退税款|退税"),
    Known("C46", _("Enterprises helped to apply for projects"), "家 户", "帮助 企业 申报 项目"),
    Known("C47", _("Project applications helped"), "个 项", "申报 各类项目|国家和省市"),
    Known("C48", _("Money won for enterprises"), "元", "争取资金|争取 资金"),
    Known("C49", _("Enterprises helped to apply for titles"), "家 户", "帮助 企业 申报 称号"),
    Known("C50", _("Titles applied for"), "个 项", "申报 称号"),
    Known("C51", _("Titles granted"), "个 项", "称号 获批"),
    Known("C54", _("Power lines put underground"), "千伏 条", "千伏 落地; 高压|电力 线路 落地|入地"),
    Known("C55", _("Dead-end roads opened"), "条", "断头路"),
    Known("C56", _("Old estates renovated"), "个", "老旧小区"),
    Known("C57", _("Back streets and lanes improved"), "条", "背街小巷"),
    Known("C58", _("Overhead cables put underground"), "条", "架空线缆|架空线 落地|入地"),
    Known("C59", _("Villages demolished as a whole"), "个", "整村拆除; 城中村 拆除"),
    Known("C60", _("New greenway"), "米", "绿道"),
    Known("C61", _("Urban green area added"), "平方米", "绿地 面积|新增"),
    Known(
        "C62",
        _("Illegal buildings around the games areas dealt with"),
        "处 宗",
        "违法建设|违建|违章建筑 全运会|十四运|赛事|周边",
    ),
    Known(
        "C63", _("Floor area of these illegal buildings"), "平方米", "违法建设|违建|违章建筑 全运会|十四运|赛事|周边"
    ),
    Known("C66", _("Schools completed and opened"), "所 个", "学校 建成开学|建成投用|建成使用|开学"),
    Known("C67", _("School seats added"), "个", "学位"),
    Known("C68", _("Famous-school unions, municipal level"), "个", "市级 联合体|名校|教育联合体"),
    Known("C69", _("Famous-school unions, district level"), "个", "区级|区县级 联合体|名校|教育联合体"),
    Known("C70", _("Schools covered by famous schools"), "%", "名校 全覆盖|覆盖率"),
    Known(
        "C71",
        _("Grade-A tertiary hospitals under construction"),
        "所 个 家",
        "三甲医院|三级甲等医院 加快建设|在建|建设|推进",
    ),
    Known("C72", _("Games venues under renovation"), "个 座", "场馆 改造 全运会|十四运|运动会"),
    Known("C73", _("Days of good air"), "天", "优良天数|优良天"),
    Known("C74", _("Days of good air, more than last year"), "天", "优良天数|优良天 同比增加|同比减少"),
    Known("C75", _("PM2.5, mean concentration"), "微克/立方米 %", "平均浓度|年均浓度|浓度 pm2.5|细颗粒物"),
    Known("C76", _("PM10, mean concentration"), "微克/立方米 %", "平均浓度|年均浓度|浓度 pm10|可吸入颗粒物"),
    Known("C78", _("Relief money invested so far"), "元", "累计 投入 帮扶资金|扶贫资金"),
    Known("C79", _("Relief projects completed"), "个 项", "参建|援建 项目"),
    Known("C80", _("Village work teams"), "支", "驻村工作队|工作队"),
    Known("C81", _("Members of village work teams"), "人 名", "驻村工作队|工作队"),
    Known("C82", _("Relief money put in place this year"), "元", "落实 帮扶资金|扶贫资金"),
    Known("C83", _("Consumption-relief counters"), "台 个", "消费扶贫 专柜"),
    Known("C84", _("Consumption-relief halls"), "个", "消费扶贫 专馆"),
    Known("C85", _("Online consumption-relief areas"), "个", "消费扶贫 专区"),
    Known("C86", _("Farm products bought from poor areas"), "元", "农特产品|农副产品|农产品 采购|销售|贫困地区"),
    Known("C87", _("Households out of poverty"), "户", "脱贫"),
    Known("C88", _("Persons out of poverty"), "人 名", "脱贫"),
    Known("C89", _("Households with higher income"), "户", "增收|收入 贫困群众|帮扶"),
    Known("C90", _("Persons with higher income"), "人 名", "增收|收入 贫困群众|帮扶"),
    Known("C95", _("Estates visited"), "个", "深入|走访 小区"),
    Known("C96", _("Communities visited"), "个", "深入|走访 社区"),
    Known("C97", _("Households visited"), "户", "居民|走访|入户 户"),
    Known("C98", _("Livelihood problems solved"), "个 件", "民生问题|群众诉求|诉求 解决|办结"),
)
"""Those that are a number; titles, firsts and statements are told by the words that assert them."""
