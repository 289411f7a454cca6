"""A dossier: a number and a title. What a project is, each line that carries the number knows for itself."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.db import IntegrityError, models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dajuan.core.records.act import Act
from dajuan.core.records.models import Entry, Refused, Subject, one_standing
from dajuan.core.records.remembering import Remembering, latest
from dajuan.core.records.resting import Rests
from dajuan.core.records.staging import Staging
from dajuan.core.staff.rights import ANY_LINE


class DossierQuerySet(Remembering):
    def remembered(self) -> dict[str, Any]:
        """The title of lists repeats the latest naming; where none stands it keeps what it said."""
        return {"title": Coalesce(latest(Naming, "title"), F("title"))}

    def found_by(self, words: str) -> Self:
        """Narrowed by the beginning of a number or part of a title; all where nothing is asked."""
        words = words.strip()
        return self.filter(Q(number__istartswith=words) | Q(title__icontains=words)) if words else self

    def signed_not_taken_up(self, line: str) -> Self:
        """Dossiers under which a contract was signed and that a line has not taken up, each with its `signed_on`."""
        signed = Signing.objects.standing().filter(dossier=OuterRef("pk"))
        taken = TakenUp.objects.standing().filter(dossier=OuterRef("pk"), by_line=line)
        return self.filter(Exists(signed), ~Exists(taken)).annotate(signed_on=latest(Signing))


class Dossier(Subject):
    """One project as several lines know it (一项一档)."""

    number = models.CharField(_("number"), max_length=40)
    title = models.CharField(_("project title"), max_length=200)

    line = ANY_LINE
    rests = (Rests("takings", on="signings"),)

    objects: ClassVar[Any] = DossierQuerySet.as_manager()

    class Meta:
        verbose_name = _("dossier")
        verbose_name_plural = _("dossiers")
        constraints = [models.UniqueConstraint(fields=["zone", "number"], name="one_dossier_per_number")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("dossiers:show", args=[self.pk])

    def name(self, act: Act, *, happened_on: date, title: str) -> Naming:
        """Give it a title from a day on."""
        act.lock(self)
        title = title.strip()
        if not title:
            raise Refused(gettext("Give the dossier a title."), field="title")
        if self.namings.standing().filter(happened_on=happened_on).exists():
            raise Refused(gettext("It was named on this day already: correct that."), field="happened_on")
        return act.enter(Naming(dossier=self, number_given=self.number, title=title, happened_on=happened_on))

    @property
    def signing(self) -> Signing | None:
        """That a contract was signed under it; None while none was, or it was terminated before a line took it up."""
        return self.signings.standing().first()

    def sign(self, act: Act, *, happened_on: date) -> Signing:
        """A contract was signed under this dossier. Refuses a second one: a dossier is one project."""
        act.lock(self)
        if act.standing(self.signings).exists():
            raise Refused(gettext("A contract was signed under this dossier already."), field="dossier")
        return act.enter(Signing(dossier=self, happened_on=happened_on))

    def take_up(self, act: Act, *, line: str, happened_on: date) -> TakenUp:
        """A line goes on with what was signed. Refuses what was not signed by that day, and a second time."""
        act.lock(self)
        if act.standing(self.takings).filter(by_line=line).exists():
            raise Refused(gettext("This dossier has been taken up already."), field="dossier")
        signing = act.standing(self.signings).first()
        if signing is None:
            raise Refused(gettext("No contract was signed under this dossier."), field="dossier")
        if happened_on < signing.happened_on:
            words = gettext("It cannot be taken up before it was signed, on %(day)s.")
            raise Refused(words % {"day": signing.happened_on.isoformat()}, field="happened_on")
        return act.enter(TakenUp(dossier=self, by_line=line, happened_on=happened_on))


class Naming(Entry):
    """A dossier was given its title, first or anew."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="namings", verbose_name=_("dossier"))
    number_given = models.CharField(_("number"), max_length=40)
    title = models.CharField(_("project title"), max_length=200)

    subject_field = "dossier"
    facts = ("number_given", "title")
    line = ANY_LINE

    class Meta(Entry.Meta):
        verbose_name = _("title of a dossier")
        verbose_name_plural = _("titles of dossiers")
        constraints = [one_standing("dossier", "happened_on", name="one_naming_a_day")]


class Signing(Entry):
    """A contract was signed under a dossier. What it says, the line that signed it knows; it ends with the contract."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="signings", verbose_name=_("dossier"))

    subject_field = "dossier"
    line = ANY_LINE

    class Meta(Entry.Meta):
        verbose_name = _("contract signed under a dossier")
        verbose_name_plural = _("contracts signed under dossiers")
        constraints = [one_standing("dossier", name="one_signing_under_a_dossier")]


class TakenUp(Entry):
    """A line went on with what was signed: the key projects of a year, for one."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="takings", verbose_name=_("dossier"))
    by_line = models.CharField(_("line of work"), max_length=20)

    subject_field = "dossier"
    facts = ("by_line",)
    line = ANY_LINE

    class Meta(Entry.Meta):
        verbose_name = _("dossier taken up")
        verbose_name_plural = _("dossiers taken up")
        constraints = [one_standing("dossier", "by_line", name="one_taking_up_a_line")]


def open_dossier(act: Act, *, number: str, title: str, happened_on: date) -> Dossier:
    """Open a dossier under a number nobody in the zone has yet; blanks in the number do not count."""
    number = "".join(number.split()).upper()
    if not number:
        raise Refused(gettext("Give the dossier a number."), field="number")
    _refuse_known(act, number)
    dossier = Dossier(zone=act.zone, office=act.office, number=number, title=title.strip())
    _make(act, dossier)
    dossier.name(act, happened_on=happened_on, title=title)
    return dossier


def _refuse_known(act: Act, number: str) -> None:
    known = Dossier.objects.filter(zone=act.zone, number=number).first()
    if known:
        raise Refused(gettext("This number is taken: %(title)s.") % {"title": known.title}, field="number")


def _make(act: Act, dossier: Dossier) -> None:
    """Save a new dossier; where somebody else opened it in the same second, refuse as if it had been there."""
    try:
        with transaction.atomic():
            act.make(dossier) if isinstance(act, Staging) else dossier.save()
    except IntegrityError:
        _refuse_known(act, dossier.number)
        raise
