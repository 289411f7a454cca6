"""Forms that rooms have alike: what a list is asked for, a subject's own fields, and which record stays of two."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dajuan.core.places.forms import GeometryField
from dajuan.core.places.models import Area
from dajuan.core.records.forms import DayInput
from dajuan.core.rooms.subjects import RoomSubject
from dajuan.core.staff.models import Office, User

OF_THE_ZONE: dict[str, Any] = {"office": Office, "area": Area}
MOST_WORDS = 200  # of a column without choices that a list may be narrowed by


class Asked(forms.Form):
    """What a list is asked for; every wish is optional, and a wish nobody can have is no wish."""

    q = forms.CharField(label=_("Name or code"), required=False, max_length=60)

    def __init__(self, data: Any, *, subject: type[RoomSubject], user: User) -> None:
        super().__init__(data)
        for name in subject.narrowed_by:
            self.fields[name] = _wish(subject, name, user)

    def wishes(self) -> dict[str, Any]:
        """The wishes that can be had."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


def _wish(subject: type[RoomSubject], name: str, user: User) -> forms.Field:
    column = subject._meta.get_field(name)
    label = str(getattr(column, "verbose_name", name))
    if name in OF_THE_ZONE:
        mine = OF_THE_ZONE[name].objects.filter(zone=user.zone_id)
        return forms.ModelChoiceField(mine, required=False, label=label, empty_label=_("all"))
    choices = cast("list[tuple[Any, Any]]", getattr(column, "choices", None) or _written(subject, name, user))
    return forms.ChoiceField(choices=[("", _("all")), *choices], required=False, label=label)


def _written(subject: type[RoomSubject], name: str, user: User) -> list[tuple[str, str]]:
    """What stands in a column of free words, to be chosen from; nothing for a column of another kind."""
    if not isinstance(subject._meta.get_field(name), models.CharField):
        return []
    rows: Any = subject._default_manager
    words = rows.filter(zone=user.zone_id).exclude(**{name: ""}).order_by(name).values_list(name, flat=True)
    return [(word, word) for word in words.distinct()[:MOST_WORDS]]


class SubjectForm(forms.ModelForm):  # type: ignore[type-arg]  # ModelForm takes no argument at run time
    """A new subject, or its own fields changed. What figures count is entered afterwards, on entries."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.zone = self.instance.zone if self.instance.pk else user.zone
        self._say_please_choose()
        for name, model in OF_THE_ZONE.items():
            if name in self.fields:
                rows = model.objects.filter(zone=user.zone_id)
                cast("forms.ModelChoiceField[Any]", self.fields[name]).queryset = rows
        if not self.instance.pk:
            self.fields["office"].initial = user.office

    def _say_please_choose(self) -> None:
        """Words instead of the dashes of an empty choice."""
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField):
                field.empty_label = _("please choose")
            elif isinstance(field, forms.ChoiceField):
                choices = list(cast("list[tuple[Any, Any]]", field.choices))
                field.choices = [(value, name if value != "" else _("please choose")) for value, name in choices]

    def save(self, commit: bool = True) -> Any:
        """Write what was typed; columns that repeat state are left to the acts, one of which may just have written."""
        if commit and self.instance.pk:
            self.instance.save(update_fields=self._own())
            return self.instance
        return super().save(commit)

    def _own(self) -> list[str]:
        remembered = self.instance.remembered() if hasattr(self.instance, "stage") else ()
        names = [field.name for field in self.instance._meta.concrete_fields if not field.primary_key]
        return [name for name in names if name not in remembered]

    def _get_validation_exclusions(self) -> set[str]:
        """Natural keys are unique per zone, so the zone is validated too although nobody types it."""
        exclusions: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]  # not in the stubs
        return exclusions - {"zone"}


class PlacedForm(SubjectForm):
    """A subject with a place on the map."""

    shape = GeometryField(
        label=_("Shape"), required=False, help_text=_("Optional: a GeoJSON point or area. It only serves the map.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["shape"].initial = self.instance.geojson

    def save(self, commit: bool = True) -> Any:
        """Take the checked shape along."""
        self.instance.put_shape(self.cleaned_data["shape"])
        return super().save(commit)


def subject_form(subject: type[RoomSubject], *fields: str, form: type[SubjectForm] = SubjectForm) -> Any:
    """The form of a subject with these fields of its own; days are asked for as days."""
    days: dict[str, forms.Widget | type[forms.Widget]] = {name: DayInput() for name in fields if name.endswith("_on")}
    return forms.modelform_factory(subject, form=form, fields=list(fields), widgets=days)


class MergingForm(forms.Form):
    """Which record stays when two turn out to be the same: found by its code or its whole name."""

    kept = forms.CharField(label=_("Code or name of the record that stays"), max_length=120)
    happened_on = forms.DateField(label=_("Day on which this was found"), widget=DayInput())

    def __init__(self, data: Any, *, gone: RoomSubject, user: User, kept: str = "") -> None:
        super().__init__(data, initial={"kept": kept})
        rows: Any = type(gone)._default_manager
        self.searched = [name for name in ("code", "name") if name in {field.name for field in gone._meta.fields}]
        self.others = rows.visible_to(user).exclude(pk=gone.pk)

    def clean_kept(self) -> Any:
        """The one record that is meant."""
        asked = Q(pk__in=[])
        for name in self.searched:
            asked |= Q(**{name: self.cleaned_data["kept"]})
        found = list(self.others.filter(asked)[:2])
        if not found:
            raise ValidationError(_("There is no other record of this code or name."))
        if len(found) > 1:
            raise ValidationError(_("Several records have this name: give the code."))
        return found[0]
