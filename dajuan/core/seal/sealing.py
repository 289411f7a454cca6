"""The sealer: follows the writers in batches, and signs the root of what it has come to.

It reads and hashes outside any transaction; a batch is kept in one short transaction of its own, in which the tree must
still be as long as it was when the batch was read. So two sealers do no harm, and one that died goes on where it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dajuan.core.records.models import Moment, entry_types
from dajuan.core.seal import keys
from dajuan.core.seal.forms_kept import keep_forms
from dajuan.core.seal.leaves import Key, Kind, Leaf, leaves_after
from dajuan.core.seal.models import Root, Tile, Tree
from dajuan.core.seal.tiles import Kept, grown
from dajuan.values import merkle
from dajuan.values.digests import digest_of
from dajuan.values.roots import SignedRoot

BATCH = 1024  # leaves: what an act may have to wait for on SQLite is the writing of four tiles


class SealBroken(Exception):
    """What came cannot be sealed after what is sealed already; the message says what, for whoever keeps the ledger."""


class AnotherSealer(Exception):
    """Somebody else has sealed in the meantime."""


def seal(report: Callable[[int], None] = lambda leaves: None) -> int:
    """Seal everything recorded up to now and sign the root; gives how many leaves were added.

    `report` is told the number of leaves after each batch. Raises SealBroken where somebody wrote past the act.
    """
    last = Moment.objects.last()
    if last is None:
        return 0
    tree, _made = Tree.objects.get_or_create(id=1, defaults={"algorithm": settings.SEAL_HASH})
    added = 0
    keep_forms(entry_types().values())
    try:
        for batch in _batches(tree, last.number):
            _keep(tree, batch)
            added += len(batch)
            report(tree.leaves)
        _sign(tree)
    except AnotherSealer:
        pass
    return added


def _batches(tree: Tree, through: int) -> Iterator[list[Leaf]]:
    leaves = leaves_after(Key(tree.moment, tree.kind, tree.number), tree.entry, through)
    while batch := list(islice(leaves, BATCH)):
        yield batch


def _keep(tree: Tree, batch: list[Leaf]) -> None:
    """Add a batch to the tree, in one transaction that does nothing slow."""
    last = Key(tree.moment, tree.kind, tree.number)
    digest = digest_of(tree.algorithm)
    for key, text in batch:
        if key <= last or not text:
            raise SealBroken(_broken(key, bool(text)))
        last = key
    hashed = [(key, merkle.leaf_hash(text, digest)) for key, text in batch]
    tiles = grown(tree.leaves, hashed, digest)
    before = tree.leaves
    tree.leaves += len(batch)
    tree.moment, tree.kind, tree.number = last
    tree.entry = max([tree.entry, *(key.number for key, _text in batch if key.kind == Kind.ENTRY)])
    tree.sealed_at = timezone.now()
    with transaction.atomic():
        _claim(before)
        Tile.objects.bulk_create(
            tiles,
            update_conflicts=True,
            unique_fields=["level", "place"],
            update_fields=["hashes", "names"],
        )
        tree.save()


def _broken(key: Key, is_readable: bool) -> str:
    said = {"number": key.number, "moment": key.moment}
    if is_readable:
        return _("No. %(number)s claims ledger number %(moment)s, which had been sealed before it came.") % said
    return _("No. %(number)s of ledger number %(moment)s holds values that no act can have written.") % said


def _claim(leaves: int) -> None:
    """Lock the tree, which must still have so many leaves."""
    if Tree.objects.select_for_update().get(id=1).leaves != leaves:
        raise AnotherSealer


def _sign(tree: Tree) -> None:
    """Sign the root where the tree has grown since the last one."""
    before = Root.objects.first()
    if not tree.leaves or (before and before.leaves >= tree.leaves):
        return
    kept = Kept(tree.leaves, digest_of(tree.algorithm))
    at = max(timezone.now(), before.signed_at) if before else timezone.now()
    root = keys.signed(
        SignedRoot(
            leaves=tree.leaves,
            moment=tree.moment,
            root=kept.root.hex(),
            algorithm=tree.algorithm,
            signed_at=SignedRoot.instant(at),
            key="",
            signed_by="",
        )
    )
    proof = merkle.consistency(before.leaves, tree.leaves, kept.subtree) if before else []
    with transaction.atomic():
        _claim(tree.leaves)
        Root.objects.get_or_create(
            leaves=root.leaves,
            defaults={
                **{name: value for name, value in root.as_json().items() if name not in {"leaves", "signed_at"}},
                "signed_at": at,
                "consistency": [one.hex() for one in proof],
            },
        )
