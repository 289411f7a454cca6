"""A company by its unified credit code, and what was known of it when."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, ClassVar, Self

from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from dajuan.core.companies.code_words import what_is_wrong
from dajuan.core.records.act import Act
from dajuan.core.records.models import Entry, Merged, Refused, Subject, one_standing
from dajuan.core.records.remembering import Remembering, latest
from dajuan.core.records.staging import Staging
from dajuan.core.staff.rights import ANY_LINE
from dajuan.values import credit_codes
from dajuan.values.credit_codes import State

REPEATED = ("name", "industry", "size", "division")  # columns of a company that repeat its latest particulars
INDUSTRY = re.compile(r"[A-T]?\d{0,4}")


class Size(models.TextChoices):
    """Size by the statistics bureau's method; it depends on industry, staff and turnover."""

    LARGE = "large", pgettext_lazy("company size", "large")
    MEDIUM = "medium", pgettext_lazy("company size", "medium")
    SMALL = "small", pgettext_lazy("company size", "small")
    MICRO = "micro", pgettext_lazy("company size", "micro")


class CodeState(models.TextChoices):
    """How far a code can be trusted. Only a registry can say that it is this company's."""

    CHECKED = "checked", _("check digit right")
    ACCEPTED = "accepted", _("accepted although the check fails")


class CompanyQuerySet(Remembering):
    def remembered(self) -> dict[str, Any]:
        """The columns of lists repeat the latest particulars; where none stand they keep what they said."""
        return {name: Coalesce(latest(CompanyParticulars, name), F(name)) for name in REPEATED}

    def standing(self) -> Self:
        """Without those merged into another record."""
        gone = Merged.objects.standing().filter(type="companies.company").values("gone")
        return self.exclude(pk__in=gone)

    def found_by(self, words: str) -> Self:
        """Narrowed by part of a name or the beginning of a code; all where nothing is asked."""
        words = words.strip()
        if not words:
            return self
        return self.filter(Q(name__icontains=words) | Q(code__startswith=credit_codes.normalised(words)))


class Company(Subject):
    """An enterprise or other body. Name and industry here serve lists; what is counted stands on its particulars."""

    code = models.CharField(_("unified credit code"), max_length=18)
    code_state = models.CharField(_("state of the code"), max_length=8, choices=CodeState.choices)
    name = models.CharField(_("name"), max_length=120)
    division = models.CharField(_("registered in"), max_length=6, blank=True)
    industry = models.CharField(_("industry"), max_length=5, blank=True, help_text="GB/T 4754")
    size = models.CharField(_("company size"), max_length=6, choices=Size.choices, blank=True)
    founded_on = models.DateField(_("founded on"), null=True, blank=True)

    line = ANY_LINE

    objects: ClassVar[Any] = CompanyQuerySet.as_manager()

    class Meta:
        verbose_name = _("company")
        verbose_name_plural = _("companies")
        constraints = [models.UniqueConstraint(fields=["zone", "code"], name="one_company_per_code")]
        indexes = [models.Index(fields=["zone", "name", "id"])]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("companies:show", args=[self.pk])

    def describe(
        self,
        act: Act,
        *,
        happened_on: date,
        name: str,
        industry: str = "",
        size: str = "",
        division: str = "",
        founded_on: date | None = None,
    ) -> CompanyParticulars:
        """Record what holds from a day: a new name, another industry, another size. Empty is not known.

        The day of foundation never changes; given, it is only noted on the company.
        """
        act.lock(self)
        if founded_on:
            self.founded_on = founded_on
            self.save(update_fields=["founded_on"])
        if act.standing(self.particulars).filter(happened_on=happened_on).exists():
            raise Refused(gettext("Particulars of this day are recorded already: correct them."), field="happened_on")
        return act.enter(
            CompanyParticulars(
                company=self,
                name=_required_name(name),
                industry=checked_industry(industry),
                size=size,
                division=division or self.division,
                happened_on=happened_on,
            )
        )

    def accept_code(self, act: Act, *, because: str, happened_on: date) -> CodeAcceptance | None:
        """Record why a code that fails its check is right; None where it does not fail or that stands already."""
        if self.code_state != CodeState.ACCEPTED or act.standing(self.acceptances).exists():
            return None
        if not because.strip():
            raise Refused(what_is_wrong(credit_codes.check(self.code)), field="accepted_because")
        return act.enter(CodeAcceptance(company=self, because=because.strip(), happened_on=happened_on))

    def particulars_on(self, day: date) -> CompanyParticulars | None:
        """What held on a day, as known now; None before the first."""
        found: CompanyParticulars | None = self.particulars.standing().filter(happened_on__lte=day).first()
        return found

    def merged_into(self) -> Company | None:
        """The record this one was found to be, None where it stands for itself."""
        from dajuan.core.records.merging import kept_of

        kept = kept_of(self)
        return Company.objects.filter(pk=kept).first() if kept else None


class CompanyParticulars(Entry):
    """What a company was from a day on: name, industry, size, place of registration."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="particulars", verbose_name=_("company"))
    name = models.CharField(_("name"), max_length=120)
    industry = models.CharField(_("industry"), max_length=5, blank=True)
    size = models.CharField(_("company size"), max_length=6, choices=Size.choices, blank=True)
    division = models.CharField(_("registered in"), max_length=6, blank=True)

    subject_field = "company"
    facts = ("name", "industry", "size", "division")
    line = ANY_LINE

    class Meta(Entry.Meta):
        verbose_name = _("particulars")
        verbose_name_plural = _("particulars")
        constraints = [one_standing("company", "happened_on", name="one_company_particulars_a_day")]


class CodeAcceptance(Entry):
    """A code was accepted although its check fails: some of the first pilot areas' codes are like that."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="acceptances", verbose_name=_("company"))
    because = models.CharField(_("why the code is right"), max_length=200)

    subject_field = "company"
    facts = ("because",)
    line = ANY_LINE

    class Meta(Entry.Meta):
        verbose_name = _("code accepted although the check fails")
        verbose_name_plural = _("codes accepted although the check fails")
        constraints = [one_standing("company", name="one_code_acceptance")]


def enter_company(
    act: Act,
    *,
    code: str,
    name: str,
    happened_on: date,
    industry: str = "",
    size: str = "",
    accepted_because: str = "",
    founded_on: date | None = None,
) -> Company:
    """Enter a company with its first particulars.

    Refuses a code known already and one that cannot be a code; asks for a reason (Refused on `accepted_because`)
    where the code could be one but fails its check.
    """
    checked = credit_codes.check(code)
    if checked.state is State.MALFORMED:
        raise Refused(what_is_wrong(checked), field="code")
    if checked.state is State.FAILS_CHECK and not accepted_because.strip():
        raise Refused(what_is_wrong(checked), field="accepted_because")
    _refuse_known(act, checked.code)
    company = Company(
        zone=act.zone,
        office=act.office,
        code=checked.code,
        code_state=CodeState.CHECKED if checked.state is State.VALID else CodeState.ACCEPTED,
        name=_required_name(name),
        division=checked.division,
        industry=checked_industry(industry),
        size=size,
        founded_on=founded_on,
    )
    _make(act, company)
    company.describe(act, happened_on=happened_on, name=name, industry=industry, size=size)
    company.accept_code(act, because=accepted_because, happened_on=happened_on)
    return company


def _refuse_known(act: Act, code: str) -> None:
    known = Company.objects.filter(zone=act.zone, code=code).first()
    if known:
        raise Refused(gettext("This code is known already: %(name)s.") % {"name": known}, field="code")


def _make(act: Act, company: Company) -> None:
    """Save a new company; where somebody else entered it in the same second, refuse as if it had been there."""
    try:
        with transaction.atomic():
            act.make(company) if isinstance(act, Staging) else company.save()
    except IntegrityError:
        _refuse_known(act, company.code)
        raise


def checked_industry(code: str) -> str:
    """A code of GB/T 4754 as stored: a letter, or up to four digits with or without it. Refuses anything else."""
    text = credit_codes.normalised(code)
    if not INDUSTRY.fullmatch(text):
        raise Refused(gettext("An industry is a code of GB/T 4754, such as C or C3611."), field="industry")
    return text


def _required_name(name: str) -> str:
    if not name.strip():
        raise Refused(gettext("Give the company's name."), field="name")
    return name.strip()
