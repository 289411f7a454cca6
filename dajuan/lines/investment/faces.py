"""What investment promotion offers to the desk: tiles, what is due, registers."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from dajuan.core.faces import Due, DueList, Faces, Tile, offer
from dajuan.core.staff.models import User
from dajuan.lines.investment.models import Arrival, Lead, Promise
from dajuan.lines.investment.models.arrivals import CHECK_WITHIN, light_of_arrival
from dajuan.lines.investment.registers import ArrivalRegister, ContractRegister, LeadRegister
from dajuan.look.navigation import Group, NavItem
from dajuan.look.navigation import register as register_in_menu
from dajuan.values.lights import Light

MOST = 50  # of one list on the desk


def due_promises(user: User, day: date) -> list[Due]:
    """Promises that are due within a week or overdue, most urgent first."""
    waiting = Promise.waiting(Lead.objects.visible_to(user), Promise.horizon(day)).select_related("lead")
    return [
        Due(
            f"{one.lead.name}: {one.what}",
            one.lead.get_absolute_url(),
            one.due_on,
            one.light(day),
            one.get_side_display(),
        )
        for one in waiting[:MOST]
    ]


def due_arrivals(user: User, day: date) -> list[Due]:
    """Arrivals that wait to be checked or recognised, longest waiting first."""
    waiting = Arrival.objects.visible_to(user).to_be_checked().for_lists()
    return [
        Due(
            str(one),
            one.get_absolute_url(),
            one.arrived_on + timedelta(days=CHECK_WITHIN),
            light_of_arrival(one, day) or Light.GREEN,
            one.get_stage_display(),
        )
        for one in waiting[:MOST]
    ]


FACES = Faces(
    line="investment",
    title=_("Investment promotion"),
    page="investment:index",
    icon="briefcase",
    tiles=(
        Tile("investment-signed"),
        Tile("contracts-signed"),
        Tile("domestic-capital"),
        Tile("foreign-capital"),
        Tile("promotion-events-held"),
        Tile("capital-arrival-rate"),
    ),
    due_lists=(
        DueList(_("Promises to investors and of investors"), due_promises),
        DueList(_("Arrivals to be checked or recognised"), due_arrivals),
    ),
    registers=(LeadRegister, ContractRegister, ArrivalRegister),
)
MENU = NavItem(
    _("Investment promotion"), "investment:index", "investment.view", icon="briefcase", order=20, group=Group.LINES
)


def offer_all() -> None:
    """Offer the faces to the desk and the first page to the menu; called once, at start."""
    offer(FACES)
    register_in_menu(MENU)
