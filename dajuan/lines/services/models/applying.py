"""Applying from outside: an application begun by an applicant, its files, and its hand-in, once.

Whatever was typed and sent is kept before it is checked. The case is made under the token of the application begun, so
that pressing twice, or sending it again after a broken connection, gives the same case.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Count, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from dajuan.core.applicants.models import Applicant
from dajuan.core.companies.models import Company
from dajuan.core.records import vault
from dajuan.core.records.act import Act, act
from dajuan.core.records.evidence import discard, media_type, store
from dajuan.core.records.models import Evidence, Refused, SecretKey
from dajuan.lines.services.models.cases import Case
from dajuan.lines.services.models.guiding import Guidance
from dajuan.lines.services.models.handed import ApplicationDraft, CasePaper, DraftPaper, PaperState, reusable
from dajuan.lines.services.models.kinds import Channel, Mode
from dajuan.lines.services.models.matters import Material, Matter, MatterVersion
from dajuan.lines.services.models.package_cases import CHOSEN
from dajuan.lines.services.models.packages import Package
from dajuan.lines.services.models.papers import PaperKind

KINDS = ("application/pdf", "image/jpeg", "image/png", "image/webp")
ORIGIN = "portal"
HEAD = 4096
MOST_FILES = 60  # of one application begun, in all
MOST_MB = 200  # of its files together
MOST_DRAFTS = 20  # applications one person has begun at a time


@dataclass(frozen=True)
class Wanted:
    """A paper an application asks for: a main one, or one that may follow; `may_follow` where the matter allows it."""

    paper: PaperKind
    is_main: bool
    may_follow: bool
    note: str = ""


@dataclass(frozen=True)
class Sheet:
    """What somebody applies for: a matter in its version, or a package with the matters that are accepted here."""

    matter: Matter | None
    package: Package | None
    version: MatterVersion | None
    parts: tuple[Matter, ...]
    elsewhere: tuple[Matter, ...]
    papers: tuple[Wanted, ...]
    course: tuple[Matter, ...] = ()  # of a package all that are needed, here and elsewhere, in their order

    @property
    def about(self) -> Any:
        return self.matter or self.package

    @property
    def is_open(self) -> bool:
        """Whether it can be applied for here at all."""
        return bool(self.parts)


def sheet_of_matter(matter: Matter, guide: Guidance, day: date) -> Sheet:
    """What one matter asks for on a day, after the answers of its guide."""
    version = matter.version_on(day)
    materials: Iterable[Material] = version.materials_at_hand() if version else ()
    follows = bool(version and version.allows_missing)
    papers = tuple(
        Wanted(one.paper, one.is_main, follows and not one.is_main, one.note)
        for one in materials
        if one.paper_id not in guide.papers
    )
    here = version is not None and matter.mode == Mode.OWN
    return Sheet(matter, None, version, (matter,) if here else (), () if here else (matter,), papers)


def sheet_of_package(package: Package, guide: Guidance, day: date) -> Sheet:
    """What a package asks for on a day, each paper once; matters and papers its guide spares are left out."""
    versions = package.versions_on(day)
    needed = [part.matter for part in package.order() if part.matter_id not in guide.matters]
    here = tuple(one for one in needed if one.mode == Mode.OWN and one.pk in versions)
    asked: dict[int, list[tuple[Material, MatterVersion]]] = {}
    by_key = {versions[one.pk].pk: versions[one.pk] for one in (here or needed) if one.pk in versions}
    for row in Material.objects.filter(version__in=by_key).select_related("paper").order_by("version", "position"):
        if row.paper_id not in guide.papers:
            asked.setdefault(row.paper_id, []).append((row, by_key[row.version_id]))
    papers = [
        Wanted(
            same[0][0].paper,
            any(row.is_main for row, _version in same),
            all(not row.is_main and version.allows_missing for row, version in same),
            same[0][0].note,
        )
        for same in asked.values()
    ]
    elsewhere = tuple(one for one in needed if one not in here)
    asked_for = tuple(sorted(papers, key=lambda one: not one.is_main))
    return Sheet(None, package, None, here, elsewhere, asked_for, tuple(needed))


def cases_of(applicant: Applicant, day: date) -> Any:
    """The cases that are an applicant's own: as a person, or of a company for which it may act on a day."""
    mine = Q(company__in=applicant.companies_on(day))
    if applicant.person_id:
        mine |= Q(person=applicant.person_id)
    return Case.objects.filter(mine, zone=applicant.zone_id)


def draft_of(applicant: Applicant, sheet: Sheet, token: str) -> ApplicationDraft:
    """The application begun under a token, begun now where there is none. Refuses one that is somebody else's."""
    refuse_too_many(ApplicationDraft.objects.filter(author=applicant.user).exclude(token=token[:40]))
    made, _new = ApplicationDraft.objects.select_related("key").get_or_create(
        token=token[:40],
        defaults={
            "zone": applicant.zone,
            "matter": sheet.matter,
            "package": sheet.package,
            "author": applicant.user,
            "key": vault.make_key(),
            "sealed": b"",
        },
    )
    if made.author_id != applicant.user_id or (made.matter_id, made.package_id) != (
        sheet.matter.pk if sheet.matter else None,
        sheet.package.pk if sheet.package else None,
    ):
        raise Refused(_("This application is not yours."))
    return made


def keep(draft: ApplicationDraft, content: Mapping[str, str]) -> None:
    """Keep what was typed, encrypted."""
    draft.seal(dict(content))
    draft.save()


def add_file(draft: ApplicationDraft, paper: PaperKind, upload: UploadedFile[Any]) -> None:
    """Keep a file for a paper, in place of one sent before, which is thrown away.

    Refuses by its content what is no picture and no PDF, and more than an application begun may hold.
    """
    before = [one.evidence for one in draft.papers.filter(paper=paper).select_related("evidence") if one.evidence]
    refuse_too_much(draft.key, upload, instead_of=before)
    kept = store_paper(upload, draft.author, draft.zone, draft.key)
    with transaction.atomic():
        draft.papers.filter(paper=paper).delete()
        DraftPaper.objects.create(draft=draft, paper=paper, evidence=kept)
    for evidence in before:
        discard(evidence)


def refuse_too_many(begun: Any) -> None:
    """Refuse one more where somebody has begun so many already and handed none of them in."""
    if begun.count() >= MOST_DRAFTS:
        raise Refused(
            _("You have begun %(most)s applications: hand some in or throw them away.") % {"most": MOST_DRAFTS}
        )


def refuse_too_much(key: SecretKey, upload: UploadedFile[Any], *, instead_of: Iterable[Evidence] = ()) -> None:
    """Refuse a file with which what lies under one key would be too many files, or too large together."""
    rows = Evidence.objects.filter(key=key).exclude(pk__in=[one.pk for one in instead_of])
    there = rows.aggregate(files=Count("pk"), size=Sum("size"))
    if there["files"] >= MOST_FILES:
        raise Refused(_("An application holds at most %(most)s files.") % {"most": MOST_FILES})
    if (there["size"] or 0) + (upload.size or 0) > MOST_MB << 20:
        raise Refused(_("All files together are larger than %(most)s MB.") % {"most": MOST_MB})


def store_paper(upload: UploadedFile[Any], by: Any, zone: Any, key: Any) -> Evidence:
    """A paper from outside, encrypted under the key of its case; refused in words where it is not one."""
    kind = media_type(upload.read(HEAD))
    upload.seek(0)
    if kind not in KINDS:
        raise Refused(_("Send a photograph (JPEG, PNG, WebP) or a PDF; packed files and others are not taken."))
    return store(upload, by=by, zone=zone, personal=True, key=key)


def use_again(draft: ApplicationDraft, paper: PaperKind, earlier: CasePaper) -> None:
    """Use a paper of an earlier case again; that the applicant consents is asked before."""
    with transaction.atomic():
        draft.papers.filter(paper=paper).delete()
        DraftPaper.objects.create(draft=draft, paper=paper, reused_from=earlier)


def earlier_papers(applicant: Applicant, company: Company | None, sheet: Sheet) -> dict[int, CasePaper]:
    """Of each kind of paper asked for, the latest one of the same applicant's earlier cases."""
    person = applicant.person if company is None else None
    found: dict[int, CasePaper] = {}
    rows = reusable(company=company, person=person).filter(paper__in=[one.paper.pk for one in sheet.papers])
    for row in rows[:200]:
        found.setdefault(row.paper_id, row)
    return found


def lacking(draft: ApplicationDraft, sheet: Sheet, following: Iterable[int]) -> list[Wanted]:
    """The papers still to be sent before it can be handed in; `following` are those promised for later."""
    there = set(draft.papers.values_list("paper", flat=True))
    later = set(following)
    return [one for one in sheet.papers if one.paper.pk not in there and not (one.may_follow and one.paper.pk in later)]


def hand_in(
    applicant: Applicant,
    draft: ApplicationDraft,
    sheet: Sheet,
    *,
    company: Company | None,
    content: Mapping[str, str],
    following: Iterable[int],
    at: datetime,
) -> tuple[Case, str]:
    """Hand the application in; the case and the code to follow it by. Sent twice at once it is one case."""
    if company is not None and not applicant.companies_on(timezone.localdate(at)).filter(pk=company.pk).exists():
        raise Refused(_("You may not act for this company."), field="company")
    with act(by=applicant.user, office=sheet.about.office, origin=ORIGIN) as a:
        case = _submit(a, applicant, draft, sheet, company, content, set(following), at)
        if (case.company_id, case.person_id) != _applies(applicant, company):  # somebody else's, under the same token
            raise Refused(_("This application is not yours."))
        ApplicationDraft.objects.filter(pk=draft.pk).delete()
    return case, case.give_code()


def _applies(applicant: Applicant, company: Company | None) -> tuple[int | None, int | None]:
    """The keys of who applies: the company acted for, else the person."""
    return (company.pk, None) if company else (None, applicant.person_id)


def handed_in_before(applicant: Applicant, token: str) -> tuple[Case, str] | None:
    """The case of a token that was sent before, with a new code; None where nothing was.

    The answer to the first press has never been seen where a second one comes, nor has its code.
    """
    mine = cases_of(applicant, timezone.localdate())
    case = mine.filter(token=token[:40]).select_related("matter", "package", "office").first() if token else None
    return (case, case.give_code()) if case else None


def _submit(
    a: Act,
    applicant: Applicant,
    draft: ApplicationDraft,
    sheet: Sheet,
    company: Company | None,
    content: Mapping[str, str],
    following: set[int],
    at: datetime,
) -> Case:
    who: dict[str, Any] = {"company": company, "person": None if company else applicant.person}
    who |= {"channel": Channel.ONLINE, "at": at}
    rows = list(draft.papers.select_related("evidence", "reused_from__evidence"))
    papers = [*_handed(rows), *_missing(sheet, rows, following)]
    if sheet.matter:
        return Case.submit(
            a, matter=sheet.matter, content=content, papers=papers, token=draft.token, key=draft.key, **who
        )
    chosen = {CHOSEN: ",".join(str(matter.pk) for matter in sheet.parts)}
    whole: Case = Case.submit(
        a, package=sheet.package, content={**content, **chosen}, papers=papers, token=draft.token, key=draft.key, **who
    )
    whole.go_on(a, at)
    return whole


def _handed(rows: Iterable[DraftPaper]) -> list[CasePaper]:
    papers = []
    for row in rows:
        earlier = row.reused_from
        evidence = earlier.evidence if earlier else row.evidence
        papers.append(CasePaper(paper_id=row.paper_id, evidence=evidence, reused_from=earlier))
    return papers


def _missing(sheet: Sheet, rows: Iterable[DraftPaper], following: set[int]) -> list[CasePaper]:
    there = {row.paper_id for row in rows}
    return [
        CasePaper(paper=one.paper, state=PaperState.MISSING)
        for one in sheet.papers
        if one.may_follow and one.paper.pk in following and one.paper.pk not in there
    ]
