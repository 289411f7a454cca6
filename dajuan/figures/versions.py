"""Versions of definitions: a changed declaration is a new version, and every page says which one it shows."""

from __future__ import annotations

from dajuan.figures import catalogue
from dajuan.figures.models import Definition


def keep() -> int:
    """Record every definition that differs from the last one of its key; how many were new."""
    known = {d.key: d for d in Definition.objects.order_by("version")}
    new = [
        Definition(
            key=figure.key,
            version=known[figure.key].version + 1 if figure.key in known else 1,
            digest=figure.digest,
            text=figure.signature,
        )
        for figure in catalogue.every()
        if figure.key not in known or known[figure.key].digest != figure.digest
    ]
    Definition.objects.bulk_create(new)
    return len(new)
