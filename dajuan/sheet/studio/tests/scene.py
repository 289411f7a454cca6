"""The manuscript of a small year, as the general office has just composed it."""

from __future__ import annotations

from datetime import date

from django.test import Client

from dajuan.core.staff.models import User
from dajuan.sheet.studio import composing
from dajuan.sheet.studio.models import Manuscript, Passage
from dajuan.sheet.tests.scene import YEAR, small_year
from tests.cast import Cast

DAY = date(2021, 3, 1)


def manuscript(cast: Cast) -> Manuscript:
    """With a passage of livelihood in both languages, which belongs to the education bureau."""
    small_year(cast)
    return composing.begin(cast.zone, YEAR, by=cast.qian, today=DAY)


TEXT = """# 民生

全年【schools-opened｜所】学校建成开学，【schools-opened·change｜所】【schools-opened·plan｜所】。新增学位【seats-added｜个】。"""


def written(cast: Cast) -> Manuscript:
    """A manuscript of one passage alone, of livelihood and in Chinese: composing a whole one takes its time."""
    small_year(cast)
    made: Manuscript = Manuscript.objects.create(zone=cast.zone, office=cast.general, year=YEAR)
    common = {"zone": cast.zone, "office": cast.education, "manuscript": made}
    Passage.objects.create(**common, language="zh-hans", key="livelihood").rewrite(TEXT, by=cast.qian, based_on=0)
    return made


def livelihood(of: Manuscript, language: str = "zh-hans") -> Passage:
    found: Passage = of.passages.get(language=language, key="livelihood")
    return found


def signed_in(user: User) -> Client:
    client = Client(headers={"accept-language": "zh-CN"})
    client.force_login(user)
    return client
