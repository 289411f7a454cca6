"""A small believable year, small enough to count on fingers: what tests of the room and of the sheet stand on.

2019 has one contract. 2020 has three: one signed at a cloud signing and amended, one at the Silk Road Expo with a
foreign part, one that was terminated. Five arrivals of 2020: two domestic recognised (one of them in December, reversed
in January 2021), one foreign recognised, one rejected, one that waits.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from dajuan.core.records.act import act
from dajuan.core.staff.models import Office, User
from dajuan.lines.investment.models import Arrival, Contract, Lead, PromotionEvent, YearPlan

WAN, YI = 1_000_000, 10_000_000_000  # in fen or cents
RATE = {"rate_x10000": 65_249, "rate_source": "中国外汇交易中心当日中间价"}


def year(*, by: User, office: Office) -> dict[str, Any]:
    """Record the years for an office, one act a step; the subjects by name."""
    return _Year(by, office).told()


class _Year:
    def __init__(self, by: User, office: Office) -> None:
        self.by, self.office = by, office
        self.made: dict[str, Any] = {}

    def told(self) -> dict[str, Any]:
        self._events()
        self._leads()
        self._contracts()
        self._arrivals()
        self._targets()
        for one in self.made.values():
            one.refresh_from_db()  # a contract moves its lead
        return self.made

    def make(self, subject: type[Any], key: str, **own: Any) -> Any:
        self.made[key] = subject.objects.create(zone=self.office.zone, office=self.office, **own)
        return self.made[key]

    def do(self, key: str, verb: str, day: date, **facts: Any) -> Any:
        with act(by=self.by, office=self.office) as a:
            done = getattr(self.made[key], verb)(a, happened_on=day, **facts)
        self.made[key].refresh_from_db()
        return done

    def _events(self) -> None:
        for key, name, form, level, occasion, day in (
            ("cloud", "重点项目云签约仪式", "cloud", "major", "signing", date(2020, 3, 18)),
            ("expo", "丝博会经开区专场签约", "on-site", "major", "expo", date(2020, 8, 11)),
            ("forum", "新材料对接会", "on-site", "ordinary", "forum", date(2020, 9, 15)),
        ):
            own = {"name": name, "form": form, "level": level, "occasion": occasion, "planned_on": day}
            self.make(PromotionEvent, key, **own)
            self.do(key, "hold", day, guests=20)

    def _leads(self) -> None:
        own = {"method": "chain", "industry": "cars", "source": "event", "origin": "province"}
        self.make(Lead, "lead", name="示范重卡扩能", investor_name="示范汽车集团", expected_fen=60 * YI, **own)
        self.do("lead", "advance", date(2019, 11, 4), to_stage="contacted")
        self.do("lead", "visit", date(2019, 12, 2), way="in", rank="leader")
        self.do("lead", "advance", date(2019, 12, 2), to_stage="visited")
        self.do("lead", "promise", date(2019, 12, 2), side="ours", what="提供厂房方案", due_on=date(2020, 1, 10))
        self.do("lead", "keep_promise", date(2020, 1, 8), promise_key=f"{self.made['lead'].pk}-1")
        self.do("lead", "advance", date(2020, 2, 20), to_stage="negotiating")

    def _contracts(self) -> None:
        def contract(key: str, name: str, event: str = "", lead: str = "", **own: Any) -> None:
            related = {"event": self.made.get(event), "lead": self.made.get(lead)}
            self.make(Contract, key, code=f"HT-{key}", name=name, investor_name="某公司", **related, **own)

        contract("old", "示范软件园", method="technology", industry="services", origin="province")
        self.do("old", "sign", date(2019, 5, 6), total_fen=10 * YI, domestic_fen=10 * YI)
        contract("truck", "示范重卡扩能", "cloud", "lead", method="chain", industry="cars", origin="province")
        self.do(
            "truck", "sign", date(2020, 3, 18), total_fen=60 * YI, domestic_fen=40 * YI, dossier_number="XM-2020-001"
        )
        why = {"because": "增加一条总装线"}
        self.do("truck", "sign", date(2020, 10, 9), total_fen=65 * YI, domestic_fen=45 * YI, **why)
        contract("park", "示范双子园区", "expo", method="capital", industry="equipment", origin="abroad")
        parts = {"domestic_fen": 50 * YI, "foreign_cents": 2 * YI, "rate_x10000": 70_000}
        self.do("park", "sign", date(2020, 8, 11), total_fen=80 * YI, **parts, dossier_number="XM-2020-002")
        contract("ended", "示范物流园", method="investors", industry="services", origin="city")
        self.do("ended", "sign", date(2020, 4, 20), total_fen=5 * YI, domestic_fen=5 * YI, dossier_number="XM-2020-003")
        self.do("ended", "terminate", date(2020, 9, 30), because="投资方放弃")

    def _arrivals(self) -> None:
        self.arrival("first", "truck", date(2020, 5, 12), 3 * YI)
        self.recognise("first", date(2020, 5, 20))
        self.arrival("december", "truck", date(2020, 12, 24), 2 * YI)
        self.recognise("december", date(2020, 12, 28))
        self.do("december", "reverse", date(2021, 1, 8), because="银行退回")
        self.arrival("foreign", "park", date(2020, 11, 10), 5_000 * WAN, currency="USD", origin="abroad", **RATE)
        self.recognise("foreign", date(2020, 11, 16), amount=4_800 * WAN)
        self.arrival("local", "park", date(2020, 11, 20), 1 * YI, origin="same")
        self.do("local", "verify", date(2020, 11, 23), proof="slip", paper="回单02")
        self.do("local", "reject", date(2020, 11, 25), because="本市资金，不计入")
        self.arrival("waiting", "park", date(2020, 12, 20), 4 * YI)

    def arrival(self, key: str, contract: str, day: date, amount: int, **own: Any) -> None:
        rate = {name: own.pop(name) for name in ("rate_x10000", "rate_source") if name in own}
        own = {"currency": "CNY", "form": "fixed", "origin": "province", **own}
        self.make(Arrival, key, code=f"DZ-{key}", contract=self.made[contract], **own)
        self.do(key, "report", day, amount=amount, **rate)

    def recognise(self, key: str, day: date, **facts: Any) -> None:
        self.do(key, "verify", day, proof="slip", paper="回单01")
        self.do(key, "recognise", day, **facts)

    def _targets(self) -> None:
        self.make(YearPlan, "plan", year=2020)
        for day, version, amount in ((date(2020, 1, 10), "年初计划", 6 * YI), (date(2020, 5, 20), "五月调整", 5 * YI)):
            facts = {"kind": "domestic", "amount": amount, "version": version, "document": "管发〔2020〕3号"}
            self.do("plan", "aim", day, office_aimed=self.office, **facts)
