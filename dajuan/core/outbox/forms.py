"""Forms of the outbox: a channel, and what one person prefers."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext_lazy as _

from dajuan.core.outbox.models import Channel, Preference
from dajuan.core.outbox.posting import host_of
from dajuan.core.staff.models import User, Zone

Kind = Channel.Kind


class ChannelForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when it runs
    """One way out. What is encrypted is never shown again: left empty, it stays as it is."""

    address = forms.CharField(
        label=_("Address"),
        max_length=500,
        required=False,
        help_text=_("https://… of the robot or gateway, smtp://host:25?from=… for e-mail. It is kept encrypted."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    secret = forms.CharField(
        label=_("Secret"),
        max_length=200,
        required=False,
        help_text=_("Signature of the robot, token of the gateway, password of the mailbox. Kept encrypted."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    class Meta:
        model = Channel
        fields = ("kind", "name", "usual", "in_use")

    field_order = ["kind", "name", "address", "secret", "usual", "in_use"]

    def clean(self) -> dict[str, Any]:
        content: dict[str, Any] = super().clean() or self.cleaned_data
        kind, address = content.get("kind"), content.get("address", "")
        if not address and not self.instance.secrets.get("address") and kind != Kind.FILE:
            self.add_error("address", _("Say where it goes out."))
        if address and kind and not _fits(kind, address):
            self.add_error("address", _("An address of this kind begins with https://, http://, smtp:// or smtps://."))
        return content

    def keep(self, zone: Zone) -> Channel:
        """The channel, kept; one usual channel a zone."""
        channel: Channel = self.instance
        channel.zone = zone
        kept = channel.secrets
        typed = {name: self.cleaned_data[name] for name in ("address", "secret") if self.cleaned_data[name]}
        channel.keep_secret(**{**kept, **typed})
        channel.save()
        if channel.usual:
            Channel.objects.filter(zone=zone, usual=True).exclude(pk=channel.pk).update(usual=False)
        return channel


def _fits(kind: str, address: str) -> bool:
    if kind == Kind.MAIL:
        parts = urlsplit(address)
        return parts.scheme in {"smtp", "smtps"} and bool(parts.hostname)
    return bool(host_of(address))


class PreferenceForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when it runs
    """How one person wants to be reminded."""

    address = forms.CharField(
        label=_("Own address"),
        max_length=120,
        required=False,
        help_text=_(
            "Telephone or e-mail, as the channel needs it; empty for the e-mail of your account. Kept encrypted."
        ),
    )

    class Meta:
        model = Preference
        fields = ("channel", "language", "quiet_from", "quiet_to", "off")
        widgets = {
            "quiet_from": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "quiet_to": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }

    field_order = ["channel", "address", "language", "quiet_from", "quiet_to", "off"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        channels: Any = self.fields["channel"]
        channels.queryset = Channel.objects.filter(zone=user.zone_id, in_use=True)
        channels.empty_label = _("the usual one")
        self.fields["address"].initial = self.instance.secrets.get("address", "")

    def clean(self) -> dict[str, Any]:
        content: dict[str, Any] = super().clean() or self.cleaned_data
        if (content.get("quiet_from") is None) != (content.get("quiet_to") is None):
            self.add_error("quiet_to", _("Give both ends of the quiet hours, or neither."))
        return content

    def keep(self, user: User) -> Preference:
        """The preference, kept."""
        preference: Preference = self.instance
        preference.user = user
        preference.keep_secret(address=self.cleaned_data["address"].strip())
        preference.save()
        return preference
