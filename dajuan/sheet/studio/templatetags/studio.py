"""What the pages of the studio share: the tabs of a manuscript, and the colour of a claim."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dajuan.sheet.studio.claims import Claim, State
from dajuan.sheet.studio.models import Manuscript

register = template.Library()
_LIGHTS = {State.OPEN: "watch", State.ESTIMATE: "info", State.CALL: "info"}


@register.inclusion_tag("studio/_tabs.html")
def studio_tabs(manuscript: Manuscript, tab: str, language: str = "") -> dict[str, Any]:
    """The pages of a manuscript."""
    titles = {
        "show": _("Text of the report"),
        "claims": pgettext("report", "Claims"),
        "proofs": _("Evidence, estimates, data calls"),
        "checks": _("Checks"),
    }
    query = f"?language={language}" if language else ""
    rows = [
        (name, f"{reverse(f'studio:{name}', args=[manuscript.pk])}{query}", title) for name, title in titles.items()
    ]
    return {"tabs": rows, "tab": tab}


@register.filter
def light_of(claim: Claim) -> str:
    """The colour of what a claim rests on."""
    return _LIGHTS.get(claim.state, "good")
