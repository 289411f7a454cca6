"""Cases of December 2020 in every state, by their own methods, so that every desk of the hall has something on it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import count
from typing import Any

from dajuan.core.companies.models import Company
from dajuan.core.demo.stage import Stage
from dajuan.core.records.act import Act
from dajuan.core.staff.models import User
from dajuan.lines.services.demo_catalogue import OWN, Catalogue, Item
from dajuan.lines.services.models import Case, Package

LINE = "services"
Told = tuple[int, str, dict[str, Any]]  # day of December, verb, facts

MISSING: dict[str, Any] = {"missing": ["CL04"]}
STORIES: tuple[tuple[int, Sequence[Told]], ...] = (
    # handed in on, and what followed
    (30, ()),
    (29, ((30, "notify_supplement", {"lacking": ["CL04"]}),)),
    (28, ((29, "notify_supplement", {"lacking": ["CL05"]}), (30, "supply", {"count": 1}))),
    (28, ((28, "accept", {}),)),
    (28, ((28, "accept", {}), (29, "assist", {"assistant": "hao"}))),
    (22, ((22, "accept", {}), (25, "step", {}))),
    (21, ((21, "accept", {}), (23, "stop", {"why": "inspection", "notice": "特程〔2020〕12号", "expected_days": 10}))),
    (14, ((14, "accept", {}), (22, "extend", {"days": 10, "text": "需补充现场核查"}))),
    (28, ((28, "accept_with_missing", {**MISSING, "due_on": date(2021, 1, 8)}),)),
    (1, ((1, "accept_with_missing", {**MISSING, "due_on": date(2020, 12, 7)}), (14, "lapse", {}))),
    (15, ((15, "accept", {}), (21, "step", {}), (22, "step", {}), (23, "decide", {"granted": True}))),
    (
        8,
        (
            (8, "accept", {}),
            (16, "decide", {"granted": False, "cause": "inspection"}),
            (17, "deliver", {"way": "window"}),
        ),
    ),
    (
        7,
        (
            (7, "accept", {}),
            (14, "decide", {"granted": True}),
            (14, "licence", {}),
            (15, "deliver", {"way": "online"}),
            (15, "rate", {"level": 1, "way": "window"}),
        ),
    ),
    (
        2,
        (
            (2, "accept", {}),
            (9, "decide", {"granted": True}),
            (9, "licence", {}),
            (10, "deliver", {"way": "online"}),
            (10, "rate", {"level": 2, "way": "code"}),
            (14, "verify", {}),
            (18, "rectify", {}),
            (25, "archive", {"place": "2020-审批-0412"}),
        ),
    ),
    (24, ((25, "refuse", {"cause": "not-ours"}),)),
)


def put_on(stage: Stage, catalogue: Catalogue, firms: list[Company]) -> None:
    """One case of each story for a matter that is accepted here, and one package with its children."""
    item, numbers = catalogue.called(OWN[0]), count(1)
    for place, (day, told) in enumerate(STORIES):
        story = Story(stage, item, firms[place % len(firms)], next(numbers))
        story.tell(day, told)
    stage.record_at(LINE, _at(29, 11), partial(_hand_in_package, stage, firms))


class Story:
    """One case, step by step, each in an act of its own; the demo's acts do not repeat a subject's state, so we do."""

    def __init__(self, stage: Stage, item: Item, company: Company, number: int) -> None:
        self.stage, self.item, self.company, self.number = stage, item, company, number
        self.key = 0

    def tell(self, day: int, told: Sequence[Told]) -> None:
        at = _at(day, 9, self.number)
        self.stage.record_at(LINE, at + timedelta(minutes=1), partial(self._submit, at))
        for place, (later, verb, facts) in enumerate(told):
            when = _at(later, 10 + place, self.number)
            self.stage.record_at(LINE, when + timedelta(minutes=1), partial(self._step, when, verb, facts))

    def _submit(self, at: datetime, act: Act) -> None:
        window = f"{self.number:03}"
        own: dict[str, Any] = {
            "matter": self.item.matter,
            "company": self.company,
            "channel": "window",
            "window": window,
        }
        self.key = Case.submit(act, at=at, number=f"{at:%Y%m%d}-DEMO{self.number:04}", by_clerk=True, **own).pk

    def _step(self, at: datetime, verb: str, facts: dict[str, Any], act: Act) -> None:
        cases = Case.objects.filter(pk=self.key)
        cases.remember()
        case = cases.get()
        if verb == "licence":
            case.issue_licence(act, at=at, **self._licence(at.date()))
        elif verb == "verify":
            case.verify_rating(act, at=at, rating=case.ratings()[0], true=True)
        elif verb == "rectify":
            case.rectify_rating(act, at=at, rating=case.ratings()[0])
        else:
            getattr(case, verb)(act, at=at, **_with_people(facts, self.stage))

    def _licence(self, day: date) -> dict[str, Any]:
        number = f"JY1610162{self.number:07}"
        valid_to = day.replace(year=day.year + 5)
        return {
            "licence_number": number,
            "title": "食品经营许可证",
            "holder": self.company.name,
            "valid_from": day,
            "valid_to": valid_to,
        }


def _with_people(facts: dict[str, Any], stage: Stage) -> dict[str, Any]:
    """The facts, with accounts for the names of people."""
    people = {name: User.objects.get(zone=stage.zone, username=facts[name]) for name in ("assistant",) if name in facts}
    return facts | people


def _hand_in_package(stage: Stage, firms: list[Company], act: Act) -> None:
    """One form, one set of papers: a case of the package, and a child of each matter."""
    package = Package.objects.filter(zone=stage.zone, issues__isnull=False, endings__isnull=True).order_by("pk")[0]
    at = _at(29, 10)
    own: dict[str, Any] = {"company": firms[0], "channel": "online", "at": at}
    parent = Case.submit(act, package=package, number=f"{at:%Y%m%d}-DEMO9000", **own)
    for place, part in enumerate(package.order(), 1):
        number = f"{at:%Y%m%d}-DEMO900{place}"
        Case.submit(act, matter=part.matter, package_case=parent, number=number, **own)


def _at(day: int, hour: int, minute: int = 0) -> datetime:
    """An instant of December 2020 by the zone's clock."""
    return datetime(2020, 12, day, hour - 8, minute, tzinfo=UTC)
