"""What the same rows cost a plain Django view: no act, no rights, no rules, no page; the yardstick of the bench."""

from __future__ import annotations

import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dajuan.site.settings")

import django

django.setup()

# ruff: noqa: E402  models can be imported only now
from django.contrib.auth.decorators import login_required
from django.core.handlers.wsgi import WSGIHandler
from django.db import models, transaction
from django.db.models import Max
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from dajuan.core.records.models import Entry, EntryNumber, Moment
from dajuan.lines.services.models import Acceptance, Case, Decision, Submission

KINDS: dict[str, type[Entry]] = {"submit": Submission, "accept": Acceptance, "decide": Decision}
STAGES = {"submit": "submitted", "accept": "accepted", "decide": "decided"}


@csrf_exempt
@login_required
def step(request: HttpRequest, name: str) -> HttpResponse:
    """Insert the rows of a step, copied from the last case that has it."""
    kind = KINDS[name]
    model = kind._base_manager.filter(until__isnull=True).order_by("-number").first()
    with transaction.atomic():
        case = _case(request, model) if name == "submit" else Case.objects.get(pk=int(request.POST["case"]))
        last: Any = Moment.objects.last()
        moment = Moment.objects.create(
            number=last.number + 1,
            recorded_at=timezone.now(),
            recorded_by=last.recorded_by,
            office=last.office,
            origin="page",
        )
        number = (EntryNumber.objects.aggregate(last=Max("number"))["last"] or 0) + 1
        EntryNumber.objects.create(number=number, type=kind._meta.label_lower)
        entry = kind(**{f.attname: getattr(model, f.attname) for f in kind._meta.concrete_fields})
        entry.number, entry.moment, entry.case = number, moment, case  # type: ignore[attr-defined]
        models.Model.save(entry, force_insert=True)
        if name != "submit":
            Case.objects.filter(pk=case.pk).update(stage=STAGES[name])
    return HttpResponseRedirect(f"/{case.pk}/")


def _case(request: HttpRequest, entry: Any) -> Any:
    old = Case.objects.get(pk=entry.case_id)
    kept = {f.attname: getattr(old, f.attname) for f in Case._meta.concrete_fields if f.name != "id"}
    return Case.objects.create(
        **kept | {"number": request.POST["token"], "token": "", "foreign_number": "", "key_id": None, "code_word": ""}
    )


urlpatterns = [path("plain/<slug:name>/", step)]


class Plain(WSGIHandler):
    """The product's own stack of middleware, so that only the view differs."""


from django.conf import settings

settings.ROOT_URLCONF = "bench.hall.plain"
application = Plain()
