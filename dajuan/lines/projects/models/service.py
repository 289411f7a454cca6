"""The service plan (增程式服务): what the zone promised a project's investor, per stage, until production.

No text spells the slogan out; the mechanism is: one project, one specialist, and for each stage a promise with a due
date, done, and confirmed by the investor (domain.md 2.3). A service counts as given when the investor has confirmed it.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.records.act import Act, Refused
from dajuan.core.records.models import one_standing
from dajuan.core.records.remembering import latest
from dajuan.core.records.resting import Rests
from dajuan.core.records.vault import search_word
from dajuan.core.rooms.subjects import RoomQuerySet, RoomSubject, refuse_before, refuse_twice
from dajuan.core.staff.models import Office, User, Zone
from dajuan.lines.projects.models.subjects import ProjectEntry
from dajuan.values.lights import Light, by_deadline

WARNING_DAYS = 7  # the house's own choice: a week is enough to act


class Phase(models.TextChoices):
    """The stages of service: what an investor needs at each (domain.md 2.3, 5)."""

    SIGNING = "signing", _("signing and registration")
    APPROVAL = "approval", _("filing and permits")
    LAND = "land", _("land and connections")
    BUILDING = "building", pgettext_lazy("stage of service", "building")
    PRODUCTION = "production", _("start of production")


class ServiceQuerySet(RoomQuerySet):  # type: ignore[override]  # as_manager of two bases
    def for_lists(self) -> Any:
        """With project and specialist."""
        return super().for_lists().select_related("project", "specialist")


class Service(RoomSubject):
    """One thing promised to the investor of a project."""

    class Stage(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("service", "planned")
        PROMISED = "promised", pgettext_lazy("service", "promised")
        DONE = "done", pgettext_lazy("service", "done, to be confirmed")
        CONFIRMED = "confirmed", pgettext_lazy("service", "confirmed by the investor")

    project = models.ForeignKey("projects.Project", models.PROTECT, related_name="services", verbose_name=_("project"))
    name = models.CharField(_("what is promised"), max_length=120)
    phase = models.CharField(_("stage of service"), max_length=12, choices=Phase.choices)
    specialist = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("project specialist")
    )
    stage = models.CharField(
        pgettext_lazy("service", "state"), max_length=12, choices=Stage.choices, default=Stage.PLANNED, editable=False
    )
    due_on = models.DateField(_("due on"), null=True, editable=False)

    page = "services"
    narrowed_by = ("phase", "stage", "office")
    copied = ("project", "office", "area", "type", "industry", "level", "landmark", "phase")
    open_stages: ClassVar[tuple[str, ...]] = (Stage.PLANNED, Stage.PROMISED)
    milestones = ((Stage.PROMISED, "promises"), (Stage.DONE, "deliveries"), (Stage.CONFIRMED, "acknowledgements"))
    rests = (Rests("deliveries", on="promises"), Rests("acknowledgements", on="deliveries"))

    objects: ClassVar[Any] = ServiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("service to an investor")
        verbose_name_plural = _("services to investors")
        indexes = [
            models.Index(fields=["zone", "id"], name="service_list"),
            models.Index(fields=["zone", "stage", "due_on"], name="service_due"),
        ]

    def __str__(self) -> str:
        return f"{self.project} · {self.name}"

    @classmethod
    def remembered(cls) -> dict[str, Any]:
        return super().remembered() | {"due_on": latest(Promise, "due_on")}

    area = property(lambda self: self.project.area)
    type = property(lambda self: self.project.type)
    industry = property(lambda self: self.project.industry)
    level = property(lambda self: self.project.level)
    landmark = property(lambda self: self.project.landmark)

    @property
    def verbs(self) -> tuple[str, ...]:
        steps = {self.Stage.PLANNED: ("promise",), self.Stage.PROMISED: ("deliver",), self.Stage.DONE: ("acknowledge",)}
        return steps.get(self.Stage(self.stage), ())

    def light(self, day: date) -> Light | None:
        """How it stands against its due day; None once done."""
        if self.due_on is None or self.stage not in self.open_stages:
            return None
        return by_deadline(self.due_on, day, warning_days=WARNING_DAYS)

    def promise(self, act: Act, *, happened_on: date, due_on: date) -> Promise:
        """It is promised for a day. Refuses a due day before the promise."""
        act.lock(self)
        refuse_twice(act, self.promises, _("This has already been promised: correct the promise."))
        if due_on < happened_on:
            raise Refused(_("It is due before it is promised."), field="due_on")
        return act.enter(self.entry(Promise, happened_on=happened_on, due_on=due_on))

    def deliver(self, act: Act, *, happened_on: date, document: str = "") -> Delivery:
        """It is done, in time or not."""
        act.lock(self)
        refuse_twice(act, self.deliveries, _("This service has already been recorded as done."))
        refuse_before(act, self.promises, happened_on, _("Nothing is done before it is promised."))
        in_time = happened_on <= act.standing(self.promises).get().due_on
        return act.enter(self.entry(Delivery, happened_on=happened_on, in_time=in_time, document=document))

    def acknowledge(
        self, act: Act, *, happened_on: date, satisfied: str, through: str = "specialist"
    ) -> Acknowledgement:
        """The investor says so: by the link sent to the company, or to the specialist, who records it."""
        act.lock(self)
        refuse_twice(act, self.acknowledgements, _("The investor has already confirmed this service."))
        refuse_before(act, self.deliveries, happened_on, _("Nothing is confirmed before it is done."))
        facts = {"satisfied": satisfied, "through": through}
        return act.enter(self.entry(Acknowledgement, happened_on=happened_on, **facts))


class ServiceEntry(ProjectEntry):
    """An entry about a service; it names the project too, with what the project was that day."""

    phase = models.CharField(_("stage of service"), max_length=12, choices=Phase.choices)

    subject_field = "service"

    class Meta(ProjectEntry.Meta):
        abstract = True


class Promise(ServiceEntry):
    """A service was promised for a day."""

    project = models.ForeignKey("projects.Project", models.PROTECT, related_name="+", verbose_name=_("project"))
    service = models.ForeignKey(Service, models.PROTECT, related_name="promises", verbose_name=_("service"))
    due_on = models.DateField(_("due on"))

    facts = ("due_on",)

    class Meta(ServiceEntry.Meta):
        verbose_name = _("promise of a service")
        verbose_name_plural = _("promises of services")
        constraints = [one_standing("service")]


class Delivery(ServiceEntry):
    """A promised service was done."""

    project = models.ForeignKey("projects.Project", models.PROTECT, related_name="+", verbose_name=_("project"))
    service = models.ForeignKey(Service, models.PROTECT, related_name="deliveries", verbose_name=_("service"))
    in_time = models.BooleanField(_("in time"))
    document = models.CharField(_("document"), max_length=120, blank=True)

    facts = ("in_time", "document")

    class Meta(ServiceEntry.Meta):
        verbose_name = _("service done")
        verbose_name_plural = _("services done")
        constraints = [one_standing("service")]


class Acknowledgement(ServiceEntry):
    """The investor confirmed that a service was done. Who signed stands in the evidence, never here."""

    class Satisfied(models.TextChoices):
        YES = "yes", pgettext_lazy("investor", "satisfied")
        NO = "no", pgettext_lazy("investor", "not satisfied")

    class Through(models.TextChoices):
        LINK = "link", _("by the link sent to the company")
        SPECIALIST = "specialist", _("to the specialist")

    project = models.ForeignKey("projects.Project", models.PROTECT, related_name="+", verbose_name=_("project"))
    service = models.ForeignKey(Service, models.PROTECT, related_name="acknowledgements", verbose_name=_("service"))
    satisfied = models.CharField(_("satisfaction"), max_length=4, choices=Satisfied.choices)
    through = models.CharField(_("how it was said"), max_length=12, choices=Through.choices)

    facts = ("satisfied", "through")

    class Meta(ServiceEntry.Meta):
        verbose_name = _("confirmation by the investor")
        verbose_name_plural = _("confirmations by investors")
        constraints = [one_standing("service")]


class ServiceLinkQuerySet(models.QuerySet["ServiceLink"]):
    def open_on(self, day: date) -> ServiceLinkQuerySet:
        """Links that can still be used on a day."""
        return self.filter(revoked_at=None, expires_on__gte=day)

    def make(
        self, project: Any, *, company: str, expires_on: date, by: User, office: Office
    ) -> tuple[ServiceLink, str, str]:
        """A new link with its token and its code, both told only now."""
        token, code = secrets.token_urlsafe(32), f"{secrets.randbelow(10**6):06d}"
        link = self.create(
            zone=project.zone,
            project=project,
            company=company,
            expires_on=expires_on,
            made_by=by,
            office=office,
            token_word=_token_word(token),
            code_word=_code_word(token, code),
        )
        return link, token, code

    def of(self, token: str, *, day: date) -> ServiceLink | None:
        """The link of a token, None where there is none that can still be used on a day."""
        rows = self.open_on(day).filter(token_word=_token_word(token))
        return rows.select_related("project", "office", "made_by").first()


class ServiceLink(models.Model):
    """The investor of a project may confirm its services until a day, without an account (office.md 13).

    Of token and code only keyed hashes are kept. What is sent waits for review like any other draft.
    """

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+")
    project = models.ForeignKey(
        "projects.Project", models.PROTECT, related_name="service_links", verbose_name=_("project")
    )
    company = models.CharField(_("company that confirms"), max_length=120)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name=_("office"))
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    expires_on = models.DateField(_("valid until"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True)
    token_word = models.CharField(max_length=64, unique=True, help_text="keyed hash of the token")
    code_word = models.CharField(max_length=64, help_text="keyed hash of the code")

    objects: ClassVar[ServiceLinkQuerySet] = ServiceLinkQuerySet.as_manager()  # type: ignore[assignment]  # its manager

    class Meta:
        verbose_name = _("link for confirming services")
        verbose_name_plural = _("links for confirming services")
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=~Q(company=""), name="projects_service_link_names_a_company")]

    def __str__(self) -> str:
        return f"{self.company}: {self.project}"

    def fits(self, token: str, code: str) -> bool:
        """Whether the code belongs to the link."""
        return hmac.compare_digest(self.code_word, _code_word(token, code))


def _token_word(token: str) -> str:
    return search_word(token, "projects.service-token")


def _code_word(token: str, code: str) -> str:
    return search_word(f"{token}:{''.join(code.split())}", "projects.service-code")
