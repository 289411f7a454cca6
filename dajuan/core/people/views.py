"""Pages about residents: find by number, show masked, read in full for a purpose, erase."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dajuan.core.people.erasure import erase
from dajuan.core.people.forms import ErasureForm, PersonForm, ReadingForm, SearchForm
from dajuan.core.people.models import Particulars, Person, enter_person, may_read
from dajuan.core.records.act import act
from dajuan.core.records.models import Reading, Refused
from dajuan.core.staff.rights import SignedInRequest, needs


@needs("people.record")
@require_http_methods(["GET", "POST"])
def index(request: SignedInRequest) -> HttpResponse:
    """Find a person by an exact number. There is no list of residents to leaf through."""
    form = SearchForm(request.POST or None)
    found: list[Person] | None = None
    if request.method == "POST" and form.is_valid():
        mine = Person.objects.visible_to(request.user)
        found = list(mine.found_by(form.cleaned_data["number"]).select_related("office", "key")[:20])
    return render(request, "people/index.html", {"form": form, "found": found})


@needs("people.record")
@require_http_methods(["GET", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """Enter a person."""
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with act(by=request.user) as a:
                person = enter_person(a, form.particulars())
        except Refused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, _("Entered."))
            return HttpResponseRedirect(person.get_absolute_url())
    return render(request, "people/form.html", {"form": form}, status=422 if form.errors else 200)


@needs("people.view")
@require_safe
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    """A person masked, and who has read it in full."""
    return _page(request, _person(request, pk))


@needs("people.record")
@never_cache
@require_POST
def reading(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a person in full once, for a stated purpose that is written down first."""
    person = _person(request, pk)
    if not may_read(request.user, person):
        raise PermissionDenied("people.record")
    form = ReadingForm(request.POST)
    if form.is_valid():
        try:
            return _page(request, person, full=person.reveal(by=request.user, purpose=form.cleaned_data["purpose"]))
        except Refused as refusal:
            form.add_error(refusal.field or None, str(refusal))
    return _page(request, person, reading_form=form, status=422)


@needs("people.review")
@require_http_methods(["GET", "POST"])
def erasure(request: SignedInRequest, pk: int) -> HttpResponse:
    """Erase a person's private part; it cannot be undone."""
    person = _person(request, pk)
    form = ErasureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with act(by=request.user) as a:
                erase(a, person, rule=form.cleaned_data["rule"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Erased. Values and counts stand."))
            return HttpResponseRedirect(person.get_absolute_url())
    content = {"person": person, "form": form}
    return render(request, "people/erasure.html", content, status=422 if form.errors else 200)


def _person(request: SignedInRequest, pk: int) -> Person:
    person: Person = get_object_or_404(Person.objects.visible_to(request.user).select_related("key", "office"), pk=pk)
    return person


def _page(
    request: SignedInRequest,
    person: Person,
    *,
    full: Particulars | None = None,
    reading_form: ReadingForm | None = None,
    status: int = 200,
) -> HttpResponse:
    content = {
        "person": person,
        "particulars": full or person.masked(),
        "full": full is not None,
        "may_read": not person.is_erased and may_read(request.user, person),
        "may_erase": not person.is_erased and request.user.has_perm("people.review", person),
        "reading_form": reading_form or ReadingForm(),
        "readings": Reading.objects.filter(key=person.key_id).select_related("read_by").order_by("-read_at")[:20],
    }
    return render(request, "people/show.html", content, status=status)
