"""Pages of the guide (情形引导): the questions of a package or of a version of a matter, and what answers spare."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from dajuan.core.staff.rights import SignedInRequest, needs
from dajuan.lines.services.forms.guiding import ChoiceForm, Offered, QuestionForm
from dajuan.lines.services.models import Choice, Matter, MatterVersion, Package, Question
from dajuan.lines.services.views.catalogue import kept


@needs("services.record")
@never_cache
@require_http_methods(["GET", "POST"])
def of_package(request: SignedInRequest, pk: int) -> HttpResponse:
    """The questions of a package."""
    package: Package = kept(request, Package, pk)
    return _questions(request, package, Question(package=package), package)


@needs("services.record")
@never_cache
@require_http_methods(["GET", "POST"])
def of_version(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """The questions of a version. They change nothing of what it promises, so one in force may have new ones."""
    matter: Matter = kept(request, Matter, pk)
    version: MatterVersion = get_object_or_404(matter.versions.all(), number=number)
    return _questions(request, version, Question(version=version), matter)


def _questions(
    request: SignedInRequest, about: MatterVersion | Package, fresh: Question, subject: Matter | Package
) -> HttpResponse:
    sent = request.POST.get("action", "") if request.method == "POST" else ""
    adding = QuestionForm(request.POST if sent == "add" else None, instance=fresh)
    offered = Offered(about)
    refused: ChoiceForm | None = None
    if sent == "add" and adding.is_valid():
        adding.keep()
        return _back(request, _("Kept. Now say what each answer spares."))
    if sent == "remove":
        _one(about, request.POST.get("question", "")).delete()
        return _back(request, _("Taken out."))
    if sent == "choice":
        refused = ChoiceForm(request.POST, instance=_choice(about, request.POST.get("choice", "")), offered=offered)
        if refused.is_valid():
            refused.keep()
            return _back(request, _("Kept."))
    content = {"subject": subject, "about": about, "form": adding, "lines": _lines(about, offered, refused)}
    status = 422 if adding.errors or refused else 200
    return render(request, "services/questions.html", content, status=status)


def _back(request: SignedInRequest, said: str) -> HttpResponse:
    messages.success(request, said)
    return HttpResponseRedirect(request.path)


def _key(sent: str) -> int:
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 19 else 0


def _one(about: MatterVersion | Package, sent: str) -> Question:
    return get_object_or_404(Question.objects.filter(pk__in=about.questions.values("pk")), pk=_key(sent))


def _choice(about: MatterVersion | Package, sent: str) -> Choice:
    return get_object_or_404(Choice.objects.filter(question__in=about.questions.all()), pk=_key(sent))


def _lines(
    about: MatterVersion | Package, offered: Offered, refused: ChoiceForm | None
) -> list[tuple[Question, list[ChoiceForm]]]:
    """Each question with the forms of its answers; four queries, however many."""
    rows = about.questions.prefetch_related("choices__spares_papers", "choices__spares_matters")
    kept = refused.instance.pk if refused else None
    return [
        (
            question,
            [
                refused if refused and choice.pk == kept else ChoiceForm(instance=choice, offered=offered)
                for choice in question.choices.all()
            ],
        )
        for question in rows
    ]
