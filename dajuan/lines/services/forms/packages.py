"""Forms of packages: a package, its matters and what each waits for, its issue and its end."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dajuan.core.records.forms import RecordForm
from dajuan.core.rooms.forms import subject_form
from dajuan.lines.services.forms.matters import document
from dajuan.lines.services.models import HowEnded, Matter, Package, PackageEnded, PackageIssued, PackageMatter

PackageForm = subject_form(
    Package,
    *("code", "name", "name_en", "batch", "theme", "audience", "life_event", "promised_days", "steps_after"),
    *("guide_zh", "guide_en", "office"),
)


class PackageIssueForm(RecordForm):
    document = document()

    records = PackageIssued
    verb = "issue"
    day_label = _("Day of the document")


class PackageEndForm(RecordForm):
    how = forms.ChoiceField(label=_("How it ended"), choices=HowEnded.choices)
    into = forms.ModelChoiceField(
        Package.objects.none(), label=_("Merged into"), required=False, empty_label=_("none: it is withdrawn")
    )

    records = PackageEnded
    verb = "end"
    title = _("Merge or withdraw the package")

    def __init__(self, *args: Any, subject: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, subject=subject, **kwargs)
        rows = Package.objects.filter(zone=subject.zone_id).in_force() if subject else Package.objects.all()
        into = cast("forms.ModelChoiceField[Any]", self.fields["into"])
        into.queryset = rows.exclude(pk=subject.pk) if subject else rows


class PartForm(forms.Form):
    """A matter is put into a package: by its code or whole name."""

    matter = forms.CharField(
        label=_("Code or name of the matter"), max_length=300, widget=forms.TextInput(attrs={"list": "matters"})
    )

    def __init__(self, *args: Any, package: Package, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.package = package

    def clean_matter(self) -> Matter:
        """The one matter that is meant; not one that stands in the package."""
        said = self.cleaned_data["matter"].strip()
        rows = Matter.objects.filter(zone=self.package.zone_id)
        found = list(rows.filter(code=said)[:1]) or list(rows.filter(name=said)[:2])
        if not found:
            raise ValidationError(_("No matter of the catalogue has this code or name."))
        if len(found) > 1:
            raise ValidationError(_("Several matters have this name: give the code."))
        if any(part.matter_id == found[0].pk for part in self.package.parts):
            raise ValidationError(_("This matter stands in the package already."))
        matter: Matter = found[0]
        return matter

    def keep(self) -> PackageMatter:
        """Put it behind the others, waiting for nothing."""
        position = len(self.package.parts) + 1
        made = PackageMatter.objects.create(package=self.package, matter=self.cleaned_data["matter"], position=position)
        _tell_words_of(self.package)
        return made


class WaitingForm(forms.Form):
    """What a matter of a package waits for."""

    after = forms.MultipleChoiceField(
        label=pgettext_lazy("package", "Starts when these are decided"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, part: PackageMatter, package: Package, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.part, self.package = part, package
        after = cast("forms.MultipleChoiceField", self.fields["after"])
        after.choices = [(str(one.pk), one.matter.told) for one in package.parts if one.pk != part.pk]
        after.initial = [str(one.pk) for one in part.after.all()]

    def keep(self) -> None:
        """Write what it waits for. Refuses a circle, by the names in it, and leaves what stood."""
        with transaction.atomic():
            self.part.after.set([int(key) for key in self.cleaned_data["after"]])
            Package.objects.get(pk=self.package.pk).order()


def take_out(package: Package, part: PackageMatter) -> None:
    """Take a matter out of a package; what waited for it waits no more."""
    part.delete()
    _tell_words_of(package)


def _tell_words_of(package: Package) -> None:
    anew = Package.objects.get(pk=package.pk)
    anew.tell_words()
    Package.objects.filter(pk=package.pk).update(words=anew.words)
