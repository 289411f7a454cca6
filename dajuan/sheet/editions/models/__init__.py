"""The subject, its steps, and the texts they name by hash."""

from dajuan.sheet.editions.models.edition import Edition, begin, next_serial
from dajuan.sheet.editions.models.snapshots import Snapshot
from dajuan.sheet.editions.models.steps import (
    Circulation,
    Confirmation,
    Delegation,
    DocumentNumber,
    Freezing,
    Objection,
    Publication,
    Remark,
    Reply,
    Restatement,
    Review,
    SecrecyReview,
    Signing,
    Way,
    delegate,
)

__all__ = [
    "Circulation",
    "Confirmation",
    "Delegation",
    "DocumentNumber",
    "Edition",
    "Freezing",
    "Objection",
    "Publication",
    "Remark",
    "Reply",
    "Restatement",
    "Review",
    "SecrecyReview",
    "Signing",
    "Snapshot",
    "Way",
    "begin",
    "delegate",
    "next_serial",
]
