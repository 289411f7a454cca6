"""Good and bad ratings (好差评): five levels, by free will, once a visit or once a matter.

A bad one (the lowest two) is verified, rectified within fifteen working days and called back (domain.md 2.5, [S41] to
[S43]). Who did not rate is never satisfied: nothing stands for an answer nobody gave. What follows from a bad one is
the zone's own work, for cases of the superior platform as well: its exports say nothing of it.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.records.act import Act, Refused
from dajuan.core.records.models import EntryQuerySet, one_standing
from dajuan.core.staff.models import User
from dajuan.lines.services.models.case_entries import CLOSED, CaseEntry, PartOfCase
from dajuan.lines.services.models.handing_in import due_day

RECTIFY_WITHIN = 15  # working days


class RatingLevel(models.IntegerChoices):
    """Five levels, best first by number."""

    VERY_SATISFIED = 5, pgettext_lazy("rating", "very satisfied")
    SATISFIED = 4, pgettext_lazy("rating", "satisfied")
    BASICALLY = 3, pgettext_lazy("rating", "basically satisfied")
    DISSATISFIED = 2, pgettext_lazy("rating", "dissatisfied")
    VERY_DISSATISFIED = 1, pgettext_lazy("rating", "very dissatisfied")


BAD = (RatingLevel.DISSATISFIED, RatingLevel.VERY_DISSATISFIED)


class RatingWay(models.TextChoices):
    """How a rating was given."""

    WINDOW = "window", pgettext_lazy("way of rating", "device at the window")
    CODE = "code", pgettext_lazy("way of rating", "scanned code")
    ONLINE = "online", pgettext_lazy("way of rating", "online")
    MESSAGE = "message", pgettext_lazy("way of rating", "text message")
    HOTLINE = "hotline", pgettext_lazy("way of rating", "hotline")


class RatingQuerySet(EntryQuerySet):
    def bad(self) -> Self:
        """The lowest two levels."""
        return self.filter(level__in=BAD)

    def counted(self) -> Self:
        """Standing ones without those found false or malicious."""
        false = RatingVerified.objects.standing().filter(rating=OuterRef("pk"), true=False)
        return self.standing().exclude(Exists(false))

    def to_be_rectified(self) -> Self:
        """Bad ones that stand and have not been rectified."""
        done = RatingRectified.objects.standing().filter(rating=OuterRef("pk"))
        return self.counted().bad().exclude(Exists(done))


class Rating(CaseEntry):
    """Somebody rated a visit or a matter. `visit` is the number drawn at the hall, empty where a matter is rated."""

    level = models.PositiveSmallIntegerField(_("rating"), choices=RatingLevel.choices)
    way = models.CharField(_("way of rating"), max_length=10, choices=RatingWay.choices)
    visit = models.CharField(_("number of the visit"), max_length=40, blank=True)
    real_name = models.BooleanField(_("under one's name"), default=False)
    rated_user = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("who served"), db_index=False
    )
    due_on = models.DateField(_("to be rectified by"), null=True, help_text="of a bad one")

    facts = ("level", "way", "visit", "real_name", "due_on")

    objects: ClassVar[Any] = RatingQuerySet.as_manager()

    class Meta(CaseEntry.Meta):
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(until__isnull=True, visit=""),
                name="one_rating_a_matter",
                violation_error_message=_("This matter has been rated already."),
            ),
            models.UniqueConstraint(
                fields=["zone", "visit"],
                condition=Q(until__isnull=True) & ~Q(visit=""),
                name="one_rating_a_visit",
                violation_error_message=_("This visit has been rated already."),
            ),
        ]

    @property
    def is_bad(self) -> bool:
        return self.level in BAD


class AfterARating(CaseEntry):
    """Something that followed from a bad rating."""

    rating = models.ForeignKey(Rating, models.PROTECT, related_name="+", verbose_name=_("rating"))

    class Meta(CaseEntry.Meta):
        abstract = True


class RatingVerified(AfterARating):
    """Who handled it looked into a bad rating. What is false or malicious is taken out of the count."""

    true = models.BooleanField(_("found true"))

    facts = ("true",)

    class Meta(AfterARating.Meta):
        verbose_name = _("verification of a rating")
        verbose_name_plural = _("verifications of ratings")
        constraints = [one_standing("rating")]


class RatingRectified(AfterARating):
    """What was complained of was put right."""

    in_time = models.BooleanField(_("in time"), null=True)
    due_on = models.DateField(_("to be rectified by"), null=True)

    facts = ("in_time", "due_on")

    class Meta(AfterARating.Meta):
        verbose_name = _("rectification of a rating")
        verbose_name_plural = _("rectifications of ratings")
        constraints = [one_standing("rating")]


class RatingCalledBack(AfterARating):
    """The rater was called back and asked whether it was put right."""

    reached = models.BooleanField(_("reached"))
    level = models.PositiveSmallIntegerField(_("rating after"), choices=RatingLevel.choices, null=True)

    facts = ("reached", "level")

    class Meta(AfterARating.Meta):
        verbose_name = _("call-back of a rating")
        verbose_name_plural = _("call-backs of ratings")
        constraints = [one_standing("rating")]


class Rated(PartOfCase):
    """What concerns ratings; mixed into Case."""

    if TYPE_CHECKING:
        examiner: User | None

    def rate(
        self,
        act: Act,
        *,
        at: datetime,
        level: int,
        way: str,
        visit: str = "",
        text: str = "",
        real_name: bool = False,
    ) -> Rating:
        """Rate the matter once it is decided, or a visit at any time; a second rating of the same is refused."""
        self.take(act)
        if level not in RatingLevel.values:
            raise Refused(_("Choose one of the five levels."), field="level")
        visit = visit.strip()
        if not visit and self.stage not in CLOSED:
            raise Refused(_("A matter is rated once it is decided."))
        rated: Any = act.standing(Rating.objects.all())
        if visit and rated.filter(zone=act.zone, visit=visit).exists():
            raise Refused(_("This visit has been rated already."))
        if not visit and rated.filter(case=self.pk, visit="").exists():
            raise Refused(_("This matter has been rated already."))
        bad = level in BAD
        facts = {
            "level": level,
            "way": way,
            "visit": visit,
            "real_name": real_name,
            "rated_user_id": getattr(self, "examiner_id", None),
            "due_on": due_day("working-days", RECTIFY_WITHIN, at) if bad else None,
        }
        return self.happen(act, Rating, at, text=text, words=f"rating-{visit}" if visit else "rating", **facts)

    def verify_rating(self, act: Act, *, rating: Rating, at: datetime, true: bool, text: str = "") -> RatingVerified:
        """Look into a bad rating: it stands, or it is false or malicious and is taken out of the count."""
        self.take(act, ours=True)
        self._expect_bad(rating)
        if not true and not text.strip():
            raise Refused(_("Say how it was found to be false."), field="text")
        self._refuse_second(act, RatingVerified, rating)
        words = f"rating-verified-{rating.number}"
        return self.happen(act, RatingVerified, at, rating=rating, true=true, text=text, words=words)

    def rectify_rating(self, act: Act, *, rating: Rating, at: datetime, text: str = "") -> RatingRectified:
        """What was complained of is put right; the limit is fifteen working days."""
        self.take(act, ours=True)
        self._expect_bad(rating)
        verified: Any = act.standing(RatingVerified.objects.all()).filter(rating=rating).first()
        if verified is None:
            raise Refused(_("Verify it first."))
        if not verified.true:
            raise Refused(_("This rating was found to be false: there is nothing to rectify."))
        self._refuse_second(act, RatingRectified, rating)
        in_time = timezone.localdate(at) <= rating.due_on if rating.due_on else None
        facts = {"rating": rating, "in_time": in_time, "due_on": rating.due_on}
        return self.happen(act, RatingRectified, at, text=text, words=f"rating-rectified-{rating.number}", **facts)

    def call_back(
        self, act: Act, *, rating: Rating, at: datetime, reached: bool, level: int | None = None, text: str = ""
    ) -> RatingCalledBack:
        """Ask the rater whether it was put right; whoever was not reached has said nothing."""
        self.take(act, ours=True)
        self._expect_bad(rating)
        if not act.standing(RatingRectified.objects.all()).filter(rating=rating).exists():
            raise Refused(_("Rectify it first."))
        if not reached and level:
            raise Refused(_("Who was not reached has not rated it."), field="level")
        self._refuse_second(act, RatingCalledBack, rating)
        facts = {"rating": rating, "reached": reached, "level": level or None}
        return self.happen(act, RatingCalledBack, at, text=text, words=f"rating-called-{rating.number}", **facts)

    def ratings(self) -> list[Rating]:
        """The ratings of the case, latest first."""
        return list(Rating.objects.standing().filter(case=self.pk))

    def _expect_bad(self, rating: Rating) -> None:
        if rating.case_id != self.pk or rating.until_id is not None:
            raise Refused(_("This rating is not one of this case."))
        if not rating.is_bad:
            raise Refused(_("Only a bad rating is verified, rectified and called back."))

    def _refuse_second(self, act: Act, kind: Any, rating: Rating) -> None:
        if act.standing(kind.objects.all()).filter(rating=rating).exists():
            raise Refused(_("This has already been recorded."))
