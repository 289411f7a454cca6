"""The seal over what an edition rests on: the first signed root at or after its cut."""

from __future__ import annotations

from django.utils.translation import gettext as _

from dajuan.core.records.models import Refused
from dajuan.core.seal.forms_kept import FormChanged
from dajuan.core.seal.models import Root
from dajuan.core.seal.sealing import SealBroken, seal


def root_after(cut: int, *, seals: bool = True) -> Root | None:
    """The signed root an edition is frozen under; what was not sealed yet is sealed now, if it `seals`.

    Refuses where the ledger can no longer be sealed.
    """
    found = _first(cut)
    if found is None and seals:
        try:
            seal()
        except (SealBroken, FormChanged) as problem:
            words = _("The ledger cannot be sealed: %(problem)s Ask the administrator to check it (check_ledger).")
            raise Refused(words % {"problem": problem}) from problem
        found = _first(cut)
    return found


def _first(cut: int) -> Root | None:
    return Root.objects.filter(moment__gte=cut).order_by("leaves").first()
