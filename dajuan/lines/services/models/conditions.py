"""Conditions of a policy as data over what is known of an enterprise (政策精准匹配).

Each condition answers met, not met or not known, with its reason; what is not known is never guessed. Titles are known
by grants on record here: where none is, the enterprise may still hold one, so that is not known rather than not met.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from dajuan.core.companies.models import Company, Size, checked_industry

SECTIONS = {  # the letter of GB/T 4754-2017 by the last two-digit division it holds
    5: "A", 12: "B", 43: "C", 46: "D", 50: "E", 52: "F", 60: "G", 62: "H", 65: "I", 69: "J",
    70: "K", 72: "L", 75: "M", 79: "N", 82: "O", 83: "P", 85: "Q", 90: "R", 96: "S", 97: "T",
}  # fmt: skip


class About(models.TextChoices):
    """What a condition is about."""

    SIZE = "size", gettext_lazy("size of the enterprise")
    INDUSTRY = "industry", gettext_lazy("industry (GB/T 4754)")
    REGISTERED = "registered", gettext_lazy("place of registration")
    AGE_LEAST = "age-least", gettext_lazy("at least so many months old")
    AGE_MOST = "age-most", gettext_lazy("at most so many months old")
    TITLE = "title", gettext_lazy("title held")
    OTHER = "other", gettext_lazy("further condition, judged by hand")


class Verdict(StrEnum):
    """What a condition says of an enterprise."""

    MET = "met"
    NOT_MET = "not-met"
    NOT_KNOWN = "not-known"

    @property
    def label(self) -> Any:
        return VERDICTS[self]


VERDICTS = {
    Verdict.MET: pgettext_lazy("condition", "met"),
    Verdict.NOT_MET: pgettext_lazy("condition", "not met"),
    Verdict.NOT_KNOWN: pgettext_lazy("condition", "not known"),
}


class Title(models.TextChoices):
    """Titles (称号) an enterprise can hold; each is granted for a term by the body that decides."""

    HIGH_TECH = "high-tech", gettext_lazy("high-tech enterprise (高新技术企业)")
    TECH_SME = "tech-sme", gettext_lazy("technology-based small firm (科技型中小企业)")
    SPECIALISED = "specialised", gettext_lazy("specialised and innovative firm (专精特新)")
    GIANT = "little-giant", gettext_lazy("little giant (专精特新“小巨人”)")
    CHAMPION = "champion", gettext_lazy("single champion of manufacturing (制造业单项冠军)")
    GAZELLE = "gazelle", gettext_lazy("gazelle enterprise (瞪羚企业)")
    CENTRE = "tech-centre", gettext_lazy("enterprise technology centre (企业技术中心)")
    GREEN = "green-factory", gettext_lazy("green factory (绿色工厂)")
    QUALITY = "quality-prize", gettext_lazy("quality prize (质量奖)")


@dataclass(frozen=True)
class Known:
    """What is known of an enterprise on a day; `titles`: the last day on which each holds, None for ever."""

    day: date
    size: str = ""
    industry: str = ""
    division: str = ""
    founded_on: date | None = None
    titles: Mapping[str, date | None] = field(default_factory=dict)

    @property
    def age(self) -> int | None:
        """Full months since it was founded; None where that is not known."""
        if self.founded_on is None:
            return None
        months = (self.day.year - self.founded_on.year) * 12 + self.day.month - self.founded_on.month
        return months - (self.day.day < self.founded_on.day)


@dataclass(frozen=True)
class Judged:
    """One condition, what it says of an enterprise, and why."""

    about: str
    asked: str
    verdict: Verdict
    because: str


def section_of(industry: str) -> str:
    """A code of GB/T 4754 with its letter: 3611 becomes C3611; a code without a letter or digits is left alone."""
    if not industry[:2].isdigit():
        return industry
    number = int(industry[:2])
    return next((letter for last, letter in SECTIONS.items() if number <= last), "") + industry


def checked_industries(codes: list[str]) -> list[str]:
    """Codes of GB/T 4754 as stored; refuses what is none."""
    return [checked_industry(code) for code in codes]


def judged(about: str, values: list[str], known: Known) -> tuple[Verdict, str]:
    """The verdict of one condition over what is known, and the reason in words."""
    if about == About.SIZE:
        return _among(known.size, known.size in values, _said_size(known.size))
    if about == About.INDUSTRY:
        code, wanted = section_of(known.industry), [section_of(value) for value in values]
        holds = any(code.startswith(value) for value in wanted)
        if code and not holds and any(value.startswith(code) for value in wanted):
            return Verdict.NOT_KNOWN, _("only %(code)s is on record, which is wider") % {"code": code}
        return _among(code, holds, code)
    if about == About.REGISTERED:
        return _among(known.division, any(known.division.startswith(value) for value in values), known.division)
    if about in (About.AGE_LEAST, About.AGE_MOST):
        return _by_age(about, int(values[0]), known.age)
    if about == About.TITLE:
        return _by_title(values, known)
    return Verdict.NOT_KNOWN, _("to be judged by hand")


def _among(value: str, holds: bool, said: str) -> tuple[Verdict, str]:
    if not value:
        return Verdict.NOT_KNOWN, _("not on record")
    return (Verdict.MET if holds else Verdict.NOT_MET), said


def _said_size(size: str) -> str:
    return str(Size(size).label) if size in Size.values else size


def _by_age(about: str, months: int, age: int | None) -> tuple[Verdict, str]:
    if age is None:
        return Verdict.NOT_KNOWN, _("the day of its foundation is not on record")
    holds = age >= months if about == About.AGE_LEAST else age <= months
    return (Verdict.MET if holds else Verdict.NOT_MET), _("%(months)s months old") % {"months": age}


def _by_title(values: list[str], known: Known) -> tuple[Verdict, str]:
    for title in values:
        if title in known.titles:
            last = known.titles[title]
            if last is None or last >= known.day:
                return Verdict.MET, str(Title(title).label)
    ended = [title for title in values if title in known.titles]
    if ended:
        words = {"title": Title(ended[0]).label, "day": known.titles[ended[0]]}
        return Verdict.NOT_MET, _("%(title)s, ended on %(day)s") % words
    return Verdict.NOT_KNOWN, _("no such title on record here; a certificate would show it")


def asked_in_words(about: str, values: list[str], note: str = "") -> str:
    """What a condition asks for, as a reader would say it."""
    if about == About.SIZE:
        return "、".join(_said_size(value) for value in values)
    if about == About.TITLE:
        return "、".join(str(Title(value).label) for value in values)
    if about in (About.AGE_LEAST, About.AGE_MOST):
        return _("%(months)s months") % {"months": values[0]}
    return note if about == About.OTHER else "、".join(values)


def companies_narrowed(companies: Any, asked: Iterable[tuple[str, list[str]]], held: Any, day: date, sure: bool) -> Any:
    """The companies for which every condition is met; unless `sure`, also those of which something is not known.

    `held` are grants of titles by company; nothing is read into memory.
    """
    for about, values in asked:
        met, not_known = _conditions(about, values, held, day)
        companies = companies.filter(met if sure else met | not_known)
    return companies


def _conditions(about: str, values: list[str], held: Any, day: date) -> tuple[Q, Q]:
    nobody, everybody = Q(pk__in=[]), ~Q(pk__in=[])
    if about == About.SIZE:
        return Q(size__in=values), Q(size="")
    if about == About.INDUSTRY:
        met = _prefixes("industry", [form for value in values for form in _forms(value)])
        return met, Q(industry="") | _wider(values)
    if about == About.REGISTERED:
        return _prefixes("division", values), Q(division="")
    if about == About.AGE_LEAST:
        return Q(founded_on__lte=_months_before(day, int(values[0]))), Q(founded_on=None)
    if about == About.AGE_MOST:
        return Q(founded_on__gt=_months_before(day, int(values[0]) + 1)), Q(founded_on=None)
    if about == About.TITLE:
        grants = held.filter(company=OuterRef("pk"), title__in=values)
        in_force = grants.filter(Q(valid_to=None) | Q(valid_to__gte=day))
        return Q(Exists(in_force)), ~Q(Exists(grants))
    return nobody, everybody


def _prefixes(column: str, beginnings: list[str]) -> Q:
    found = Q(pk__in=[])
    for beginning in beginnings:
        found |= Q(**{f"{column}__startswith": beginning})
    return found


def _forms(value: str) -> list[str]:
    """How an industry may be written in the register: with its letter, without, and of a letter every division."""
    full = section_of(value)
    if full[1:]:
        return [full, full[1:]]
    last = next((number for number, letter in SECTIONS.items() if letter == full), 0)
    first = max((number for number in SECTIONS if number < last), default=0) + 1
    return [full, *(f"{number:02}" for number in range(first, last + 1))]


def _wider(values: list[str]) -> Q:
    """Codes wider than what is asked for: C or C36 where C3611 is asked."""
    written = [form for value in values for form in _forms(value) if len(form) > 1]
    return Q(industry__in=sorted({form[:length] for form in written for length in range(1, len(form))}))


def _months_before(day: date, months: int) -> date:
    """The last day on which something founded is at least so many full months old on `day`."""
    number = day.year * 12 + day.month - 1 - months
    year, month = divmod(number, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(last, day.day))
        except ValueError:
            continue
    raise AssertionError  # 28 is in every month


def known_of(company: Company, titles: Mapping[str, date | None], day: date) -> Known:
    """What the register and the grants on record say of a company."""
    return Known(day, company.size, company.industry, company.division, company.founded_on, titles)
