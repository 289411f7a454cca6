"""What the room keeps: one module a subject."""

from dajuan.lines.services.models.policies import (
    Condition,
    PolicyApplication,
    PolicyApplied,
    PolicyApproved,
    PolicyEnded,
    PolicyIssued,
    PolicyItem,
    PolicyNotice,
    PolicyPaid,
    PolicyRecommended,
    PolicyRefused,
)
from dajuan.lines.services.models.refunds import Refund, RefundAccepted, RefundPaid, RefundStopped
from dajuan.lines.services.models.titles import TitleApplication, TitleApplied, TitleGranted, TitleRefused

__all__ = [
    "Condition",
    "PolicyApplication",
    "PolicyApplied",
    "PolicyApproved",
    "PolicyEnded",
    "PolicyIssued",
    "PolicyItem",
    "PolicyNotice",
    "PolicyPaid",
    "PolicyRecommended",
    "PolicyRefused",
    "Refund",
    "RefundAccepted",
    "RefundPaid",
    "RefundStopped",
    "TitleApplication",
    "TitleApplied",
    "TitleGranted",
    "TitleRefused",
]
