"""What an applicant is told by a program about papers and about a case: what its page shows, as data."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.urls import reverse
from django.utils import timezone
from ninja import Query, Schema

from dajuan.core.rooms.api import LARGEST
from dajuan.lines.services.models import Case
from dajuan.lines.services.models.applying import Sheet
from dajuan.lines.services.models.guiding import MOST
from dajuan.lines.services.views.portal_following import TOLD, owed

Answer = Annotated[int, Query(ge=1, le=LARGEST)]
AnswersGiven = Annotated[
    list[Answer] | None, Query(max_length=MOST, description="keys of choices of the guide, each once")
]


class PaperWanted(Schema):
    """A paper that is asked for; one that `may_follow` may be promised for later."""

    code: str
    name: str
    is_main: bool
    may_follow: bool
    note: str


class PaperTold(Schema):
    """A paper of a case, and how it stands."""

    code: str
    name: str
    state: str


class PaperOwed(Schema):
    """A paper the applicant is to hand in now."""

    code: str
    name: str


class ChildTold(Schema):
    """A matter of a package that was applied for as one."""

    number: str
    name: str
    stage: str
    stage_name: str


class CaseTold(Schema):
    """Where a case stands, in the applicant's words. `licence` is its number, empty before it is handed out."""

    number: str
    name: str
    office: str
    stage: str
    stage_name: str
    clock: str
    told: list[str]
    missing_by: date | None
    papers: list[PaperTold]
    owed: list[PaperOwed]
    matters: list[ChildTold]
    licence: str
    page: str


def papers_of(sheet: Sheet) -> list[PaperWanted]:
    """The papers asked for, in the order of the guide."""
    return [
        PaperWanted(
            code=one.paper.code,
            name=one.paper.told,
            is_main=one.is_main,
            may_follow=one.may_follow,
            note=one.note,
        )
        for one in sheet.papers
    ]


def name_of(case: Case) -> str:
    """What was applied for, in the reader's language."""
    about = case.matter or case.package
    return about.told if about else ""


def told_of(case: Case) -> CaseTold:
    """A case as its page on the portal shows it."""
    texts = case.texts
    licence = None if case.missing_by else case.licence
    papers = case.papers.select_related("paper")
    children = case.children.select_related("matter")
    return CaseTold(
        number=case.number,
        name=name_of(case),
        office=str(case.office),
        stage=case.stage,
        stage_name=str(case.get_stage_display()),
        clock=case.clock_in_words(timezone.now()),
        told=[texts[name] for name in TOLD if texts.get(name)],
        missing_by=case.missing_by,
        papers=[PaperTold(code=one.paper.code, name=one.paper.told, state=one.state) for one in papers],
        owed=[PaperOwed(code=one.code, name=one.told) for one in owed(case)],
        matters=[
            ChildTold(number=one.number, name=name_of(one), stage=one.stage, stage_name=str(one.get_stage_display()))
            for one in children
        ],
        licence=licence.licence_number if licence else "",
        page=reverse("open-services:case", args=[case.number]),
    )
