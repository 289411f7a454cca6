"""The seal over what an edition rests on: the first signed root at or after its cut."""

from __future__ import annotations

from dajuan.core.seal.models import Root
from dajuan.core.seal.sealing import seal


def root_after(cut: int, *, seals: bool = True) -> Root | None:
    """The signed root an edition is frozen under; what was not sealed yet is sealed now, if it `seals`."""
    found = _first(cut)
    if found is None and seals:
        seal()
        found = _first(cut)
    return found


def _first(cut: int) -> Root | None:
    return Root.objects.filter(moment__gte=cut).order_by("leaves").first()
