"""What the public reads of editions: those published to everybody, with the numbers that may be public."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from dajuan.core.staff.rights import public
from dajuan.sheet.editions.models import Edition, Publication
from dajuan.sheet.editions.reading_out import Shown, paragraphs
from dajuan.sheet.editions.views import language_of

MOST = 60


def published_to_everybody() -> Any:
    """The editions anybody may read, latest year first."""
    out = Publication.objects.standing().filter(scope=Publication.Scope.PUBLIC)
    rows = Edition.objects.filter(stage__in=Edition.PUBLISHED, publications__in=out)
    return rows.select_related("zone", "replaces").order_by("-year", "-ordinal")


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The published reports."""
    return render(request, "editions/public_index.html", {"editions": published_to_everybody()[:MOST]})


@public
@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """A published report: its text, and each figure that may be public with value, definition and base."""
    edition = get_object_or_404(published_to_everybody(), pk=pk)
    content = edition.content(language_of(request))
    shown = Shown(content)
    replaced = edition.restatement
    successor = replaced.successor if replaced and replaced.successor in published_to_everybody() else None
    page = {
        "edition": edition,
        "content": content,
        "paragraphs": list(paragraphs(shown)),
        "figures": shown.rows(),
        "number": edition.document_number,
        "freezing": edition.freezing,
        "publication": edition.publication,
        "replaced": replaced,
        "successor": successor,
        "other_language": ("en", "English") if content.language != "en" else ("zh-hans", "中文"),
    }
    return render(request, "editions/public_show.html", page)
