"""The portal on the demo's stage: who looks at mandates, somebody from outside, and the guides of packages."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from dajuan.core.applicants.models import LINE as APPLICANTS
from dajuan.core.applicants.models import Applicant, Mandate, open_applicant
from dajuan.core.companies.models import Company
from dajuan.core.demo.stage import Stage
from dajuan.core.people.models import Particulars
from dajuan.core.records.act import Act
from dajuan.core.records.evidence import store_bytes
from dajuan.core.staff.models import Charge, User
from dajuan.lines.services.models import Choice, MatterVersion, Package, PaperKind, Question

GUIDED = 12  # packages with a guide
PREMISES, TITLE = "经营场所使用证明", "不动产权证明"
ASKED = ("经营场所是租用的吗？", "Are the premises rented?")
ANSWERS = (("租用", "rented", TITLE), ("自有", "owned", PREMISES))  # and the paper that answer spares
LETTER = "授权委托书（演示）".encode()


def put_on(stage: Stage) -> None:
    """The hall looks at mandates; Ouyang Mingyue acts for a firm; a few packages ask before they list their papers."""
    Charge.objects.create(office=stage.offices["services"], line=APPLICANTS, from_on=date(2019, 1, 1))
    mingyue = User.objects.create(username="mingyue")
    mingyue.set_unusable_password()
    mingyue.save()
    applicant = open_applicant(mingyue, Particulars("欧阳明月", telephone="13800138000"))
    stage.record("services", date(2020, 12, 20), _guides, late=0)
    stage.record("services", date(2020, 12, 21), partial(_authorise, applicant), late=0)


def _authorise(applicant: Applicant, act: Act) -> None:
    """She acts for a small firm, so that she finds policies to claim."""
    firm = Company.objects.filter(zone=act.zone, size="small").order_by("pk").first()
    if firm is None:
        return
    proof = store_bytes(LETTER, name="授权委托书.txt", by=applicant.user, zone=act.zone, personal=True)
    own: dict[str, Any] = {"applicant": applicant, "zone": act.zone, "code": firm.code, "name": firm.name}
    looked = {"granted": True, "decided_by": act.by, "decided_at": act.clock()}
    Mandate.objects.create(**own, **looked, company=firm, from_on=date(2020, 12, 21), proof=proof)


def _guides(act: Act) -> None:
    """Who rents shows the lease, who owns shows the title: packages and matters that want both ask which it is."""
    day = date(2020, 12, 20)
    papers = {paper.name: paper for paper in PaperKind.objects.filter(zone=act.zone, name__in=(PREMISES, TITLE))}
    packages = Package.objects.filter(zone=act.zone, package_matters__matter__versions__materials__paper__name=PREMISES)
    for package in packages.distinct().order_by("pk")[:GUIDED]:
        _ask(papers, package=package)
    wanting = MatterVersion.objects.on(day).filter(matter__zone=act.zone, materials__paper__name=PREMISES)
    for version in wanting.distinct().order_by("pk")[:GUIDED]:
        _ask(papers, version=version)


def _ask(papers: dict[str, PaperKind], **of: Any) -> None:
    text, english = ASKED
    question = Question.objects.create(text=text, text_en=english, **of)
    for place, (said, in_english, spared) in enumerate(ANSWERS, 1):
        choice = Choice.objects.create(question=question, position=place, text=said, text_en=in_english)
        choice.spares_papers.set(filter(None, [papers.get(spared)]))
