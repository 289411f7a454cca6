"""What the portal offers to programs: find a matter or package with its guide, policies open today, follow a case.

No key is needed. Who asks too often from one place is refused, and a case opens by number and code as on its page.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from dajuan.core.records.forms import data_of
from dajuan.core.rooms.api import After, Limit, Number, Refusal, Wrong, troubles_of
from dajuan.lines.services import portal_api_own
from dajuan.lines.services.forms.portal import FindForm, FollowForm
from dajuan.lines.services.models import Audience, LifeEvent, Matter, MatterVersion, Package, PolicyItem
from dajuan.lines.services.models.applying import Sheet
from dajuan.lines.services.models.guiding import Guidance
from dajuan.lines.services.portal_told import AnswersGiven, CaseTold, PaperWanted, papers_of, told_of
from dajuan.lines.services.views.portal import matter_sheet, package_sheet, search, the_zone
from dajuan.lines.services.views.portal_following import followed
from dajuan.look.paging import page_by_key

EVENTS = ", ".join(LifeEvent.values)
OPEN: dict[Any, Any] = dict.fromkeys((404, 422, 429), Refusal)
AUDIENCES = ", ".join(Audience.values[:2])


class FindWish(Schema):
    """What is looked for; empty means all."""

    q: str = Field("", max_length=60, description="any words, in Chinese or English")
    life_event: str = Field("", max_length=12, description=f"one of {EVENTS}")
    audience: str = Field("", max_length=10, description=f"one of {AUDIENCES}")
    department: str = Field("", max_length=120, description="as a matter names it")


class FoundRow(Schema):
    """One matter or package that was found; `department` is empty of a package."""

    key: int
    code: str
    name: str
    department: str
    audience: str
    life_event: str
    page: str


class Found(Schema):
    """Packages, on the first page alone, and matters; `is_near`: not by these words, but by names with their signs."""

    packages: list[FoundRow]
    matters: list[FoundRow]
    is_near: bool
    after: str


class ChoiceTold(Schema):
    """An answer of the guide; `chosen` where it was given."""

    key: int
    text: str
    chosen: bool


class QuestionTold(Schema):
    """A question of the guide, in the reader's language."""

    text: str
    choices: list[ChoiceTold]


class PartTold(Schema):
    """A matter as a package needs it; what is not accepted here is applied for on the superior platform."""

    key: int
    code: str
    name: str
    accepted_here: bool


class VersionTold(Schema):
    """What holds of a matter today. Limits are counted in `unit`; null where none is known."""

    number: int
    valid_from: date
    valid_to: date | None
    basis: str
    result: str
    legal_limit: int | None
    promised_limit: int | None
    unit: str
    on_the_spot: bool
    trips: int
    channels: list[str]


class GuideTold(Schema):
    """What applies after the answers given: papers, questions; `apply_at` is the page or the platform to apply at."""

    key: int
    code: str
    name: str
    office: str
    guide: str
    accepted_here: bool
    apply_at: str
    papers: list[PaperWanted]
    questions: list[QuestionTold]


class MatterTold(GuideTold):
    """A matter in force, with its version of today; null where none holds."""

    department: str
    version: VersionTold | None


class PackageTold(GuideTold):
    """A package in force: its matters in their order, and its working days."""

    promised_days: int | None
    matters: list[PartTold]


class PolicyTold(Schema):
    """A policy open today; `most_fen` in fen for one enterprise. Days are null where it is open without end."""

    key: int
    code: str
    name: str
    kind: str
    level: str
    way: str
    basis: str
    said: str
    most_fen: int | None
    open_from: date | None
    open_to: date | None
    conditions: list[str]


class PolicyPage(Schema):
    """Some policies; `after` asks for the next ones, empty at the end."""

    rows: list[PolicyTold]
    after: str


class Follow(Schema):
    """Number and code of the receipt."""

    number: str = Field(max_length=60)
    code: str = Field(max_length=12)


def router() -> Router:
    """The portal's part of the interface: what anybody may ask, and what an applicant asks of its own."""
    made = Router(tags=["portal"])
    made.get("/find/", auth=None, response={200: Found, **OPEN})(find)
    made.get("/matters/{key}/", auth=None, response={200: MatterTold, **OPEN})(matter)
    made.get("/packages/{key}/", auth=None, response={200: PackageTold, **OPEN})(package)
    made.get("/policies/", auth=None, response={200: PolicyPage, **OPEN})(policies)
    made.post("/follow/", auth=None, response={200: CaseTold, **OPEN, 400: Refusal})(follow)
    portal_api_own.add_to(made)
    return made


def find(request: Any, wish: Query[FindWish], limit: Limit = 30, after: After = "") -> Found:
    """Matters and packages in force by any words, theme, department and for whom, as the first page finds them."""
    zone = the_zone()
    form = FindForm(request.GET, zone=zone)
    if not form.is_valid():
        raise Wrong(troubles_of(form))
    packages, page, is_near = search(request, zone, form.asked(), limit)
    return Found(
        packages=[_row(one, "open-services:package") for one in packages],
        matters=[_row(one, "open-services:matter") for one in page.rows],
        is_near=is_near,
        after=page.after,
    )


def _row(one: Matter | Package, page: str) -> FoundRow:
    return FoundRow(
        key=one.pk,
        code=one.code,
        name=one.told,
        department=getattr(one, "department", ""),
        audience=one.audience,
        life_event=one.life_event,
        page=reverse(page, args=[one.pk]),
    )


def matter(request: Any, key: Number, answers: AnswersGiven = None) -> MatterTold:
    """A matter in its version in force: limits, papers, guide. Answers to its questions spare papers."""
    about, sheet, guide = matter_sheet(key, [str(one) for one in answers or ()])
    version = sheet.version
    return MatterTold(
        **_guide(sheet, guide, reverse("open-services:apply-matter", args=[about.pk])),
        guide=version.guide if version else "",
        department=about.department,
        version=_version(version) if version else None,
    )


def package(request: Any, key: Number, answers: AnswersGiven = None) -> PackageTold:
    """A package with its matters and papers. Answers to its questions spare both."""
    about, sheet, guide = package_sheet(key, [str(one) for one in answers or ()])
    days = about.longest_way(timezone.localdate()) if about.promised_days is None else about.promised_days
    here = {one.pk for one in sheet.parts}
    return PackageTold(
        **_guide(sheet, guide, reverse("open-services:apply-package", args=[about.pk])),
        guide=about.guide,
        promised_days=days,
        matters=[
            PartTold(key=one.pk, code=one.code, name=one.told, accepted_here=one.pk in here) for one in sheet.course
        ],
    )


def _guide(sheet: Sheet, guide: Guidance, page: str) -> dict[str, Any]:
    about = sheet.about
    return {
        "key": about.pk,
        "code": about.code,
        "name": about.told,
        "office": str(about.office),
        "accepted_here": sheet.is_open,
        "apply_at": page if sheet.is_open else settings.SERVICE_PLATFORM or "",
        "papers": papers_of(sheet),
        "questions": [_question(one, guide) for one in guide.questions],
    }


def _question(one: Any, guide: Guidance) -> QuestionTold:
    choices = [
        ChoiceTold(key=choice.pk, text=choice.told, chosen=choice.pk in guide.chosen) for choice in one.choices.all()
    ]
    return QuestionTold(text=one.told, choices=choices)


def _version(one: MatterVersion) -> VersionTold:
    return VersionTold(
        number=one.number,
        valid_from=one.valid_from,
        valid_to=one.valid_to,
        basis=one.basis,
        result=one.result,
        legal_limit=one.legal_limit,
        promised_limit=one.promised_limit,
        unit=one.unit,
        on_the_spot=one.on_the_spot,
        trips=one.trips,
        channels=[str(channel) for channel in one.channel_list],
    )


def policies(request: Any, limit: Limit = 30, after: After = "") -> PolicyPage:
    """Policies in force that take applications today, each with its conditions in words."""
    rows = PolicyItem.objects.filter(zone=the_zone()).open_on(timezone.localdate()).prefetch_related("conditions")
    page: Any = page_by_key(rows, request, ("pk",), limit)
    return PolicyPage(rows=[_policy(one) for one in page.rows], after=page.after)


def _policy(one: PolicyItem) -> PolicyTold:
    return PolicyTold(
        key=one.pk,
        code=one.code,
        name=one.name,
        kind=one.kind,
        level=one.level,
        way=one.way,
        basis=one.basis,
        said=one.said,
        most_fen=one.most_fen,
        open_from=one.open_from,
        open_to=one.open_to,
        conditions=[str(condition) for condition in one.conditions.all()],
    )


def follow(request: Any, sent: Follow) -> CaseTold:
    """Where a case stands, by the number and code of its receipt; a wrong number and a wrong code are answered alike.

    Tries are counted together with those of the page: few for one number, some from one place.
    """
    form = FollowForm(data_of({"number": [sent.number], "code": [sent.code]}))
    if not form.is_valid():
        raise Wrong(troubles_of(form))
    return told_of(followed(request, form.cleaned_data["number"], form.cleaned_data["code"]))
