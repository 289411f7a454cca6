"""Subjects and entries of the livelihood room, one module a subject."""

from dajuan.lines.livelihood.models.hospitals import Hospital, HospitalCompletion, HospitalStart, HospitalTopping
from dajuan.lines.livelihood.models.schools import School, SchoolClosing, Schooling, SchoolOpening, SeatsAdded
from dajuan.lines.livelihood.models.stations import Reading, Station
from dajuan.lines.livelihood.models.surveys import Survey, SurveyOutcome
from dajuan.lines.livelihood.models.unions import Leaving, Membership, Union, UnionDissolution, UnionFounding
from dajuan.lines.livelihood.models.venues import RenovationCompletion, RenovationProgress, RenovationStart, Venue

__all__ = [
    "Hospital",
    "HospitalCompletion",
    "HospitalStart",
    "HospitalTopping",
    "Leaving",
    "Membership",
    "Reading",
    "RenovationCompletion",
    "RenovationProgress",
    "RenovationStart",
    "School",
    "SchoolClosing",
    "SchoolOpening",
    "Schooling",
    "SeatsAdded",
    "Station",
    "Survey",
    "SurveyOutcome",
    "Union",
    "UnionDissolution",
    "UnionFounding",
    "Venue",
]
