"""Texts that were handed in, what was found in them, and what an office has taught the reader.

A past report is an entry of the ledger: it is a fact with a day and a document, it is brought up against later texts,
and taking it out again must leave a reason. What the reader found in its text are plain rows: rules read them from the
text, whose hash stands on the entry, and will read them anew when the rules are better. No figure counts them.

A text handed in to be checked is no record at all: private to who handed it in and to the general office, and
deleted when that person says so. Its original file is not kept.
"""

from __future__ import annotations

import hashlib
import json
import re
from datetime import timedelta
from fractions import Fraction
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from dajuan.core.records.act import Act
from dajuan.core.records.models import Entry, EntryQuerySet, Evidence, Refused, one_standing
from dajuan.core.staff.models import Post, User, Visitor, Zone
from dajuan.core.staff.rights import ANY_LINE, keeps
from dajuan.figures import catalogue
from dajuan.figures.amounts import amount
from dajuan.figures.templatetags.figures import period_words
from dajuan.figures.vocabulary import Figure
from dajuan.sheet.reading.called import CLAIMS, KINDS, VERDICTS
from dajuan.sheet.reading.findings import Claim, Kind, Verdict
from dajuan.values import periods
from dajuan.values.periods import PeriodError

SILENT = timedelta(minutes=2)  # a reading that reports nothing for so long has lost its process
OFFICE = frozenset({Post.Role.OFFICE})


def hash_of(text: str) -> str:
    """What a text is known again by."""
    return hashlib.sha256(text.encode()).hexdigest()


def wording(name: str, counted: str, unit: str) -> tuple[str, str]:
    """By what a correction knows a claim again: the words on both sides of its number, and its unit."""
    before, behind = (re.sub(r"[\W\d_]+", "", words) for words in (name, counted))
    return f"{before[-60:]}□{behind[:60]}", unit[:20]


def wording_of(said: Any) -> tuple[str, str]:
    """The wording of a finding or of the row that keeps it."""
    return wording(said.name, said.counted, said.unit)


class Read(models.Model):
    """A text on its way through the reader: waiting, being read, read, or stopped with a sentence why."""

    class Status(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("reading", "waits to be read")
        READING = "reading", pgettext_lazy("reading", "being read")
        READ = "read", pgettext_lazy("reading", "read")
        FAILED = "failed", pgettext_lazy("reading", "stopped")

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    text = models.TextField(_("text"))
    hash = models.CharField(max_length=64)
    status = models.CharField(
        pgettext_lazy("reading", "state"), max_length=8, choices=Status.choices, default=Status.WAITING
    )
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    message = models.TextField(_("message"), blank=True)
    beat_at = models.DateTimeField(null=True, help_text="when its process last said that it lives")
    handed_in_at = models.DateTimeField(_("handed in at"), default=timezone.now)

    class Meta:
        abstract = True

    @property
    def under_way(self) -> bool:
        return self.status in (self.Status.WAITING, self.Status.READING)

    @property
    def silent(self) -> bool:
        """Whether its process has died: it says nothing any more."""
        return self.under_way and timezone.now() - (self.beat_at or self.handed_in_at) > SILENT

    @property
    def percent(self) -> int:
        return min(100, self.done * 100 // self.total) if self.total else 0


class HandedInQuerySet(models.QuerySet["HandedIn"]):
    def visible_to(self, user: Visitor) -> Self:
        """One's own; the general office sees every text of its zone."""
        if not isinstance(user, User) or not user.is_active or user.zone_id is None:
            return self.none()
        mine = self.filter(zone=user.zone_id)
        return mine if keeps(user, ANY_LINE, OFFICE) else mine.filter(owner=user)


class HandedIn(Read):
    """A text somebody handed in to be checked. Private to that person and the general office."""

    owner = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("handed in by"))
    title = models.CharField(pgettext_lazy("text", "title"), max_length=200)
    year = models.PositiveSmallIntegerField(_("year it reports on"))
    moment = models.BigIntegerField(_("as known at"), default=0, help_text="ledger number it was checked against")

    objects = HandedInQuerySet.as_manager()

    class Meta:
        verbose_name = _("text to be checked")
        verbose_name_plural = _("texts to be checked")
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["owner", "hash"], name="one_text_per_person")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("reading:text", args=[self.pk])

    @property
    def counts(self) -> list[tuple[str, str, int]]:
        """Verdict, its words and how many findings have it, those that ask for attention first."""
        found = dict(self.remarks.order_by().values_list("verdict").annotate(n=models.Count("pk")))
        return [(verdict, str(words), found[verdict]) for verdict, words in VERDICTS.items() if found.get(verdict)]


class SaidThere(models.Model):
    """One claim of a text as the reader understood it; value exact, in the base unit, empty where it is missing."""

    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    kind = models.CharField(max_length=9)
    claim = models.CharField(max_length=16)
    words = models.CharField(_("words"), max_length=200)
    name = models.CharField(_("what is measured"), max_length=120, blank=True)
    counted = models.CharField(max_length=120, blank=True)
    value = models.CharField(_("value"), max_length=80, blank=True, help_text="a fraction, such as 123 or 1/3")
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    printed_unit = models.CharField(max_length=20, blank=True)
    hedge = models.CharField(max_length=4, blank=True)
    period = models.CharField(_("period"), max_length=40, blank=True)
    comparison = models.JSONField(default=list)
    figure = models.CharField(_("figure"), max_length=60, blank=True)
    known = models.CharField(max_length=4, blank=True, help_text="C number of the claim")

    class Meta:
        abstract = True
        ordering = ["start", "pk"]

    def __str__(self) -> str:
        return self.words or self.printed_unit

    @property
    def exact(self) -> Fraction | None:
        """The value, None where it is missing."""
        return Fraction(self.value) if self.value else None

    @property
    def of_figure(self) -> Figure | None:
        """The figure it was matched with, None where none or where it is no longer declared."""
        return catalogue.figure(self.figure) if self.figure else None

    @property
    def period_words(self) -> str:
        """The period as it is read on a page."""
        try:
            return period_words(periods.parse(self.period))
        except PeriodError:
            return self.period

    @property
    def hedge_words(self) -> str:
        return self.hedge

    @property
    def claim_words(self) -> str:
        """What sort of claim it is, in words."""
        return str(CLAIMS.get(self.claim, self.claim))

    @property
    def kind_words(self) -> str:
        return str(KINDS.get(self.kind, self.kind))


class Remark(SaidThere):
    """What was found at one place of a text, and what checking it said.

    `reason` holds the sentence per language. `ours` is our exact value in the figure's printed base unit, `days` the
    period it was asked about, `fill` what stands in a gap. `offered` are the figures a person is asked to choose from.
    """

    text = models.ForeignKey(HandedIn, models.CASCADE, related_name="remarks")
    verdict = models.CharField(pgettext_lazy("reading", "verdict"), max_length=16, blank=True)
    reason = models.JSONField(default=dict)
    ours = models.CharField(max_length=80, blank=True)
    days = models.CharField(max_length=40, blank=True)
    fill = models.CharField(max_length=40, blank=True)
    offered = models.JSONField(default=list)
    published = models.ForeignKey("PublishedValue", models.SET_NULL, null=True, related_name="+")
    published_in = models.BigIntegerField(null=True, help_text="ledger number of the past report")

    class Meta(SaidThere.Meta):
        verbose_name = _("finding in a text")
        verbose_name_plural = _("findings in a text")
        indexes = [models.Index(fields=["text", "start"], name="remarks_in_order")]

    def get_absolute_url(self) -> str:
        return reverse("reading:finding", args=[self.text_id, self.pk])

    @property
    def why(self) -> str:
        """The reason in the language of the page."""
        said: dict[str, str] = self.reason
        return said.get(get_language() or "", "") or next(iter(said.values()), "")

    @property
    def verdict_words(self) -> str:
        return str(VERDICTS.get(self.verdict, self.verdict))

    @property
    def is_gap(self) -> bool:
        return self.kind == Kind.GAP

    @property
    def heading(self) -> str:
        """The words of the text, or what is missing there."""
        if not self.is_gap:
            return self.words
        named = {"sort": self.claim_words, "unit": self.printed_unit}
        return (gettext("missing: %(sort)s (%(unit)s)") if self.printed_unit else gettext("missing: %(sort)s")) % named

    @property
    def our_value(self) -> str:
        """Our value as it is read on a page; empty where we have none."""
        figure = self.of_figure
        return str(amount(figure, Fraction(self.ours))) if figure and self.ours else ""

    @property
    def opens(self) -> str:
        """The address that opens our number, about the same period and as known at the same moment."""
        if not self.of_figure or not self.ours:
            return ""
        query = urlencode({"period": self.days, "as_of": str(self.text.moment)})
        return f"{reverse('figures:show', args=[self.figure])}?{query}"

    @property
    def published_url(self) -> str:
        """Where the published value stands among those of its report; empty where none was found."""
        if self.published is None or self.published_in is None:
            return ""
        key = json.dumps([str(self.published.start), str(self.published.pk - 1)])
        address = reverse("reading:report", args=[self.published_in])
        return f"{address}?{urlencode({'after': key})}#v{self.published.pk}"


class ReportText(Read):
    """The text of a past report, read once into its values."""

    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="+", verbose_name=_("file"))

    class Meta:
        verbose_name = _("text of a past report")
        verbose_name_plural = _("texts of past reports")


class PastReportQuerySet(EntryQuerySet):
    def visible_to(self, user: Visitor) -> Self:
        """Published texts are open to everybody who works in the zone."""
        if not isinstance(user, User) or not user.is_active or user.zone_id is None:
            return self.none()
        return self.filter(zone=user.zone_id)

    def with_title(self, words: str) -> Self:
        """Those whose title, issuer or scope holds the words."""
        return self.filter(Q(title__icontains=words) | Q(issuer__icontains=words) | Q(scope__icontains=words))


class PastReport(Entry):
    """A report that was published, with its document; `happened_on` is the day of publication.

    Its values are an edition of values only: attested by the document, counted from no record.
    """

    title = models.CharField(pgettext_lazy("text", "title"), max_length=200)
    issuer = models.CharField(_("issued by"), max_length=80)
    year = models.PositiveSmallIntegerField(_("year it reports on"))
    scope = models.CharField(_("area it speaks of"), max_length=80)
    text_hash = models.CharField(_("hash of the text"), max_length=64)
    text = models.ForeignKey(ReportText, models.PROTECT, related_name="reports", verbose_name=_("text"))

    line = ANY_LINE
    facts = ("title", "issuer", "year", "scope", "happened_on", "text_hash")

    objects: ClassVar[Any] = PastReportQuerySet.as_manager()

    class Meta(Entry.Meta):
        verbose_name = _("past report")
        verbose_name_plural = _("past reports")
        constraints = [one_standing("zone", "text_hash", name="one_past_report_per_text")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("reading:report", args=[self.number])


def take_in(act: Act, text: ReportText, **said: Any) -> PastReport:
    """Take a published report into the library. Refuses a text that stands there already."""
    known = PastReport.objects.standing().filter(zone=act.zone, text_hash=text.hash).first()
    if known is not None:
        raise Refused(_("This text is in the library already: %(title)s.") % {"title": known.title}, field="file")
    report = act.enter(PastReport(text=text, text_hash=text.hash, **said))
    act.attach(report, text.evidence)
    return report


class PublishedValue(SaidThere):
    """A value a past report published: its words, unit, hedge, period and comparison, and where it stands."""

    text = models.ForeignKey(ReportText, models.CASCADE, related_name="values")
    sentence = models.CharField(_("sentence"), max_length=400)

    class Meta(SaidThere.Meta):
        verbose_name = _("published value")
        verbose_name_plural = _("published values")
        indexes = [models.Index(fields=["text", "start"], name="published_in_order")]


class NewestQuerySet(models.QuerySet[Any]):
    def newest(self, *same: str) -> Self:
        """Of rows that are alike but for their version, the last."""
        alike = {name: OuterRef(name) for name in ("zone", *same)}
        last = self.model._default_manager.filter(**alike).order_by("-version").values("pk")[:1]
        return self.filter(pk=Subquery(last))


class MatchQuerySet(NewestQuerySet):
    def in_force(self, zone: Zone) -> Self:
        """What holds now: the last correction of each wording."""
        return self.filter(zone=zone).newest("words", "unit")


class Match(models.Model):
    """What a person said a wording means: a figure, no figure of ours, or no claim at all. Corrections pile up."""

    class Meaning(models.TextChoices):
        FIGURE = "figure", _("this figure")
        NONE = "none", _("none of our figures")
        IGNORED = "ignored", _("no claim: leave it out")

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    words = models.CharField(_("wording"), max_length=200)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    meaning = models.CharField(_("meaning"), max_length=8, choices=Meaning.choices)
    figure = models.CharField(_("figure"), max_length=60, blank=True)
    changed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("changed by"))
    changed_at = models.DateTimeField(_("changed at"), default=timezone.now)

    objects = MatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("corrected match")
        verbose_name_plural = _("corrected matches")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["zone", "words", "unit", "version"], name="one_match_per_version")
        ]

    def __str__(self) -> str:
        figure = catalogue.figure(self.figure)
        return str(figure.name) if figure else str(self.get_meaning_display())


class PhraseQuerySet(NewestQuerySet):
    def in_force(self, zone: Zone) -> Self:
        """The phrases that hold now."""
        return self.filter(zone=zone).newest("role", "words").filter(is_dropped=False)


class SetPhrase(models.Model):
    """A set phrase of one zone: another name of a figure, a measure, words that assert, words to pass over.

    Versions pile up; a phrase that was taken out has a last version that says so, by whom and when.
    """

    class Role(models.TextChoices):
        ALIAS = "alias", _("another name of a figure")
        MEASURE = "measure", _("a unit or measure word")
        ASSERTION = "assertion", _("words that assert")
        PHRASE = "phrase", _("words to pass over")

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    role = models.CharField(pgettext_lazy("lexicon", "role"), max_length=10, choices=Role.choices)
    words = models.CharField(_("words"), max_length=60)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    figure = models.CharField(_("figure"), max_length=60, blank=True)
    unit = models.CharField(_("base unit"), max_length=20, blank=True)
    scale = models.PositiveBigIntegerField(_("holds so many of it"), default=1)
    claim = models.CharField(_("asserts"), max_length=16, blank=True)
    is_dropped = models.BooleanField(_("taken out"), default=False)
    changed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("changed by"))
    changed_at = models.DateTimeField(_("changed at"), default=timezone.now)

    objects = PhraseQuerySet.as_manager()

    class Meta:
        verbose_name = _("set phrase")
        verbose_name_plural = _("set phrases")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["zone", "role", "words", "version"], name="one_phrase_per_version")
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def meaning(self) -> str:
        """What the phrase stands for, in words."""
        if self.role == self.Role.ALIAS:
            figure = catalogue.figure(self.figure)
            return str(figure.name) if figure else self.figure
        if self.role == self.Role.MEASURE:
            return f"{self.scale:,} {self.unit}".strip() if self.scale != 1 else self.unit
        return str(CLAIMS.get(self.claim, "")) if self.role == self.Role.ASSERTION else ""


ASSERTING = [claim for claim in Claim if claim in (
    Claim.FIRST, Claim.TOP, Claim.EXCEEDS, Claim.ALL, Claim.EACH, Claim.TITLE, Claim.EVENT, Claim.DONE, Claim.RESUMED,
    Claim.RECORD, Claim.ROSE, Claim.FELL, Claim.LEVEL, Claim.ONLY, Claim.STREAK, Claim.PLAN,
)]  # fmt: skip
CHECKED = [verdict for verdict in Verdict if verdict is not Verdict.UNCHECKED]
