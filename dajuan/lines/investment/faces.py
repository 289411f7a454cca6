"""What investment promotion offers to the desk: tiles, what is due, registers."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from dajuan.core.calendar.kinds import RuleField, RuleKind, offer_rules
from dajuan.core.faces import Due, DueList, Faces, Tile, offer
from dajuan.core.rooms.router import router_of
from dajuan.core.staff.models import User
from dajuan.lines.investment.completion import FORECAST, WEIGHTS
from dajuan.lines.investment.models import Arrival, Lead, Promise
from dajuan.lines.investment.models.arrivals import CHECK_WITHIN, light_of_arrival
from dajuan.lines.investment.models.counted import KIND, REPORTS, TITLES, Report
from dajuan.lines.investment.models.leads import LeadStage
from dajuan.lines.investment.models.words import CapitalForm, Industry, Origin
from dajuan.lines.investment.registers import ArrivalRegister, ContractRegister, LeadRegister
from dajuan.lines.investment.shelves import ROOM
from dajuan.look.navigation import Group, NavItem
from dajuan.look.navigation import register as register_in_menu
from dajuan.values.lights import Light

MOST = 50  # of one list on the desk
A_WAN = 1_000_000  # fen or cents in ten thousand


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


def rules_of(name: str, report: Report) -> tuple[RuleField, ...]:
    """What an edition says of one report: whom and what it counts, from which amount, and what it leaves out."""
    asked = (
        ("origins", _("{report}: origins that count"), report.origins, Origin.choices),
        ("without_forms", _("{report}: forms of capital left out"), report.without_forms, CapitalForm.choices),
        ("without_industries", _("{report}: industries left out"), report.without_industries, Industry.choices),
    )
    least = format_lazy(_("{report}: least amount (10,000 of its currency)"), report=TITLES[name])
    return (
        *(
            RuleField(
                f"{name}.{path}",
                format_lazy(words, report=TITLES[name]),
                [str(one) for one in usual],
                choices=tuple(choices),
                many=True,
            )
            for path, words, usual, choices in asked
        ),
        RuleField(f"{name}.least", least, report.least, scale=A_WAN),
    )


ARRIVALS = RuleKind(
    KIND,
    _("What counts for which report of capital"),
    "investment",
    tuple(field for name, report in REPORTS.items() for field in rules_of(name, report)),
    _("Holds for money that arrives from then on; what was recognised before keeps its edition."),
)
WEIGHTS_OF_STAGES = RuleKind(
    FORECAST,
    _("Weights of the investment forecast"),
    "investment",
    tuple(
        RuleField(stage, format_lazy("{stage} (%)", stage=LeadStage(stage).label), weight, scale=10)
        for stage, weight in WEIGHTS.items()
    ),
    _("How much of what is expected of a lead in each stage is signed within the year."),
)
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
    api=partial(router_of, ROOM),
)
MENU = NavItem(
    _("Investment promotion"), "investment:index", "investment.view", icon="briefcase", order=20, group=Group.LINES
)


def offer_all() -> None:
    """Offer the faces to the desk and the first page to the menu; called once, at start."""
    offer(FACES)
    offer_rules(ARRIVALS)
    offer_rules(WEIGHTS_OF_STAGES)
    register_in_menu(MENU)
