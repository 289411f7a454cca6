"""The shelves of the catalogue: matters and packages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.rooms.shelves import Column, Shelf
from dajuan.lines.services.forms import matters, packages
from dajuan.lines.services.models import Matter, Package

CATALOGUE = (
    Shelf(
        Matter,
        matters.MatterForm,
        (matters.IssueForm, matters.SwitchForm, matters.OpenForm, matters.EndForm),
        (
            Column(pgettext_lazy("matter", "Kind"), lambda matter: matter.get_kind_display()),
            Column(pgettext_lazy("matter", "Department"), lambda matter: matter.department),
            Column(_("Theme of life"), lambda matter: matter.get_life_event_display()),
            Column(pgettext_lazy("matter", "Acceptance"), lambda matter: matter.get_mode_display()),
        ),
        "list-details",
        None,
        "services/_matter.html",
    ),
    Shelf(
        Package,
        packages.PackageForm,
        (packages.PackageIssueForm, packages.PackageEndForm),
        (
            Column(pgettext_lazy("package", "Batch"), lambda package: package.batch),
            Column(_("Theme of life"), lambda package: package.get_life_event_display()),
            Column(pgettext_lazy("matter", "For whom"), lambda package: package.get_audience_display()),
        ),
        "packages",
        None,
        "services/_package.html",
    ),
)
