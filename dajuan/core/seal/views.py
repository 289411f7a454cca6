"""The pages of the seal: its state for staff, the proof of an entry, and the roots for everybody."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from dajuan.core.records.models import Entry, EntryNumber, Moment, entry_types
from dajuan.core.seal.models import Check, Root, Tree
from dajuan.core.seal.proofs import proofs_of
from dajuan.core.seal.tiles import Kept
from dajuan.core.staff.rights import SignedInRequest, needs, public
from dajuan.look.paging import page_by_key
from dajuan.values import merkle
from dajuan.values.digests import digest_of

LONGEST = 19  # digits of a number of leaves


@needs("staff.read_all")
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """How far the ledger is sealed, what waits, and what the last comparison found."""
    tree, last = Tree.objects.first(), Moment.objects.last()
    content = {
        "tree": tree,
        "root": Root.objects.first(),
        "waiting": (last.number if last else 0) - (tree.moment if tree else 0),
        "check": Check.objects.first(),
        "page": page_by_key(Root.objects.all(), request, ["-leaves"]),
    }
    return render(request, "seal/index.html", content)


@needs("staff.work")
@require_safe
def proof(request: SignedInRequest, number: int) -> HttpResponse:
    """The proof that an entry stands in the ledger as it was recorded; as a file with `?file`."""
    entry = _entry(request, number)
    proofs = proofs_of(entry)
    if "file" in request.GET and proofs:
        answer = JsonResponse({"proofs": [one.as_json() for one in proofs]}, json_dumps_params={"ensure_ascii": False})
        answer["Content-Disposition"] = f'attachment; filename="proof-{number}.json"'
        return answer
    return render(request, "seal/proof.html", {"entry": entry, "proofs": proofs})


def _entry(request: SignedInRequest, number: int) -> Entry:
    kind = get_object_or_404(EntryNumber, pk=number).type
    entry: Entry = get_object_or_404(entry_types()[kind]._default_manager.visible_to(request.user), pk=number)
    return entry


@public
@require_safe
def roots(request: HttpRequest) -> HttpResponse:
    """Every signed root, latest first. They say how many leaves there were, and nothing of what stands in them."""
    page = page_by_key(Root.objects.all(), request, ["-leaves"])
    return render(request, "seal/roots.html", {"page": page, "root": Root.objects.first()})


@public
@require_safe
def root(request: HttpRequest, leaves: int) -> HttpResponse:
    """One signed root as JSON, with the proof that it grew from the one before."""
    return JsonResponse(_told(get_object_or_404(Root, pk=leaves)))


@public
@require_safe
def latest(request: HttpRequest) -> HttpResponse:
    """The latest signed root as JSON; with `?since=LEAVES` the proof that it grew from a root somebody has kept."""
    last = Root.objects.first()
    if last is None:
        raise Http404
    told = _told(last)
    words = request.GET.get("since", "")
    since = int(words) if words.isascii() and words.isdigit() and len(words) < LONGEST else 0
    if 0 < since <= last.leaves:
        kept = Kept(last.leaves, digest_of(last.algorithm))
        proof = merkle.consistency(since, last.leaves, kept.subtree)
        told |= {"since": since, "consistency": [one.hex() for one in proof]}
    return JsonResponse(told)


def _told(root: Root) -> dict[str, Any]:
    before = Root.objects.filter(leaves__lt=root.leaves).order_by("-leaves").first()
    return root.signed.as_json() | {"since": before.leaves if before else 0, "consistency": root.consistency}
