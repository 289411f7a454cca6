"""What the room looks after, one module a subject, each with the entries that happen to it."""

from dajuan.lines.projects.models.connections import Connection
from dajuan.lines.projects.models.exchanged import Exchanged
from dajuan.lines.projects.models.land import LandClearance, LandHandover, LandPayment, LandSurvey, Plot
from dajuan.lines.projects.models.lights import Consequence, LightShown, issue_from_the_box
from dajuan.lines.projects.models.links import UnitLink
from dajuan.lines.projects.models.lists import Category, KeyList, Listing, ListIssue, Removal
from dajuan.lines.projects.models.months import freeze, last_lights, lights_at, lights_now, reopen, standings
from dajuan.lines.projects.models.nodes import NodeKind
from dajuan.lines.projects.models.observation import Observation, Place, Score, ScoringSheet
from dajuan.lines.projects.models.phases import PhaseKind, ReportedMoney, ReportedPhase
from dajuan.lines.projects.models.problems import Problem, ProblemKind
from dajuan.lines.projects.models.progress import FixedInvestment, Freeze, MonthReport, MonthTable
from dajuan.lines.projects.models.projects import Ceremony, Node, PlannedNode, Project, Start, TotalInvestment
from dajuan.lines.projects.models.service import Acknowledgement, Delivery, Promise, Service, ServiceLink
from dajuan.lines.projects.models.subjects import Industry, Level, ProjectEntry, ProjectType

__all__ = [
    "Acknowledgement",
    "Category",
    "Ceremony",
    "Connection",
    "Consequence",
    "Delivery",
    "Exchanged",
    "FixedInvestment",
    "Freeze",
    "Industry",
    "KeyList",
    "LandClearance",
    "LandHandover",
    "LandPayment",
    "LandSurvey",
    "Level",
    "LightShown",
    "ListIssue",
    "Listing",
    "MonthReport",
    "MonthTable",
    "Node",
    "NodeKind",
    "Observation",
    "PhaseKind",
    "Place",
    "PlannedNode",
    "Plot",
    "Problem",
    "ProblemKind",
    "Project",
    "ProjectEntry",
    "ProjectType",
    "Promise",
    "Removal",
    "ReportedMoney",
    "ReportedPhase",
    "Score",
    "ScoringSheet",
    "Service",
    "ServiceLink",
    "Start",
    "TotalInvestment",
    "UnitLink",
    "freeze",
    "issue_from_the_box",
    "last_lights",
    "lights_at",
    "lights_now",
    "reopen",
    "standings",
]
