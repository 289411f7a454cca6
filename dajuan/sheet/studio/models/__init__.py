"""What the studio keeps: manuscripts and their passages outside the ledger, what proves a claim within it."""

from dajuan.sheet.studio.models.calls import Answer, DataCall
from dajuan.sheet.studio.models.drafting import Clash, Manuscript, Passage, Revision
from dajuan.sheet.studio.models.proofs import Citation, Estimate, Valued
from dajuan.sheet.studio.models.returned import ReturnedDraft

__all__ = [
    "Answer",
    "Citation",
    "Clash",
    "DataCall",
    "Estimate",
    "Manuscript",
    "Passage",
    "ReturnedDraft",
    "Revision",
    "Valued",
]
