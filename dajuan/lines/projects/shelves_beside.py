"""The shelves beside projects and their lists: plots, services to investors, observation rounds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from dajuan.core.rooms.shelves import Column, Shelf
from dajuan.core.staff.models import Visitor
from dajuan.core.staff.rights import offices_for
from dajuan.lines.projects.forms import land, observation, problems, service
from dajuan.lines.projects.models import Observation, Plot, Service
from dajuan.values.lights import Light, by_deadline, for_owner

WARNING_DAYS = 14  # before a plot is to be cleared; the house's own choice


def _early(user: Visitor, light: Callable[[Any, date], Light | None], day: date, tomorrow: date) -> Any:
    """Tell a light as everybody sees it, a day earlier to whoever works on the line (office.md 15)."""
    works_on_it = bool(offices_for(user, "projects"))

    def of(subject: Any) -> Light | None:
        now, soon = light(subject, day), light(subject, tomorrow)
        return for_owner(now, soon) if now and soon and works_on_it else now

    return of


def plot_lights(user: Visitor, day: date) -> Any:
    """A plot against the day it is to be cleared by."""

    def light(plot: Any, on: date) -> Light | None:
        if plot.due_on is None or plot.stage not in plot.open_stages:
            return None
        return by_deadline(plot.due_on, on, warning_days=WARNING_DAYS)

    return _early(user, light, day, _next(day))


def service_lights(user: Visitor, day: date) -> Any:
    """A service against the day it was promised for."""
    return _early(user, lambda one, on: one.light(on), day, _next(day))


def _next(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


OF_A_PROJECT = (land.ConnectionForm, problems.ProblemForm)
"""Forms of the project's own page that belong to the ledgers beside it."""

BESIDE = (
    Shelf(
        Plot,
        land.PlotForm,
        (land.SurveyForm, land.PaymentForm, land.PlotClearedForm, land.HandoverForm),
        (
            Column(_("Project"), lambda plot: plot.project),
            Column(_("To be cleared by"), lambda plot: plot.due_on),
        ),
        "map-2",
        lights=plot_lights,
        part="projects/_plot.html",
    ),
    Shelf(
        Service,
        service.ServiceForm,
        (service.PromiseForm, service.DeliveryForm, service.AcknowledgementForm),
        (
            Column(_("Stage of service"), lambda one: one.get_phase_display()),
            Column(_("Project specialist"), lambda one: one.specialist),
            Column(_("Due on"), lambda one: one.due_on),
        ),
        "heart-handshake",
        lights=service_lights,
        part="projects/_service.html",
    ),
    Shelf(
        Observation,
        observation.ObservationForm,
        (observation.CriteriaForm, observation.ScoreForm, observation.PlacesForm),
        (
            Column(_("Level"), lambda one: one.get_level_display()),
            Column(_("Day of the visit"), lambda one: one.held_on),
        ),
        "eye-check",
        part="projects/_observation.html",
    ),
)
