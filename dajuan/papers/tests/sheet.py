"""One paper that has everything, for the tests of each way out."""

from datetime import date

from dajuan.papers.charts import Series, bars
from dajuan.papers.paper import Annex, Foot, Heading, Paper, Picture, Run, Table, Text

CHART = bars(["2019年", "2020年"], [Series("优良天数", [225, 250])], "天")

EVERYTHING = Paper(
    title="关于二〇二〇年度城市品质提升工作情况的报告",
    issuer="测试开发区管理委员会",
    number="测开发〔2021〕12号",
    copy_number="000012",
    urgency="加急",
    signer="周正",
    foot=Foot("市发展和改革委员会，市统计局。", "测试开发区管理委员会办公室", date(2021, 1, 9)),
    addressee="市人民政府",
    blocks=[
        Heading("城市品质"),
        Heading("道路", 2),
        Text(
            [
                Run("全年打通断头路"),
                Run("12", link="http://localhost/figures/roads-opened/", anchor="roads-opened"),
                Run('条，<b>&amp; #read("/etc/passwd") $x$ *y*。'),
            ]
        ),
        Heading("断头路", 3),
        Heading("凤城六路", 4),
        Table(["指标", "本年"], [["打通断头路", "12"], ["", "1,234"]], caption="主要指标", numbers=frozenset({1})),
        Picture(CHART, "柱状图：2019年225天，2020年250天", "优良天数"),
        Text("以上报告，请审阅。"),
    ],
    office="测试开发区管理委员会",
    signed_on=date(2021, 1, 8),
    annexes=[Annex("全部指标表", [Table(["指标", "单位"], [["打通断头路", "条"]] * 60)], across=True)],
)

A_FULL_PAGE = Paper(title="版心", blocks=[Text("测" * 28 * 70)])
