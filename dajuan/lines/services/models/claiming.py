"""Claiming from the portal: an enterprise's claim for the money of a policy, or for a title, and its files.

What is typed and sent is kept first, encrypted under a key of its own. Handed in, it makes the application that the
room goes on with (applied, recommended, approved, noticed, paid), and stays beside it: who looks at the application
sees that it came from the portal, and by whom. Domain.md 2.5.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from dajuan.core.applicants.models import Applicant
from dajuan.core.companies.models import Company
from dajuan.core.people.private import PrivateRow
from dajuan.core.records import vault
from dajuan.core.records.act import Act, Refused, act
from dajuan.core.records.evidence import clean_name, discard
from dajuan.core.records.models import Entry, Evidence
from dajuan.core.staff.models import User, Zone
from dajuan.core.staff.rights import keeper_of
from dajuan.lines.services.models.applying import ORIGIN, refuse_too_many, refuse_too_much, store_paper
from dajuan.lines.services.models.cases import new_number
from dajuan.lines.services.models.conditions import Title
from dajuan.lines.services.models.enterprises import Level
from dajuan.lines.services.models.policies import PolicyApplication, PolicyItem, Way
from dajuan.lines.services.models.titles import TitleApplication

FILE = "file-"  # before the key of a file: the name its sender gave it, kept encrypted
LINE = "services"


class ClaimQuerySet(models.QuerySet["Claim"]):
    def begun_by(self, user: User) -> ClaimQuerySet:
        """Those somebody has begun and not handed in, the latest first."""
        begun = self.filter(author=user, application=None, title_application=None)
        return begun.select_related("policy", "company").order_by("-changed_at")


class Claim(PrivateRow):
    """What an enterprise claims on the portal: the money of one policy, or one title.

    `application` or `title_application` is what it became once it was handed in; until then it is a draft.
    """

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+", verbose_name=gettext_lazy("zone"))
    policy = models.ForeignKey(
        PolicyItem, models.PROTECT, null=True, related_name="+", verbose_name=gettext_lazy("policy")
    )
    title = models.CharField(
        pgettext_lazy("of an enterprise", "title"), max_length=16, choices=Title.choices, blank=True
    )
    level = models.CharField(gettext_lazy("level that decides"), max_length=12, choices=Level.choices, blank=True)
    company = models.ForeignKey(
        Company, models.PROTECT, null=True, related_name="+", verbose_name=gettext_lazy("enterprise")
    )
    author = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=gettext_lazy("begun by"))
    token = models.CharField(max_length=40, unique=True)
    application = models.OneToOneField(PolicyApplication, models.PROTECT, null=True, related_name="claim")
    title_application = models.OneToOneField(TitleApplication, models.PROTECT, null=True, related_name="claim")
    changed_at = models.DateTimeField(gettext_lazy("changed at"), auto_now=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("claim from the portal")
        verbose_name_plural = gettext_lazy("claims from the portal")
        constraints = [
            models.CheckConstraint(condition=Q(title="") | Q(policy=None), name="a_claim_is_for_money_or_a_title"),
            models.CheckConstraint(
                condition=Q(application=None) | Q(title_application=None), name="a_claim_becomes_one_application"
            ),
        ]
        indexes = [models.Index(fields=["author", "-changed_at"], name="claims_begun")]

    def __str__(self) -> str:
        return str(self.policy or self.get_title_display() or pgettext("of an enterprise", "title"))

    @property
    def owner(self) -> Any:
        """Whose row it is: the application's once there is one, till then its own."""
        return self.became or self

    @property
    def office(self) -> Any:
        """Who looks at it."""
        return self.policy.office if self.policy else keeper_of(self.zone, LINE)

    @property
    def became(self) -> PolicyApplication | TitleApplication | None:
        """The application it became, None while it is a draft."""
        return self.application or self.title_application

    def named_files(self) -> list[tuple[ClaimFile, str]]:
        """Its files with the names their sender gave them."""
        texts = self.read() if self.sealed else {}
        return [(one, texts.get(f"{FILE}{one.pk}", "")) for one in self.files.select_related("evidence")]

    def typed(self) -> dict[str, str]:
        """What was typed, by name, without the names of files."""
        texts = self.read() if self.sealed else {}
        return {name: text for name, text in texts.items() if not name.startswith(FILE)}

    def keep(self, typed: Mapping[str, str]) -> None:
        """Keep what was typed, encrypted."""
        named = {name: text for name, text in (self.read() if self.sealed else {}).items() if name.startswith(FILE)}
        self.seal({**named, **typed})
        self._save_texts()

    def take(self, upload: UploadedFile[Any]) -> ClaimFile:
        """Keep one file more. Refuses what is no picture and no PDF, and more than a draft may hold."""
        refuse_too_much(self.key, upload)
        kept = store_paper(upload, self.author, self.zone, self.key)
        with transaction.atomic():
            self._refuse_handed_in()
            made: ClaimFile = ClaimFile.objects.create(claim=self, evidence=kept)
            texts = self.read() if self.sealed else {}
            self.seal({**texts, f"{FILE}{made.pk}": clean_name(upload.name or "")})
            self._save_texts()
        return made

    def leave_out(self, file: ClaimFile) -> None:
        """Throw one file away before the claim is handed in."""
        with transaction.atomic():
            self._refuse_handed_in()
            evidence = file.evidence
            file.delete()
            discard(evidence)
            if self.sealed:
                self.seal({name: text for name, text in self.read().items() if name != f"{FILE}{file.pk}"})
                self._save_texts()

    def _refuse_handed_in(self) -> None:
        """Lock the claim; refuse where another press has handed it in meanwhile."""
        if type(self).objects.select_for_update().get(pk=self.pk).became:
            raise Refused(_("This application was handed in already."))

    def _save_texts(self) -> None:
        """Save what was typed alone: another press may have handed the claim in meanwhile, which must stand."""
        self.save(update_fields=["sealed", "changed_at"])

    def discard(self) -> None:
        """Throw the whole draft away; its key goes, and with it what was typed and sent."""
        with transaction.atomic():
            self._refuse_handed_in()
            sent = [file.evidence for file in self.files.select_related("evidence")]
            self.delete()
            for evidence in sent:
                discard(evidence)
            vault.end_today(self.key_id)


class ClaimFile(models.Model):
    """One file of a claim."""

    claim = models.ForeignKey(
        Claim, models.CASCADE, related_name="files", verbose_name=gettext_lazy("claim from the portal")
    )
    evidence = models.OneToOneField(Evidence, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = gettext_lazy("file of a claim")
        verbose_name_plural = gettext_lazy("files of claims")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.evidence}"


def claim_under(applicant: Applicant, policy: PolicyItem | None, token: str) -> Claim:
    """The claim begun under a token, begun now where there is none. Refuses one that is somebody else's."""
    token = token[:40] or secrets.token_urlsafe(18)
    found = Claim.objects.filter(token=token).select_related("key", "policy__office", "zone").first()
    if found is None:
        refuse_too_many(Claim.objects.begun_by(applicant.user))
        new = Claim(zone=applicant.zone, policy=policy, author=applicant.user, token=token, key=vault.make_key())
        try:
            with transaction.atomic():
                new.save()
            return new
        except IntegrityError:  # pressed twice: the other press was faster
            found = Claim.objects.select_related("key", "policy__office", "zone").get(token=token)
    if (found.author_id, found.policy_id) != (applicant.user_id, policy.pk if policy else None):
        raise Refused(_("This claim is not yours."))
    return found


def applications_of(applicant: Applicant, day: date) -> Any:
    """The applications for money of the companies somebody may act for on a day, whoever entered them."""
    return PolicyApplication.objects.filter(company__in=applicant.companies_on(day), zone=applicant.zone_id)


def titles_of(applicant: Applicant, day: date) -> Any:
    """The applications for titles of the companies somebody may act for on a day."""
    return TitleApplication.objects.filter(company__in=applicant.companies_on(day), zone=applicant.zone_id)


def hand_in(
    applicant: Applicant, claim: Claim, *, company: Company, asked_fen: int | None, title: str = "", level: str = ""
) -> PolicyApplication | TitleApplication:
    """Hand a claim in: an application made and applied for in one act. Sent twice it is one application.

    Refuses a company one may not act for, what is under way already, and what the policy itself refuses.
    """
    day = timezone.localdate()
    if not applicant.companies_on(day).filter(pk=company.pk).exists():
        raise Refused(_("You may not act for this company."), field="company")
    with act(by=applicant.user, office=claim.office, origin=ORIGIN) as a:
        a.lock(claim, company)
        if claim.became:
            return claim.became
        return _money(a, claim, company, asked_fen or 0) if claim.policy else _title(a, claim, company, title, level)


def _money(a: Act, claim: Claim, company: Company, asked_fen: int) -> PolicyApplication:
    policy = claim.policy
    assert policy is not None
    if policy.stage != PolicyItem.Stage.IN_FORCE:
        raise Refused(_("This policy is not in force."))
    same = PolicyApplication.objects.filter(company=company, policy=policy)
    _refuse_under_way(same.filter(stage__in=PolicyApplication.open_stages))
    own: dict[str, Any] = {"zone": claim.zone, "office": policy.office, "company": company, "helped": False}
    made: PolicyApplication = PolicyApplication.objects.create(code=_number(a), policy=policy, **own)
    a.keep_new(made)
    _become(a, claim, made.apply(a, happened_on=a.today(), asked_fen=asked_fen), company, application=made)
    return made


def _title(a: Act, claim: Claim, company: Company, title: str, level: str) -> TitleApplication:
    same = TitleApplication.objects.filter(company=company, title=title)
    _refuse_under_way(same.filter(stage__in=TitleApplication.open_stages))
    own: dict[str, Any] = {"zone": claim.zone, "office": claim.office, "company": company, "helped": False}
    made: TitleApplication = TitleApplication.objects.create(code=_number(a), title=title, level=level, **own)
    a.keep_new(made)
    chosen = {"title": title, "level": level}
    _become(a, claim, made.apply(a, happened_on=a.today()), company, title_application=made, **chosen)
    return made


def _number(a: Act) -> str:
    """A number nobody can count on from another."""
    return f"WS{new_number(a.today())}"


def _refuse_under_way(rows: Any) -> None:
    under_way = rows.first()
    if under_way is not None:
        words = _("This enterprise has applied for it already; it is under way as %(number)s.")
        raise Refused(words % {"number": under_way.code}, field="company")


def _become(a: Act, claim: Claim, entry: Entry, company: Company, **made: Any) -> None:
    a.attach(entry, *(file.evidence for file in claim.files.select_related("evidence")))
    claim.company = company
    for name, value in made.items():
        setattr(claim, name, value)
    claim.save()


def claimable(policy: PolicyItem) -> bool:
    """Whether an enterprise applies for it at all; else it is approved from what is on record."""
    return policy.way != Way.NO_APPLICATION


def under_way(companies: Iterable[Company], policies: Iterable[PolicyItem]) -> dict[tuple[int, int], PolicyApplication]:
    """Of each company and policy the latest application. One question."""
    rows = PolicyApplication.objects.filter(company__in=list(companies), policy__in=list(policies)).order_by("pk")
    return {(one.company_id, one.policy_id): one for one in rows}
