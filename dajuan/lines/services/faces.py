"""What government services offer to the desk: tiles, what is due, registers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from dajuan.core.faces import Faces, offer

FACES = Faces(
    line="services",
    title=_("Government services"),
    page="services:index",
    icon="building-bank",
    company_pages=((_("Policies for an enterprise"), "services:enterprise"),),
)


def offer_all() -> None:
    """Offer the faces to the desk and the first page to the menu; called once, at start."""
    offer(FACES)
