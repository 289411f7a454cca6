"""What an applicant who acts for one enterprise finds of another one: no case, paper, licence, draft or application.

Every address an outsider may ask is read from the resolver and filled with the other enterprise's own numbers; its
marker stands in whatever was planted, and must not come back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from dajuan.core.applicants.models import Applicant, Mandate, open_applicant
from dajuan.core.companies.models import Company
from dajuan.core.people.models import Particulars
from dajuan.core.records.act import act
from dajuan.core.records.evidence import store_bytes
from dajuan.core.records.models import Evidence, Moment
from dajuan.core.staff.models import Charge, User
from dajuan.lines.services.models import ApplicationDraft, Case, CasePaper, Matter, MatterVersion, PaperKind
from dajuan.lines.services.models.handed import DraftPaper
from dajuan.lines.services.models.kinds import Mode
from dajuan.lines.services.models.policies import PolicyApplication, PolicyItem
from tests.cast import START, Cast

pytestmark = pytest.mark.django_db
MARK = "标记八八"  # stands in whatever is planted
DAY = date(2020, 3, 2)
AT = datetime(2020, 3, 2, 10, tzinfo=timezone.get_default_timezone())
PDF = b"%PDF-1.4\n" + b"0" * 40
NOT_WALKED = ("account/", "i18n/", "admin/")  # they know no enterprise


@dataclass
class Planted:
    """One enterprise's papers, and two who act: for it, and for another one."""

    case: Case
    draft: ApplicationDraft
    application: PolicyApplication
    proof: Mandate
    ours: Applicant
    theirs: Applicant


def firm(cast: Cast, name: str, place: int) -> Company:
    own = {"zone": cast.zone, "office": cast.construction, "code_state": "checked"}
    made: Company = Company.objects.create(**own, code=f"{place:018}", name=name)
    return made


def acting_for(company: Company, name: str, cast: Cast) -> Applicant:
    """An applicant with a mandate somebody has looked at."""
    applicant = open_applicant(User.objects.create_user(name), Particulars(name))
    proof = store_bytes(PDF, name=f"{company.name}.pdf", by=applicant.user, zone=cast.zone, personal=True)
    Mandate.objects.create(
        applicant=applicant, zone=cast.zone, code=company.code, name=company.name, company=company, from_on=START,
        granted=True, proof=proof, decided_by=cast.li, decided_at=AT,
    )  # fmt: skip
    return applicant


def paper_file(cast: Cast, by: User, name: str) -> Evidence:
    return store_bytes(PDF, name=name, by=by, zone=cast.zone, personal=True)


def matter_with_paper(cast: Cast, do: Any) -> tuple[Matter, PaperKind]:
    matter = Matter.objects.create(zone=cast.zone, office=cast.construction, code="FOOD", name="食品经营许可", kind="1")
    own = {"valid_from": START, "promised_limit": 10, "legal_limit": 20, "channels": "window,online"}
    version = MatterVersion.objects.create(matter=matter, number=1, **own)
    paper = PaperKind.objects.create(zone=cast.zone, code="lease", name="租赁合同")
    version.ask(paper)
    do(matter.issue, happened_on=START, version=version)
    do(matter.switch, happened_on=START, mode=Mode.OWN)
    return Matter.objects.get(pk=matter.pk), paper


@pytest.fixture
def planted(cast: Cast, do: Any) -> Planted:
    """A granted case with a paper and a licence, an application begun, an application for money: all of one firm."""
    cache.clear()
    matter, paper = matter_with_paper(cast, do)
    mine, other = firm(cast, f"{MARK}公司", 1), firm(cast, "别家公司", 2)
    ours, theirs = acting_for(mine, "ours", cast), acting_for(other, "theirs", cast)
    file = paper_file(cast, ours.user, f"{MARK}.pdf")
    own = {"matter": matter, "channel": "online", "at": AT, "company": mine, "content": {"purpose": MARK}}
    case = do(Case.submit, **own, papers=[CasePaper(paper=paper, evidence=file)])
    do(case.accept, at=AT)
    do(case.decide, at=AT, granted=True, text=MARK)
    told = {"licence_number": "JY1", "title": f"许可证{MARK}", "holder": mine.name, "valid_from": DAY}
    do(case.issue_licence, at=AT, **told)
    draft = ApplicationDraft(zone=cast.zone, matter=matter, author=ours.user, token="t-of-ours", key=case.key)
    draft.seal({"purpose": MARK, "company": str(mine.pk)})
    draft.save()
    DraftPaper.objects.create(draft=draft, paper=paper, evidence=file)
    policy = PolicyItem.objects.create(
        zone=cast.zone, office=cast.construction, code="HQ", name="技改资金", kind="project", level="municipal"
    )
    do(policy.issue, happened_on=START, document="管发〔2020〕1号")
    money: Any = {"zone": cast.zone, "office": cast.construction, "company": mine}
    application = PolicyApplication.objects.create(**money, code=f"SB{MARK}", policy=policy)
    proof = Mandate.objects.get(company=mine)
    return Planted(Case.objects.get(pk=case.pk), draft, application, proof, ours, theirs)


@pytest.fixture
def do(cast: Cast) -> Any:
    Charge.objects.create(office=cast.construction, line="services", from_on=START)

    def step(verb: Any, **facts: Any) -> Any:
        with act(by=cast.chen, office=cast.construction) as a:
            return verb(a, **facts)

    return step


def routes(patterns: list[Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from routes(one.url_patterns, before + str(one.pattern))
        elif isinstance(one, URLPattern):
            yield before + str(one.pattern), one.callback


def asked_by_outsiders(planted: Planted) -> list[str]:
    """Every address whoever is outside may ask, its blanks filled with what the firm has."""
    licence = planted.case.licence
    assert licence
    keys: set[int] = {
        planted.case.pk, planted.draft.pk, planted.application.pk, planted.proof.pk, planted.case.papers.get().pk,
        planted.case.papers.get().evidence_id or 0, licence.number or 0, planted.case.company_id or 0,
    }  # fmt: skip
    found = []
    for route, view in routes(list(get_resolver().url_patterns)):
        if route.startswith(NOT_WALKED) or getattr(view, "needs", "") not in {"public", "applicants.own"}:
            continue
        for key in sorted(keys) if "<int" in route or "<key>" in route else [0]:
            filled = re.sub(r"<int:\w+>|<key>", str(key), route)
            filled = re.sub(r"<(str:)?number>", planted.case.number, filled)
            found.append("/" + re.sub(r"<(\w+:)?\w+>", "x", filled))
    return found


@pytest.mark.thorough("ten seconds of its own: every address an outsider may ask")
def test_who_acts_for_another_enterprise_reads_nothing_of_ours(planted: Planted) -> None:
    stranger = Client()
    stranger.force_login(planted.theirs.user)
    walked = asked_by_outsiders(planted)
    assert f"/open/services/cases/{planted.case.number}/licence.pdf" in walked and len(walked) > 40
    assert f"/api/v1/portal/services/mine/cases/{planted.case.number}/" in walked
    for path in walked:
        page = stranger.get(path, {"q": MARK, "company": str(planted.case.company_id), "draft": planted.draft.token})
        text = page.getvalue().decode("utf-8", "replace")
        assert page.status_code < 500, path
        assert MARK not in text.replace(f'value="{MARK}"', ""), path
        assert planted.case.number not in text.replace(path, ""), path


def test_who_acts_for_another_enterprise_changes_nothing_of_ours(planted: Planted, cast: Cast) -> None:
    stranger = Client()
    stranger.force_login(planted.theirs.user)
    before = Moment.objects.count(), Case.objects.count()
    number, theirs = planted.case.number, {"level": "1", "said": "x", "action": "send", "agreed": "on"}
    for verb in ("rating", "taking-back", "supplying"):
        assert stranger.post(f"/open/services/cases/{number}/{verb}/", theirs).status_code == 404, verb
    assert stranger.post(f"/open/services/drafts/{planted.draft.pk}/discarding/").status_code == 404
    assert stranger.post(f"/applicants/mandates/{planted.proof.pk}/withdrawal/").status_code == 404
    address = f"/open/services/matters/{planted.case.matter_id}/apply/"
    paper = planted.case.papers.get().paper_id
    asked = {**theirs, "contact": "13800138000", "company": planted.case.company_id, "token": "t-new"}
    for more in ({"again": [paper], "consent": "yes"}, {f"paper-{paper}": SimpleUploadedFile("a.pdf", PDF)}):
        assert stranger.post(address, {**asked, **more}).status_code == 422
    assert (Moment.objects.count(), Case.objects.count()) == before
    assert ApplicationDraft.objects.filter(pk=planted.draft.pk).exists()
    assert Mandate.objects.get(pk=planted.proof.pk).withdrawn_at is None


def test_a_program_of_another_enterprise_reads_and_changes_nothing_of_ours(planted: Planted) -> None:
    stranger = Client()
    stranger.force_login(planted.theirs.user)
    before = Moment.objects.count(), Case.objects.count()
    portal, number = "/api/v1/portal/services", planted.case.number
    assert stranger.get(f"{portal}/mine/cases/").json()["rows"] == []
    assert [one["name"] for one in stranger.get(f"{portal}/mine/").json()["companies"]] == ["别家公司"]
    assert stranger.get(f"{portal}/mine/cases/{number}/").status_code == 404
    assert stranger.post(f"{portal}/mine/cases/{number}/rating/", {"level": 1}, "application/json").status_code == 404
    paper = planted.case.papers.get().paper.code
    file = SimpleUploadedFile("a.pdf", PDF)
    supplied = stranger.post(f"{portal}/mine/cases/{number}/papers/", {"papers": [paper], "files": [file]})
    assert supplied.status_code == 404
    sent = {"token": planted.draft.token, "contact": "13800138000", "agreed": True}
    address = f"{portal}/matters/{planted.case.matter_id}"
    for more in ({}, {"company": planted.case.company and planted.case.company.code}):
        assert stranger.post(f"{address}/applications/", {**sent, **more}, "application/json").status_code == 422
    file = SimpleUploadedFile("a.pdf", PDF)
    kept = stranger.post(f"{address}/papers/", {"token": planted.draft.token, "paper": paper, "file": file})
    assert kept.status_code == 422
    assert (Moment.objects.count(), Case.objects.count(), planted.draft.papers.count()) == (*before, 1)


def test_a_program_of_who_acts_for_it_reads_it(planted: Planted) -> None:
    own = Client()
    own.force_login(planted.ours.user)
    page = own.get(f"/api/v1/portal/services/mine/cases/{planted.case.number}/").json()
    assert (page["number"], page["licence"]) == (planted.case.number, "JY1")
    assert any(MARK in text for text in page["told"])


def test_who_acts_for_it_reads_it(planted: Planted) -> None:
    """The walk proves something only because there is something to read."""
    own = Client()
    own.force_login(planted.ours.user)
    assert planted.case.number in own.get("/open/services/mine/").content.decode()
    page = own.get(f"/open/services/cases/{planted.case.number}/").content.decode()
    assert MARK in page
    assert own.get(f"/open/services/cases/{planted.case.number}/licence.pdf").content.startswith(b"%PDF")


def test_a_mandate_that_ended_opens_nothing_any_more(planted: Planted) -> None:
    planted.proof.withdraw()
    former = Client()
    former.force_login(planted.ours.user)
    assert former.get(f"/open/services/cases/{planted.case.number}/").status_code == 404
    assert planted.case.number not in former.get("/open/services/mine/").content.decode()
