"""What the room looks after, one module a subject, each with the entries that happen to it."""

from dajuan.lines.projects.models.lists import Category, KeyList, Listing, ListIssue, Removal
from dajuan.lines.projects.models.nodes import NodeKind
from dajuan.lines.projects.models.projects import Ceremony, Node, PlannedNode, Project, Start, TotalInvestment
from dajuan.lines.projects.models.subjects import Industry, Level, ProjectEntry, ProjectType

__all__ = [
    "Category",
    "Ceremony",
    "Industry",
    "KeyList",
    "Level",
    "ListIssue",
    "Listing",
    "Node",
    "NodeKind",
    "PlannedNode",
    "Project",
    "ProjectEntry",
    "ProjectType",
    "Removal",
    "Start",
    "TotalInvestment",
]
