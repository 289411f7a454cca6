"""Dated data as entries: days that differ from the ordinary week, and rule sets.

`happened_on` is the day of issue. What one zone records serves the whole installation: holidays are the nation's.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dajuan.core.records.act import Act
from dajuan.core.records.models import Entry, EntryQuerySet, Refused, one_standing
from dajuan.core.staff.asking import ask
from dajuan.core.staff.rights import ANY_LINE


class DatedQuerySet(EntryQuerySet):
    """Dated data, asked in two ways: as recorded at a moment, or as issued by a day."""

    def known(self, *, known: date | None = None, as_of: int | None = None) -> DatedQuerySet:
        """The standing rows, or the book as of a moment; of these, those issued by a day if one is given."""
        rows = self.standing() if as_of is None else self.as_of(as_of)
        return rows if known is None else rows.filter(happened_on__lte=known)


class DayChange(Entry):
    """A notice made one day differ from the ordinary week, or made it ordinary again. The last issued holds."""

    day = models.DateField(_("day"), db_index=True)
    is_working = models.BooleanField(_("working day"))
    name = models.CharField(_("holiday"), max_length=40, blank=True)
    paper = models.CharField(_("notice"), max_length=200, blank=True)

    facts = ("day", "is_working", "name", "paper")
    line = ANY_LINE

    objects: ClassVar[Any] = DatedQuerySet.as_manager()

    class Meta(Entry.Meta):
        verbose_name = _("change of a working day")
        verbose_name_plural = _("changes of working days")
        constraints = [one_standing("day", "happened_on")]

    @property
    def issued_on(self) -> date:
        return self.happened_on


class RuleSetQuerySet(DatedQuerySet):
    def on(self, kind: str, day: date, *, known: date | None = None, as_of: int | None = None) -> RuleSet | None:
        """The rule set of a kind in force on a day: the one valid latest, then issued latest; None if none is."""
        is_plain = known is None and as_of is None
        found: Any = ask(_rules_on, kind, day) if is_plain else _rules_on(kind, day, known=known, as_of=as_of)
        return found[0] if found else None

    def in_force(self, kind: str, day: date, *, known: date | None = None, as_of: int | None = None) -> RuleSet:
        """The rule set of a kind that is in force on a day. Refuses where there is none, and says so."""
        found = self.on(kind, day, known=known, as_of=as_of)
        if found is None:
            words = {"kind": kind, "day": date_format(day)}
            raise Refused(gettext("No rule set “%(kind)s” is known to be in force on %(day)s.") % words)
        return found


def _rules_on(kind: str, day: date, *, known: date | None = None, as_of: int | None = None) -> Any:
    rows = RuleSet.objects.known(known=known, as_of=as_of).filter(kind=kind, valid_from__lte=day)
    rows = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))
    return rows.order_by("-valid_from", "-happened_on", "-number")[:1]


class RuleSet(Entry):
    """One edition of rules the trade changes by decree: breakpoints, thresholds, time limits, checklists."""

    kind = models.CharField(_("kind"), max_length=40)
    edition = models.CharField(_("edition"), max_length=60)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True, help_text=_("Last day; empty while in force."))
    document = models.CharField(_("document"), max_length=200)
    content = models.JSONField(_("content"), help_text=_("No fractions: integers in a small unit, or texts."))

    facts = ("kind", "edition", "valid_from", "valid_to", "document")
    line = ANY_LINE

    objects: ClassVar[Any] = RuleSetQuerySet.as_manager()

    class Meta(Entry.Meta):
        verbose_name = _("rule set")
        verbose_name_plural = _("rule sets")
        constraints = [one_standing("kind", "edition")]

    def __str__(self) -> str:
        return f"{self.kind} {self.edition}"

    @property
    def issued_on(self) -> date:
        return self.happened_on

    @property
    def content_as_text(self) -> str:
        """The content as people can read it, in order of keys."""
        return json.dumps(self.content, ensure_ascii=False, indent=2, sort_keys=True)


def issue_rule_set(
    act: Act,
    *,
    kind: str,
    edition: str,
    issued_on: date,
    valid_from: date,
    document: str,
    content: Any,
    valid_to: date | None = None,
) -> RuleSet:
    """Record one edition. Refuses an edition known already, an end before the beginning, and fractions."""
    if valid_to is not None and valid_to < valid_from:
        raise Refused(gettext("It ends before it begins."), field="valid_to")
    if _has_fraction(content):
        raise Refused(gettext("Write fractions as integers of a smaller unit or as texts."), field="content")
    if RuleSet.objects.standing().filter(kind=kind, edition=edition).exists():
        raise Refused(gettext("This edition has already been recorded."), field="edition")
    rules = RuleSet(kind=kind, edition=edition, valid_from=valid_from, valid_to=valid_to, document=document)
    rules.content, rules.happened_on = content, issued_on
    return act.enter(rules)


def in_force(kind: str, day: date, *, known: date | None = None, as_of: int | None = None) -> RuleSet:
    """The rule set of a kind in force on a day; refuses where there is none."""
    return RuleSet.objects.in_force(kind, day, known=known, as_of=as_of)


def _has_fraction(content: Any) -> bool:
    if isinstance(content, dict):
        return any(_has_fraction(value) for value in content.values())
    if isinstance(content, list | tuple):
        return any(_has_fraction(value) for value in content)
    return isinstance(content, float)
