"""What happens to an edition: each step an entry, taken by a person here, or on paper and entered for that person.

Words about why (an objection, its reply, a reason to sign over an open claim) stand in a `Remark` outside the ledger,
which an entry names by a random key alone: no entry holds free text (design.md section 3).
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.records.act import Act
from dajuan.core.records.models import Entry, EntryQuerySet, Evidence, Refused, one_standing
from dajuan.core.staff.models import Office, Post, User, Visitor, Zone
from dajuan.core.staff.rights import holds
from dajuan.values import numbers

HASH = 64  # hexadecimal digits of a SHA-256
CLASSIFIED = ("秘密", "机密", "绝密", "secret", "confidential")


def new_key() -> str:
    """An opaque name for a remark."""
    return secrets.token_hex(16)


class Remark(models.Model):
    """What somebody wrote beside a step; outside the ledger, so that it can be erased."""

    key = models.CharField(primary_key=True, max_length=32, default=new_key)
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    text = models.CharField(pgettext_lazy("step of an edition", "remark"), max_length=500)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("written by"))
    written_at = models.DateTimeField(_("written at"), default=timezone.now)

    class Meta:
        verbose_name = pgettext_lazy("step of an edition", "remark")
        verbose_name_plural = pgettext_lazy("step of an edition", "remarks")

    def __str__(self) -> str:
        return self.text


class StepQuerySet(EntryQuerySet):
    def visible_to(self, user: Visitor) -> StepQuerySet:
        """The steps of the editions this person may see; numbers of other documents for whoever reads across lines."""
        editions: Any = self.model._meta.get_field("edition").related_model
        return self.filter(edition__in=editions.objects.visible_to(user))


class Way(models.TextChoices):
    """Where a step was taken (office.md 8)."""

    HERE = "here", pgettext_lazy("step of an edition", "here")
    PAPER = "paper", _("on paper, entered for the person")


class Step(Entry):
    """Anything that happens to an edition. The moment says who entered it."""

    remark_key: Any = ""

    subject_field = "edition"
    line = "editions"

    objects: ClassVar[Any] = StepQuerySet.as_manager()

    class Meta(Entry.Meta):
        abstract = True

    @property
    def remark(self) -> str:
        """The words beside it; empty where there are none or they were erased."""
        found = Remark.objects.filter(pk=self.remark_key).first() if self.remark_key else None
        return found.text if found else ""

    def shown_facts(self) -> list[tuple[str, Any]]:
        """Each fact that was given, and the words beside it."""
        facts = [(title, fact) for title, fact in super().shown_facts() if fact not in (None, "")]
        return [*facts, (str(pgettext_lazy("step of an edition", "remark")), self.remark)] if self.remark else facts


class Taken(Step):
    """A step that is one person's own: that person, and whether it was taken here or on paper (代录)."""

    way = models.CharField(pgettext_lazy("step of an edition", "way"), max_length=8, choices=Way.choices)
    person = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by whom"))

    class Meta(Step.Meta):
        abstract = True

    @property
    def is_entered_for(self) -> bool:
        """Whether somebody else entered it for the person."""
        return self.moment.recorded_by_id != self.person_id


class Circulation(Step):
    """The text, with its values as of the cut, went out to the owners of its figures. The last standing one counts."""

    edition = models.ForeignKey("editions.Edition", models.PROTECT, related_name="circulations")
    cut = models.BigIntegerField(_("as known at ledger no."))
    digest_zh = models.CharField(_("hash of the Chinese text"), max_length=HASH)
    digest_en = models.CharField(_("hash of the English text"), max_length=HASH)
    figures = models.PositiveIntegerField(_("number of figures"))
    due_on = models.DateField(_("to be confirmed by"))

    facts = ("cut", "figures", "due_on")

    class Meta(Step.Meta):
        verbose_name = _("circulation for confirmation")
        verbose_name_plural = _("circulations for confirmation")


class OfOneFigure(Taken):
    """A step about one figure of the edition; the value is the one the person had before the eyes, exactly."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name=_("owner office"))
    figure = models.CharField(_("figure"), max_length=60)
    period = models.CharField(_("period"), max_length=40)
    numerator = models.BigIntegerField(_("value, above the line"), null=True)
    denominator = models.BigIntegerField(_("value, below the line"), default=1)
    digest = models.CharField(_("identity of the definition"), max_length=16)
    wording = models.CharField(_("hash of its sentences"), max_length=16, blank=True)

    class Meta(Taken.Meta):
        abstract = True

    @property
    def figure_name(self) -> str:
        """The figure by its name, its key where it is no longer declared."""
        from dajuan.figures import catalogue  # reads every room's declarations

        figure = catalogue.figure(self.figure)
        return str(figure.name) if figure else self.figure

    @property
    def value(self) -> Fraction | None:
        """The value, None where it was unknown."""
        return None if self.numerator is None else Fraction(self.numerator, self.denominator)

    def shown_facts(self) -> list[tuple[str, Any]]:
        """The figure by its name, the value as it is printed; who it was where somebody else entered it."""
        from dajuan.figures import catalogue  # reads every room's declarations

        figure, value = catalogue.figure(self.figure), "–"
        if self.value is not None:
            value = numbers.grouped(numbers.rounded(self.value, figure.decimals if figure else 4))
        said: list[tuple[str, Any]] = [(str(_("figure")), self.figure_name)]
        said.append((str(_("value")), f"{value} {figure.unit}" if figure else value))
        if self.way == Way.PAPER:
            said += [(str(_("by whom")), self.person)]
        return [*said, *super().shown_facts()]


class Confirmation(OfOneFigure):
    """The owner of a figure vouches for its value in this edition (数据核实)."""

    edition = models.ForeignKey("editions.Edition", models.PROTECT, related_name="confirmations")

    facts = ("way",)

    class Meta(OfOneFigure.Meta):
        verbose_name = _("confirmation of a figure")
        verbose_name_plural = _("confirmations of figures")
        constraints = [one_standing("edition", "figure", "period", name="one_confirmation_of_a_figure")]


class Objection(OfOneFigure):
    """The owner of a figure disagrees with it (不同意见). It is answered, and the figure confirmed, before review."""

    class Ground(models.TextChoices):
        VALUE = "value", _("the value is wrong")
        RECORDS = "records", _("records are missing or wrong")
        DEFINITION = "definition", _("counted in another way than ours")
        WORDING = "wording", _("the sentence says something else")

    edition = models.ForeignKey("editions.Edition", models.PROTECT, related_name="objections")
    ground = models.CharField(
        pgettext_lazy("objection to a figure", "what is wrong"), max_length=12, choices=Ground.choices
    )
    remark_key = models.CharField(max_length=32, blank=True)

    facts = ("ground", "way")

    class Meta(OfOneFigure.Meta):
        verbose_name = _("objection to a figure")
        verbose_name_plural = _("objections to figures")

    @property
    def reply(self) -> Reply | None:
        """The answer that stands; None while it waits."""
        found: Reply | None = self.replies.standing().first()
        return found

    def falls_with(self) -> Iterable[Entry]:
        """Its reply says nothing without it."""
        return list(self.replies.standing())


class Reply(Step):
    """The general office's answer to an objection."""

    class Outcome(models.TextChoices):
        STANDS = "stands", _("the value stands")
        CORRECTED = "corrected", _("records were corrected")
        REWORDED = "reworded", _("the sentence was changed")

    edition = models.ForeignKey("editions.Edition", models.PROTECT, related_name="replies")
    objection = models.ForeignKey(
        Objection, models.PROTECT, related_name="replies", verbose_name=_("objection to a figure")
    )
    outcome = models.CharField(
        pgettext_lazy("reply to an objection", "outcome"), max_length=12, choices=Outcome.choices
    )
    remark_key = models.CharField(max_length=32, blank=True)

    facts = ("outcome",)

    class Meta(Step.Meta):
        verbose_name = _("reply to an objection")
        verbose_name_plural = _("replies to objections")
        constraints = [one_standing("objection", name="one_reply_to_an_objection")]


class Review(Taken):
    """Somebody other than its drafter read the whole text and passed it on to be signed (审核)."""

    edition = models.ForeignKey("editions.Edition", models.PROTECT, related_name="reviews")

    facts = ("way", "person")

    class Meta(Taken.Meta):
        verbose_name = _("review of an edition")
        verbose_name_plural = _("reviews of editions")
        constraints = [one_standing("edition", name="one_review_of_an_edition")]


class Delegation(Entry):
    """Somebody lets another take a step in the own place, in writing, from a day to a day (书面委托).

    `happened_on` is the day it was recorded; its days may lie ahead.
    """

    class Matter(models.TextChoices):
        SIGN = "sign", _("to sign")
        CONFIRM = "confirm", _("to confirm figures")

    matter = models.CharField(_("what may be done"), max_length=8, choices=Matter.choices)
    giver = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("delegated by"))
    taker = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("delegated to"))
    from_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))

    facts = ("matter", "giver", "taker", "from_on", "ends_on")
    line = "editions"

    class Meta(Entry.Meta):
        verbose_name = _("written delegation")
        verbose_name_plural = _("written delegations")

    def __str__(self) -> str:
        return f"{self.giver} → {self.taker}"


def delegate(
    act: Act, *, matter: str, giver: User, taker: User, from_on: date, ends_on: date, scans: Sequence[Evidence] = ()
) -> Delegation:
    """Record a written delegation: whoever gives it, or the general office with the signed scan."""
    if giver == taker:
        raise Refused(_("Nobody delegates to the own person."), field="taker")
    if ends_on < from_on:
        raise Refused(_("The last day lies before the first."), field="ends_on")
    if {giver.zone_id, taker.zone_id} != {act.zone.pk}:
        raise Refused(_("This person belongs to another zone."), field="taker")
    if giver != act.by and not holds(act.by, frozenset({Post.Role.OFFICE})):
        raise Refused(_("Only the general office enters what was done on paper."), field="giver")
    if giver != act.by and not scans:
        words = _("Upload the signed scan: without it nobody can see that it was done.")
        raise Refused(words, field="evidence")
    days = {"happened_on": act.today(), "from_on": from_on, "ends_on": ends_on}
    made = act.enter(Delegation(matter=matter, giver=giver, taker=taker, **days))
    act.attach(made, *scans)
    return made


class Signing(Taken):
    """The edition was signed (签发). `open_claims`: how many claims nobody backs were signed over, with a reason."""

    edition = models.ForeignKey("editions.Edition", models.PROTECT, related_name="signings")
    factor = models.CharField(_("second factor"), max_length=12, blank=True)
    delegation = models.ForeignKey(
        Delegation, models.PROTECT, null=True, related_name="+", verbose_name=_("written delegation")
    )
    open_claims = models.PositiveIntegerField(_("unbacked claims signed over"), default=0)
    remark_key = models.CharField(max_length=32, blank=True)

    facts = ("way", "person", "delegation", "open_claims")

    class Meta(Taken.Meta):
        verbose_name = _("signing of an edition")
        verbose_name_plural = _("signings of editions")
        constraints = [one_standing("edition", name="one_signing_of_an_edition")]


class SecrecyReview(Taken):
    """Whether the text may leave the house (保密审查). What is classified never enters this system (office.md 10)."""

    class Result(models.TextChoices):
        PUBLIC = "public", _("may be published")
        INTERNAL = "internal", _("for internal use")

    edition = models.ForeignKey("editions.Edition", models.PROTECT, related_name="secrecy_reviews")
    result = models.CharField(pgettext_lazy("secrecy review", "result"), max_length=12, choices=Result.choices)

    facts = ("result", "way", "person")

    class Meta(Taken.Meta):
        verbose_name = _("secrecy review")
        verbose_name_plural = _("secrecy reviews")
        constraints = [one_standing("edition", name="one_secrecy_review_of_an_edition")]


class DocumentNumber(Step):
    """A number of the series of an organ and year (发文字号): this edition's, another document's, or one left void.

    A number is never given twice, not even after its entry was withdrawn.
    """

    class Use(models.TextChoices):
        EDITION = "edition", _("this edition")
        OTHER = "other", _("another document")
        VOID = "void", _("left void")

    edition = models.ForeignKey("editions.Edition", models.PROTECT, null=True, related_name="document_numbers")
    word = models.CharField(_("organ's code"), max_length=20)
    year = models.PositiveSmallIntegerField(_("year of the series"))
    serial = models.PositiveIntegerField(pgettext_lazy("document number", "serial"))
    use = models.CharField(_("used for"), max_length=8, choices=Use.choices, default=Use.EDITION)
    addressee = models.CharField(_("main addressee"), max_length=120, blank=True)
    copies_to = models.CharField(_("copies to"), max_length=200, blank=True)

    facts = ("word", "year", "serial", "use")

    class Meta(Step.Meta):
        verbose_name = _("document number")
        verbose_name_plural = _("document numbers")
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "word", "year", "serial"],
                name="a_document_number_is_given_once",
                violation_error_message=_("This document number has been given already."),
            ),
            one_standing("edition", name="one_number_of_an_edition"),
            models.CheckConstraint(condition=Q(serial__gt=0), name="document_numbers_begin_at_one"),
        ]

    @property
    def text(self) -> str:
        """西经开发〔2020〕12号: hexagonal brackets, no 第, no leading zeros (GB/T 9704-2012)."""
        return f"{self.word}〔{self.year}〕{self.serial}号"


class Freezing(Step):
    """Text in both languages, values, definitions, rule sets, plans and cut were fixed for ever."""

    edition = models.ForeignKey("editions.Edition", models.PROTECT, related_name="freezings")
    cut = models.BigIntegerField(_("as known at ledger no."))
    digest_zh = models.CharField(_("hash of the Chinese text"), max_length=HASH)
    digest_en = models.CharField(_("hash of the English text"), max_length=HASH)
    seal_size = models.BigIntegerField(_("leaves under the seal"), default=0)
    seal_root = models.CharField(_("root of the seal"), max_length=HASH, blank=True)

    facts = ("cut", "digest_zh", "digest_en", "seal_root")

    class Meta(Step.Meta):
        verbose_name = _("freezing of an edition")
        verbose_name_plural = _("freezings of editions")
        constraints = [one_standing("edition", name="one_freezing_of_an_edition")]

    def refuse_withdrawal(self) -> None:
        """What was ever published stays as it was, its publication withdrawn or not."""
        if self.edition.publications.exists():
            words = _("This edition was published: its text stays as it is. A restated one puts right what is wrong.")
            raise Refused(words)


class Publication(Step):
    """The edition was published (公布), to everybody or within the house."""

    class Scope(models.TextChoices):
        PUBLIC = "public", _("to everybody")
        INTERNAL = "internal", _("within the house")

    edition = models.ForeignKey("editions.Edition", models.PROTECT, related_name="publications")
    scope = models.CharField(pgettext_lazy("publication", "scope"), max_length=12, choices=Scope.choices)

    facts = ("scope",)

    class Meta(Step.Meta):
        verbose_name = _("publication of an edition")
        verbose_name_plural = _("publications of editions")
        constraints = [one_standing("edition", name="one_publication_of_an_edition")]

    def falls_with(self) -> Iterable[Entry]:
        """The edition it replaced stands again."""
        return list(Restatement.objects.standing().filter(successor=self.edition_id))


class Restatement(Step):
    """A later edition replaced this one (数据修订)."""

    edition = models.ForeignKey("editions.Edition", models.PROTECT, related_name="restatements")
    successor = models.ForeignKey("editions.Edition", models.PROTECT, related_name="+", verbose_name=_("replaced by"))

    facts = ("successor",)

    class Meta(Step.Meta):
        verbose_name = _("restatement of an edition")
        verbose_name_plural = _("restatements of editions")
        constraints = [one_standing("edition", name="one_restatement_of_an_edition")]
