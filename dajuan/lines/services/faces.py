"""What government services offer to the desk: tiles, what is due, registers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from dajuan.core.faces import Door, Faces, Tile, offer
from dajuan.lines.services import door
from dajuan.lines.services.api import router
from dajuan.lines.services.due_cases import DUE, offer_lights
from dajuan.lines.services.portal_api import router as portal_router
from dajuan.lines.services.registers import MatterRegister
from dajuan.lines.services.registers_of_cases import CaseRegister
from dajuan.lines.services.registers_of_packages import PackageRegister
from dajuan.lines.services.registers_of_policies import PolicyApplicationRegister, TitleRegister
from dajuan.look.navigation import Group, NavItem
from dajuan.look.navigation import register as register_in_menu

FACES = Faces(
    line="services",
    title=_("Government services"),
    page="services:index",
    icon="building-bank",
    public_page="open-services:find",
    own_page="open-services:mine",
    own_title=_("My matters"),
    door=Door(
        "services/public/_door.html",
        door.content,
        "services/public/_door_buttons.html",
        "services/public/_door_below.html",
        "services/portal.css",
    ),
    tiles=(
        Tile("cases-decided"),
        Tile("cases-in-hand"),
        Tile("on-time-rate"),
        Tile("satisfaction"),
        Tile("packages-issued"),
        Tile("project-funds-won"),
    ),
    due_lists=DUE,
    registers=(MatterRegister, PackageRegister, CaseRegister, PolicyApplicationRegister, TitleRegister),
    company_pages=((_("Policies for an enterprise"), "services:enterprise"),),
    api=router,
    portal_api=portal_router,
)
MENU = NavItem(
    _("Government services"), "services:index", "services.view", icon="building-bank", order=55, group=Group.LINES
)


def offer_all() -> None:
    """Offer the faces to the desk and the first page to the menu; called once, at start."""
    offer(FACES)
    register_in_menu(MENU)
    offer_lights()
