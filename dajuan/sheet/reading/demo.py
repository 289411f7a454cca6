"""The demo's library: the report of 2019 as it was published; and a draft of 2020 that somebody handed in."""

from __future__ import annotations

from datetime import date

from dajuan.core.demo.stage import Stage
from dajuan.core.records.act import act
from dajuan.core.records.evidence import store_bytes
from dajuan.figures.book import Book
from dajuan.sheet.answer_sheet import compose
from dajuan.sheet.reading.models import HandedIn, Read, ReportText, hash_of, take_in
from dajuan.sheet.reading.reader import of_handed_in, of_report

PUBLISHED = date(2020, 1, 14)
DRAFT = """2020年工作总结（征求意见稿）
一年来，城市面貌持续改善。全年打通断头路9条，改造老旧小区个，整治提升背街小巷余条，新建绿道千米，新增城市绿地面积万平方米。
民生福祉持续增进。全年建成开学学校所，新增学位超个，义务教育学校实现名校全覆盖。空气优良天数累计天，同比增加天。
招商引资势头良好。全年引进内资超亿元，引进外资超亿美元。综合排名位居西部第一，帮助企业争取资金亿元。
"""


def after(stage: Stage) -> None:
    """Once everything is recorded: the report of 2019 stands in the library, the draft has been checked."""
    office = stage.recorders["general"]
    _library(stage)
    text = HandedIn.objects.create(
        zone=stage.zone, owner=office, title="2020年工作总结（征求意见稿）", text=DRAFT, hash=hash_of(DRAFT), year=2020
    )
    of_handed_in(text)()
    HandedIn.objects.filter(pk=text.pk).update(status=Read.Status.READ)


def _library(stage: Stage) -> None:
    """The report of 2019 in the words it was published in."""
    zone, office = stage.zone, stage.recorders["general"]
    sheet = compose(zone, 2019, Book.as_known(zone, str(PUBLISHED)))
    parts = [
        sheet.title,
        *(line for one in sheet.sections for line in (one.heading, *(p.text for p in one.paragraphs))),
    ]
    words = "\n".join(parts)
    kept = store_bytes(words.encode(), name=f"{sheet.title}.txt", by=office, zone=zone)
    text = ReportText.objects.create(zone=zone, text=words, hash=hash_of(words), evidence=kept)
    said = {"title": sheet.title, "issuer": zone.name, "scope": "全区", "year": 2019, "happened_on": PUBLISHED}
    with act(by=office, office=stage.offices["general"], origin="demo") as a:
        take_in(a, text, **said)
    of_report(text)()
    ReportText.objects.filter(pk=text.pk).update(status=Read.Status.READ)
