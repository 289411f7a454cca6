"""A zone in which every kind of page has something to show: the demo at its smallest, and one of each thing of core.

`furnish()` fills an empty database in about three seconds. Its people are those of the demo; the names are the cast's.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from dajuan.core.applicants.models import Applicant, ask_for_mandate
from dajuan.core.calendar.clocks import Unit
from dajuan.core.calendar.models import issue_rule_set
from dajuan.core.companies.models import enter_company
from dajuan.core.dossiers.models import open_dossier
from dajuan.core.outbox.models import Channel, put_out
from dajuan.core.people.models import Particulars, enter_person
from dajuan.core.places.models import Area
from dajuan.core.records.act import act
from dajuan.core.records.evidence import store_bytes
from dajuan.core.records.models import Batch
from dajuan.core.seal.sealing import seal
from dajuan.core.staff.models import Charge, Office, User, Zone
from dajuan.core.tickets.models import Category, Source, raise_ticket
from dajuan.desk.api.models import Token
from dajuan.desk.demo import START, load
from dajuan.desk.hooks.models import Host, Subscription
from dajuan.figures import catalogue
from dajuan.figures.nation import kept
from dajuan.figures.nation.adding import ranked
from dajuan.figures.planner import leaves
from dajuan.lines.city.models import Work
from dajuan.lines.services.models import (
    Case,
    CaseSheet,
    Comparison,
    Difference,
    LicenceIssued,
    Matter,
    MatterVersion,
    Package,
    PackageMatter,
    PolicyItem,
)
from dajuan.sheet.studio.models import Manuscript
from dajuan.values import periods

SMALLEST = 0.01
DAY = date(2020, 9, 1)
NOON = datetime(2020, 9, 1, 4, tzinfo=UTC)  # by the clock of the zone
PNG = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\6\0\0\0\x1f\x15\xc4\x89"
    b"\0\0\0\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\0\5\0\1\xff\x89\x99=\x1d\0\0\0\0IEND\xaeB`\x82"
)
STRANGE = "姓名,电话\n一,二\n"  # nobody can guess its columns
FAULTY = "编号,名称,类别,列入计划时间,责任单位\nW-1,甲路,断头路,2020-01-10,城建局\nW-2,乙路,运河,2020-01-10,\n"
PASSWORD = "correct horse battery"


def furnish() -> Zone:
    """The furnished zone, in an empty database."""
    with translation.override("zh-hans"):
        zone = load(SMALLEST)
        people = {user.username: user for user in User.objects.filter(zone=zone)}
        for user in people.values():
            user.set_password(PASSWORD)
            user.save()
        _core(zone, people["li"])
        _under_way(people["li"])
        _come_back(people["qian"])
        _read(people["qian"])
        _to_the_outside(people["li"], people["xu"])
        _at_the_hall(people["tian"])
        _from_outside()
        _mirrored(people["tian"])
        _compared(zone)
        seal()
    return zone


def _compared(zone: Zone) -> None:
    """The zone among others by a share, of which one has too small a base for a place."""
    figure, year = catalogue.figure("works-satisfaction"), periods.year(2020)
    assert figure
    top, bottom = leaves([(figure, year)])
    values = {zone.code: (93, 100), "east": (95, 100), "west": (2, 2)}
    zones = {code: {top: its[0], bottom: its[1]} for code, its in values.items()}
    kept.keep([ranked(figure, year, zones, least=30)], year, 30)


def _mirrored(tian: User) -> None:
    """An export of cases compared with the one before it, and a sheet of a case that waits to be taken up."""
    office: Any = tian.office
    own: dict[str, Any] = {"zone": office.zone, "office": office, "imported_by": tian, "register": "services.cases"}
    batches = [Batch.objects.create(file_name=f"办件{month}月.xlsx", **own) for month in (9, 10)]
    said: dict[str, Any] = {"zone": office.zone, "before": batches[0], "new": 1}
    compared = Comparison.objects.create(batch=batches[1], **said)
    Difference.objects.create(comparison=compared, kind=Difference.Kind.NEW, number="B01")
    case = {"number": "20201009-AAAA", "matter_code": "A", "submitted_at": "2020-10-09T09:00:00+08:00"}
    sheet = {"case": case, "from": {"code": "there"}, "to": {"code": "here"}}
    common: dict[str, Any] = {"kind": CaseSheet.Kind.HANDED, "incoming": True, "number": "20201009-AAAA"}
    CaseSheet.objects.create(
        zone=office.zone, from_code="there", to_code="here", content=sheet, hash="0" * 64, **common
    )


def _core(zone: Zone, li: User) -> None:
    """A resident, a company, a project, a part of the zone, a problem, a rule set, an import."""
    office: Any = li.office
    Charge.objects.create(office=office, line="tickets", from_on=START)
    lamp = Category.objects.create(
        zone=zone, code="street/lamp", name="路灯不亮", lead=office, limit=5, unit=Unit.NATURAL_DAYS
    )
    with act(by=li) as a:
        enter_person(a, Particulars("欧阳明月", telephone="13800138000"))
        enter_company(a, code="91610132MA6TXUP48Y", name="示范精密机械有限公司", happened_on=DAY)
        open_dossier(a, number="2020-610132-36-03-001234", title="示范装备项目", happened_on=DAY)
        said = "门口的路灯坏了"
        raise_ticket(
            a, category=lamp, source=Source.VISIT, at=NOON, title="灯坏了", description=said, place="示范路1号"
        )
        issue_rule_set(
            a,
            kind="practice",
            edition="2020",
            issued_on=DAY,
            valid_from=DAY,
            document="示范〔2020〕1号",
            content={"limit": 3},
        )
    area = Area.objects.create(zone=zone, office=office, name="中心片区")
    with act(by=li) as a:
        area.count(a, happened_on=DAY, ends_on=None, document="")
    Batch.objects.create(zone=zone, office=office, register="city.works", file_name="台账.xlsx", imported_by=li)
    store_bytes(PNG, name="现场.png", by=li, zone=zone)


def _under_way(li: User) -> None:
    """A draft that is kept, one that waits for review, and an import after its dry run."""
    browser = Client()
    browser.force_login(li)
    for work, action in zip(Work.objects.order_by("-pk")[:2], ("keep", "submit"), strict=True):
        address = f"{work.get_absolute_url()}report/"
        filled = {"happened_on": "2020-12-01", "done_x10": "99", "phase": "structure", "action": action}
        browser.post(address, {**filled, "evidence": SimpleUploadedFile("现场.png", PNG)})
    for ledger in (STRANGE, FAULTY):
        browser.post("/spreadsheets/registers/city.works/", {"file": SimpleUploadedFile("台账.csv", ledger.encode())})


def _come_back(qian: User) -> None:
    """A draft of the report that went out to be edited and came back, not yet merged."""
    browser = Client()
    browser.force_login(qian)
    manuscript = Manuscript.objects.order_by("-year").first()
    assert manuscript is not None  # the demo writes two
    draft = browser.get(reverse("studio:draft", args=[manuscript.pk])).content
    browser.post(reverse("studio:returning", args=[manuscript.pk]), {"file": SimpleUploadedFile("回收稿.docx", draft)})


def _read(qian: User) -> None:
    """A text with claims and a gap that was checked, a past report, a phrase that was taught."""
    browser = Client()
    browser.force_login(qian)
    browser.post("/reading/", {"pasted": "2020年总结\n全年打通断头路8条，新增学位540个，引进外资超亿美元。"})
    said = {"title": "2019年总结", "issuer": "管委会", "year": "2019", "scope": "全区", "happened_on": "2020-01-10"}
    browser.post("/reading/library/new/", {**said, "pasted": "2019年打通断头路5条。"})
    browser.post("/reading/lexicon/", {"role": "alias", "words": "瓶颈路", "figure": "roads-opened"})


def _to_the_outside(li: User, xu: User) -> None:
    """A channel with a reminder, a key, a host and a webhook that goes there."""
    Channel.objects.create(zone=li.zone, kind=Channel.Kind.FILE, name="文件", usual=True)
    put_out(li, title="示范提醒", link="/desk/", now=NOON)
    Token.objects.make(li, Token.Kind.PROGRAM, "示范程序", ["mine.read"], None)
    Host.objects.create(name="hooks.zone.example", added_by=xu)
    told = Subscription(user=li, zone=li.zone, name="示范推送", url="https://hooks.zone.example/in", lines=["city"])
    told.keep_secret(secret="示范")
    told.save()


def _from_outside() -> None:
    """An applicant with a mandate to be looked at, an application begun, and a licence of her own."""
    mingyue = Applicant.objects.get(user__username="mingyue")
    proof = store_bytes(PNG, name="授权书.png", by=mingyue.user, zone=mingyue.zone, personal=True)
    said = {"code": "91610132MA6TXUP48Y", "name": "示范精密机械有限公司"}
    ask_for_mandate(mingyue, **said, from_on=START, to_on=None, proof=proof)
    browser = Client()
    browser.force_login(mingyue.user)
    matter = Matter.objects.in_force().filter(mode="own").order_by("pk")[0]
    browser.post(reverse("open-services:apply-matter", args=[matter.pk]), {"token": "outside", "action": "keep"})
    licence = LicenceIssued.objects.order_by("-number")[0]
    Case.objects.filter(pk=licence.case_id).update(person=mingyue.person)
    _claims(mingyue, browser)


def _claims(mingyue: Applicant, browser: Client) -> None:
    """A firm she acts for; of it a claim handed in, one begun, and a title applied for."""
    policy = PolicyItem.objects.filter(stage="in-force", way="apply").order_by("pk")[0]
    firm = mingyue.companies_on(date(2021, 1, 1))[0]  # the demo lets her act from 21 December 2020
    told: dict[str, Any] = {"company": firm.pk, "contact": "13800138000", "agreed": "on", "consent": "on"}
    money = reverse("open-services:claim-policy", args=[policy.pk])
    sent = {**told, "asked_fen": "1", "files": [SimpleUploadedFile("发票.png", PNG)], "action": "send"}
    browser.post(money, {**sent, "token": "claimed"})
    browser.post(money, {**sent, "token": "begun-claim", "action": "keep"})
    title = {**told, "title": "high-tech", "level": "national", "action": "send", "token": "titled"}
    browser.post(reverse("open-services:claim-title"), title)


def _at_the_hall(tian: User) -> None:
    """An application begun, and a case with a licence and a bad rating."""
    matter = Matter.objects.in_force().filter(mode="own").order_by("pk")[0]
    drawn_up = matter.versions.latest("number").number + 1
    MatterVersion.objects.create(matter=matter, number=drawn_up, valid_from=DAY, legal_limit=20, promised_limit=5)
    together = Package.objects.create(zone=matter.zone, office=matter.office, code="P-0", name="示范一件事", batch="一")
    PackageMatter.objects.create(package=together, matter=matter)
    browser = Client()
    browser.force_login(tian)
    browser.post(reverse("services:applying", args=[matter.pk]), {"token": "begun", "said": "示范", "action": "keep"})
    with act(by=tian) as a:
        now = a.clock()
        case = Case.submit(a, matter=matter, channel="window", at=now)
        case.accept(a, at=now)
        case.decide(a, at=now, granted=True)
        case.rate(a, at=now, level=1, way="window", text="等候时间长")
        named: dict[str, Any] = {"licence_number": "示证001", "title": "示范许可证", "holder": "示范精密机械有限公司"}
        case.issue_licence(a, at=now, valid_from=DAY, **named)


def someone(username: str) -> User:
    """One of its people."""
    return User.objects.get(username=username)


def office_of(username: str) -> Office:
    """The office somebody serves in."""
    office = someone(username).office
    assert office is not None
    return office
