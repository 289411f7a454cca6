"""Forms: how a new subject is entered, and one form an entry type."""

from dajuan.lines.projects.forms.lights import ConsequenceForm
from dajuan.lines.projects.forms.lists import IssueForm, KeyListForm, ListingForm, RemovalForm
from dajuan.lines.projects.forms.progress import (
    FreezeForm,
    LinkForm,
    MonthReportForm,
    ReopenForm,
    StatisticsForm,
    UnitForm,
)
from dajuan.lines.projects.forms.projects import (
    CeremonyForm,
    NodeForm,
    NodePlanForm,
    ProjectForm,
    StartForm,
    TotalForm,
)

__all__ = [
    "CeremonyForm",
    "ConsequenceForm",
    "FreezeForm",
    "IssueForm",
    "KeyListForm",
    "LinkForm",
    "ListingForm",
    "MonthReportForm",
    "NodeForm",
    "NodePlanForm",
    "ProjectForm",
    "RemovalForm",
    "ReopenForm",
    "StartForm",
    "StatisticsForm",
    "TotalForm",
    "UnitForm",
]
