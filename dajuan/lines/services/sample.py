"""A believable year of a hall, small enough to count on fingers: what tests of the room and of the sheet stand on.

2019 has one case, decided in 2020. 2020 has five more: one done on the spot and rated very satisfied, one accepted with
a paper missing and rated badly, one seen through by an assistant and late, one refused, one in hand. Two packages in
two batches, one of them merged. One project that won money of two asked for; two titles, one granted; the named refund.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from dajuan.core.calendar.models import DayChange
from dajuan.core.companies.models import Company, enter_company
from dajuan.core.records.act import act
from dajuan.core.staff.models import Office, User
from dajuan.figures.models import SCALE, Attested
from dajuan.lines.services.models import (
    Case,
    Matter,
    MatterVersion,
    Package,
    PackageMatter,
    PaperKind,
    PolicyApplication,
    PolicyItem,
    Refund,
    TitleApplication,
)

WAN, YI = 1_000_000, 10_000_000_000  # in fen
FIRMS = (("91610132MA6TXUP48Y", "示范精密机械有限公司"), ("91610132X00000123T", "示范软件有限公司"))


def at(year: int, month: int, day: int, hour: int = 10, minute: int = 0) -> datetime:
    """An instant by the clock of the zone."""
    return datetime(year, month, day, hour, minute, tzinfo=timezone.get_default_timezone())


def year(*, by: User, office: Office) -> dict[str, Any]:
    """Record the years for an office, one act a step; the subjects by name."""
    return _Year(by, office).told()


class _Year:
    def __init__(self, by: User, office: Office) -> None:
        self.by, self.office = by, office
        self.made: dict[str, Any] = {}

    def told(self) -> dict[str, Any]:
        self._calendar()
        self._catalogue()
        self._cases()
        self._packages()
        self._policies()
        self._titles()
        self._refund()
        for one in self.made.values():
            one.refresh_from_db()
        return self.made

    def make(self, subject: type[Any], key: str, **own: Any) -> Any:
        self.made[key] = subject.objects.create(zone=self.office.zone, office=self.office, **own)
        return self.made[key]

    def do(self, key: str, verb: str, **facts: Any) -> Any:
        with act(by=self.by, office=self.office) as a:
            done = getattr(self.made[key], verb)(a, **facts)
        self.made[key] = type(self.made[key]).objects.get(pk=self.made[key].pk)  # what it remembers with it
        return done

    def _calendar(self) -> None:
        """Only New Year's Days: every Monday to Friday of the story works."""
        with act(by=self.by, office=self.office) as a:
            for number in (2019, 2020, 2021):
                a.enter(DayChange(day=date(number, 1, 1), is_working=False, name="元旦", happened_on=date(2018, 12, 1)))
            for code, name in FIRMS:
                enter_company(a, code=code, name=name, happened_on=date(2019, 1, 3), size="small", industry="C3489")
            said = {
                "figure": "soft-environment-rank",
                "value_x10000": 3 * SCALE,
                "issuer": "研究院",
                "document": "指数",
            }
            a.enter(Attested(**said, happened_on=date(2020, 11, 26)))

    def _catalogue(self) -> None:
        for key, name in (("food", "食品经营许可证核发"), ("health", "公共场所卫生许可证核发")):
            matter = self.make(Matter, key, code=f"A-{key}", name=name, kind="1", department="市场监管局")
            version = MatterVersion.objects.create(
                matter=matter, number=1, valid_from=date(2019, 1, 1), promised_limit=5, legal_limit=20,
                allows_missing=True,
            )  # fmt: skip
            main, minor = (
                PaperKind.objects.get_or_create(zone=self.office.zone, code=f"{key}-{word}", name=f"{key} {word}")[0]
                for word in ("form", "plan")
            )
            version.ask(main)
            version.ask(minor, is_main=False)
            self.do(key, "issue", happened_on=date(2019, 1, 1), version=version)

    def _case(self, key: str, day: datetime, **own: Any) -> None:
        with act(by=self.by, office=self.office) as a:
            case = Case.submit(
                a, **{"matter": self.made["food"], "channel": "window", "window": "012", "at": day} | own
            )
        self.made[key] = Case.objects.get(pk=case.pk)

    def _cases(self) -> None:
        self._case("old", at(2019, 12, 30))
        self.do("old", "accept", at=at(2019, 12, 30, 11))
        self.do("old", "decide", at=at(2020, 1, 3), granted=True)  # 31 December, 2 and 3 January
        self._case("spot", at(2020, 3, 2))
        with act(by=self.by, office=self.office) as a:  # one visit
            self.made["spot"].accept(a, at=at(2020, 3, 2, 11))
            self.made["spot"].decide(a, at=at(2020, 3, 2, 12), granted=True)
        self.do("spot", "rate", at=at(2020, 3, 2, 13), level=5, way="window")
        self._missing()
        self._case("late", at(2020, 6, 1), channel="online", window="")
        self.do("late", "assist", at=at(2020, 6, 1, 11), assistant=self.by)
        self.do("late", "accept", at=at(2020, 6, 1, 12))
        self.do("late", "decide", at=at(2020, 6, 10), granted=False, cause="conditions")  # 7 working days of 5
        self._case("refused", at(2020, 7, 6))
        self.do("refused", "refuse", at=at(2020, 7, 7), cause="papers")
        self._case("open", at(2020, 12, 29))
        self.do("open", "accept", at=at(2020, 12, 30))

    def _missing(self) -> None:
        """Accepted without its plan, which came in time; rated badly, rectified in time, called back."""
        self._case("missing", at(2020, 4, 6))
        self.do("missing", "accept_with_missing", at=at(2020, 4, 6, 11), missing=["food-plan"], due_on=date(2020, 4, 9))
        self.do("missing", "supply_missing", at=at(2020, 4, 8))
        self.do("missing", "decide", at=at(2020, 4, 9), granted=True)
        rating = self.do("missing", "rate", at=at(2020, 4, 10), level=2, way="code")
        self.do("missing", "verify_rating", rating=rating, at=at(2020, 4, 13), true=True)
        self.do("missing", "rectify_rating", rating=rating, at=at(2020, 4, 20))
        self.do("missing", "call_back", rating=rating, at=at(2020, 4, 22), reached=True, level=4)

    def _packages(self) -> None:
        for key, name, batch, day in (
            ("restaurant", "我要开餐饮店", "第一批", date(2020, 5, 6)),
            ("cafe", "我要开咖啡店", "第二批", date(2020, 9, 1)),
        ):
            package = self.make(Package, key, code=f"P-{key}", name=name, batch=batch)
            for place, matter in enumerate(("food", "health"), 1):
                PackageMatter.objects.create(package=package, matter=self.made[matter], position=place)
            self.made[key] = Package.objects.get(pk=package.pk)
            self.do(key, "issue", happened_on=day)
        self.do("cafe", "end", happened_on=date(2020, 11, 2), how="merged", into=self.made["restaurant"])

    def _policies(self) -> None:
        own = {"kind": "project", "level": "provincial", "basis": "省专项资金办法", "most_fen": 300 * WAN}
        self.make(PolicyItem, "policy", code="HQ-1", name="工业转型升级专项资金", **own)
        self.do("policy", "issue", happened_on=date(2020, 1, 6), document="省发〔2020〕1号")
        firms = list(Company.objects.filter(zone=self.office.zone).order_by("code"))
        for number, firm in enumerate((firms[0], firms[0], firms[1]), 1):
            self.make(
                PolicyApplication, f"claim-{number}", code=f"SB-{number}", policy=self.made["policy"], company=firm
            )
            self.do(f"claim-{number}", "apply", happened_on=date(2020, 3, number), asked_fen=200 * WAN)
        self.do("claim-1", "recommend", happened_on=date(2020, 3, 20))
        self.do("claim-1", "approve", happened_on=date(2020, 6, 1), granted_fen=150 * WAN, document="资金通知")
        self.do("claim-1", "announce", happened_on=date(2020, 6, 2), ends_on=date(2020, 6, 9), place="门户网站")
        self.do("claim-1", "pay", happened_on=date(2020, 6, 15), paid_fen=100 * WAN)
        self.do("claim-2", "refuse", happened_on=date(2020, 6, 1), because="评审未通过")

    def _titles(self) -> None:
        firms = list(Company.objects.filter(zone=self.office.zone).order_by("code"))
        for number, title in enumerate(("high-tech", "tech-sme"), 1):
            own = {"code": f"CH-{number}", "company": firms[0], "title": title, "level": "national"}
            self.make(TitleApplication, f"title-{number}", **own)
            self.do(f"title-{number}", "apply", happened_on=date(2020, 5, 11))
        facts = {"document": "2020年第1批名单", "valid_to": date(2023, 10, 1)}
        self.do("title-1", "grant", happened_on=date(2020, 10, 1), **facts)

    def _refund(self) -> None:
        firm = Company.objects.filter(zone=self.office.zone).order_by("code").first()
        self.make(Refund, "refund", code="TS-1", company=firm, tax="vat-credit", landmark="longi-refund")
        self.do("refund", "accept", accepted_at=at(2020, 4, 21, 9, 10), asked_fen=2 * YI)
        stop = {"from_at": at(2020, 4, 21, 11, 10), "to_at": at(2020, 4, 21, 13, 40), "because": "补充资料"}
        self.do("refund", "stop", **stop)
        self.do("refund", "pay", paid_at=at(2020, 4, 21, 15, 40), paid_fen=1 * YI)
