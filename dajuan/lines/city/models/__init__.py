"""What the room looks after, one module a subject, each with the entries that happen to it."""

from dajuan.lines.city.models.green import GreenAcceptance, GreenPlot, Greenway, GreenwayAcceptance
from dajuan.lines.city.models.illegal import Disposal, Finding, IllegalBuilding, Restoration, StopOrder
from dajuan.lines.city.models.links import ReportLink
from dajuan.lines.city.models.overhead import CableDown, DuctBuilt, OverheadSection
from dajuan.lines.city.models.programmes import Programme
from dajuan.lines.city.models.waste import Closure, Inspection, SetUp, WastePoint
from dajuan.lines.city.models.works import (
    Acceptance,
    Clearance,
    Completion,
    Consent,
    Design,
    Funding,
    Listing,
    Opening,
    Progress,
    SatisfactionSurvey,
    Start,
    Tender,
    Warranty,
    WholeDemolition,
    Work,
)

__all__ = [
    "Acceptance",
    "CableDown",
    "Clearance",
    "Closure",
    "Completion",
    "Consent",
    "Design",
    "Disposal",
    "DuctBuilt",
    "Finding",
    "Funding",
    "GreenAcceptance",
    "GreenPlot",
    "Greenway",
    "GreenwayAcceptance",
    "IllegalBuilding",
    "Inspection",
    "Listing",
    "Opening",
    "OverheadSection",
    "Programme",
    "Progress",
    "ReportLink",
    "Restoration",
    "SatisfactionSurvey",
    "SetUp",
    "Start",
    "StopOrder",
    "Tender",
    "Warranty",
    "WastePoint",
    "WholeDemolition",
    "Work",
]
