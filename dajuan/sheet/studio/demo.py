"""The demo's report of 2020 in drafting: composed from the accounts, with a few claims nothing stands behind yet."""

from __future__ import annotations

from datetime import date

from dajuan.core.demo.stage import Stage
from dajuan.core.records.act import act
from dajuan.figures.models import SCALE
from dajuan.sheet.studio import composing
from dajuan.sheet.studio.models import Citation, DataCall, Estimate, Manuscript

YEAR = 2020
CITED = date(2020, 11, 20)
ESTIMATED = date(2020, 12, 15)


def after(stage: Stage) -> None:
    """Once everything is recorded: the manuscript, a citation, an estimate, a data call, the words that need them."""
    office = stage.recorders["general"]
    manuscript = composing.begin(stage.zone, YEAR, by=office)
    with act(by=office, office=stage.offices["general"], origin="demo") as a:
        rank = a.enter(
            Citation(
                manuscript=manuscript,
                name="国家级经开区综合发展水平考核评价",
                says="第15位",
                issuer="商务部",
                document="国家级经济技术开发区综合发展水平考核评价结果",
                edition="2019年度",
                happened_on=CITED,
            )
        )
        trade = a.enter(
            Estimate(
                manuscript=manuscript,
                figure="foreign-trade",
                name="进出口总额",
                value_x10000=42_600_000_000 * SCALE,
                unit="元",
                method="按1—11月实绩加上年12月同口径测算",
                author="党政办公室综合科",
                ends_on=date(YEAR, 12, 31),
                happened_on=ESTIMATED,
            )
        )
    call = DataCall.objects.create(
        zone=stage.zone,
        office=stage.offices["livelihood"],
        manuscript=manuscript,
        name="民办幼儿园转普惠数",
        unit="所",
        question="当年完成转办手续并挂牌的幼儿园，按挂牌日统计",
        due_on=date(2021, 1, 15),
        asked_by=office,
    )
    economy = f"全年进出口总额【est-{trade.number}｜元｜scale=亿】，综合排名居国家级经开区【doc-{rank.number}】。"
    _write(manuscript, "economy", economy, stage, instead_of="进出口总额【foreign-trade·series｜元｜scale=亿】。")
    livelihood = f"民办幼儿园转为普惠园【call-{call.pk}】，获评省级文明单位，惠及学生超万人。"
    _write(manuscript, "livelihood", livelihood, stage)


def _write(manuscript: Manuscript, line: str, words: str, stage: Stage, *, instead_of: str = "") -> None:
    """Add a paragraph to the Chinese passage of a line, as far as there is one."""
    passage = manuscript.passages.filter(language="zh-hans", key=line).first()
    if passage is not None:
        text = f"{passage.text.replace(instead_of, '') if instead_of else passage.text}\n\n{words}"
        passage.rewrite(text, by=stage.recorders["general"], based_on=passage.revision)
