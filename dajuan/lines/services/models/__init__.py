"""What the room keeps: one module a subject."""

from dajuan.lines.services.models.crossing import CaseSheet, HowOpened, MatterOpened, Partner, Partnership
from dajuan.lines.services.models.kinds import Audience, Channel, LifeEvent, MatterKind, Mode
from dajuan.lines.services.models.matters import (
    AcceptanceSwitched,
    Material,
    Matter,
    MatterIssued,
    MatterVersion,
    MatterWithdrawn,
)
from dajuan.lines.services.models.mirrored import Comparison, Difference
from dajuan.lines.services.models.packages import HowEnded, Package, PackageEnded, PackageIssued, PackageMatter
from dajuan.lines.services.models.papers import PaperKind
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
from dajuan.lines.services.models.steps import CheckItem, MatterRole, MatterStep, Particular, StepAction
from dajuan.lines.services.models.titles import TitleApplication, TitleApplied, TitleGranted, TitleRefused

__all__ = [
    "AcceptanceSwitched",
    "Audience",
    "CaseSheet",
    "Channel",
    "CheckItem",
    "Comparison",
    "Condition",
    "Difference",
    "HowEnded",
    "HowOpened",
    "LifeEvent",
    "Material",
    "Matter",
    "MatterIssued",
    "MatterKind",
    "MatterOpened",
    "MatterRole",
    "MatterStep",
    "MatterVersion",
    "MatterWithdrawn",
    "Mode",
    "Package",
    "PackageEnded",
    "PackageIssued",
    "PackageMatter",
    "PaperKind",
    "Particular",
    "Partner",
    "Partnership",
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
    "StepAction",
    "TitleApplication",
    "TitleApplied",
    "TitleGranted",
    "TitleRefused",
]
