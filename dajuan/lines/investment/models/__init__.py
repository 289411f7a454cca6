"""What the room looks after, one module a subject, each with the entries that happen to it."""

from dajuan.lines.investment.models.arrivals import (
    Arrival,
    ArrivalCheck,
    ArrivalReport,
    Recognition,
    Rejection,
    Reversal,
)
from dajuan.lines.investment.models.chain import ChainLink, Departure, Placement
from dajuan.lines.investment.models.contracts import Contract, Framework, Termination, Version
from dajuan.lines.investment.models.events import Cancellation, Holding, PromotionEvent
from dajuan.lines.investment.models.leads import Fulfilment, Lead, Promise, Step, Visit
from dajuan.lines.investment.models.plans import Aim, YearPlan

__all__ = [
    "Aim",
    "Arrival",
    "ArrivalCheck",
    "ArrivalReport",
    "Cancellation",
    "ChainLink",
    "Contract",
    "Departure",
    "Framework",
    "Fulfilment",
    "Holding",
    "Lead",
    "Placement",
    "Promise",
    "PromotionEvent",
    "Recognition",
    "Rejection",
    "Reversal",
    "Step",
    "Termination",
    "Version",
    "Visit",
    "YearPlan",
]
