"""Forms of webhooks: a subscription, and a host they may reach."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dajuan.core.faces import all_faces
from dajuan.core.outbox.posting import host_of
from dajuan.core.records.models import Moment
from dajuan.core.staff.models import User
from dajuan.desk.hooks.models import Host, Subscription


class SubscriptionForm(forms.Form):
    """Which address is told of which lines, from now on."""

    name = forms.CharField(label=_("What it is for"), max_length=60)
    url = forms.CharField(
        label=_("Address that is told"),
        max_length=500,
        help_text=_("https://… on a host the administrator has let in."),
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
    )
    lines = forms.MultipleChoiceField(label=_("Told of these lines"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines: Any = self.fields["lines"]
        lines.choices = [(one.line, one.title) for one in all_faces() if user.has_perm(f"{one.line}.view")]

    def clean_url(self) -> str:
        """An address of a host that may be reached."""
        url = str(self.cleaned_data["url"])
        host = host_of(url)
        if not host:
            raise forms.ValidationError(_("Write an address that begins with https:// or http://."))
        if not Host.objects.filter(name=host).exists():
            words = _("The administrator has not let webhooks reach %(host)s. Ask for it.") % {"host": host}
            raise forms.ValidationError(words)
        return url

    def keep(self, user: User) -> tuple[Subscription, str]:
        """The subscription, told of what comes after now; its signing word is told this once."""
        last = Moment.objects.last()
        word = secrets.token_urlsafe(32)
        assert user.zone is not None  # who may subscribe holds a post in a zone
        made = Subscription(user=user, zone=user.zone, delivered_to=last.number if last else 0, **self.cleaned_data)
        made.keep_secret(secret=word)
        made.save()
        return made, word


class HostForm(forms.Form):
    """A host that webhooks may reach."""

    name = forms.CharField(
        label=_("Host"), max_length=253, help_text=_("Such as hooks.zone.example, or data.zone.internal:8443.")
    )
    inside = forms.BooleanField(label=_("in the installation's own network"), required=False)

    def clean_name(self) -> str:
        """The name alone, as addresses have it."""
        name = str(self.cleaned_data["name"]).strip().lower()
        if host_of(f"https://{name}/") != name and host_of(f"http://{name}/") != name:
            raise forms.ValidationError(_("Write the host's name alone, with a port where it is no usual one."))
        if Host.objects.filter(name=name).exists():
            raise forms.ValidationError(_("This host may be reached already."))
        return name
