"""The site's addresses with those of the practice room."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template import Context, Template
from django.urls import path

from dajuan.core.records.pages import record
from dajuan.core.staff.rights import SignedInRequest, needs
from dajuan.site.urls import urlpatterns as site
from tests.practice.forms import RepairForm, SettingUpForm
from tests.practice.models import Bench


@needs("staff.work")
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    bench = get_object_or_404(Bench.objects.visible_to(request.user), pk=pk)
    page = Template("{% load records %}{% timeline bench %}").render(Context({"bench": bench}))
    return HttpResponse(page)


@needs("practice.record")
def setting_up(request: SignedInRequest, pk: int) -> HttpResponse:
    return record(request, get_object_or_404(Bench.objects.visible_to(request.user), pk=pk), SettingUpForm)


@needs("practice.record")
def repair(request: SignedInRequest, pk: int) -> HttpResponse:
    return record(request, get_object_or_404(Bench.objects.visible_to(request.user), pk=pk), RepairForm)


urlpatterns = [
    *site,
    path("practice/<int:pk>/", show),
    path("practice/<int:pk>/setting-up/", setting_up),
    path("practice/<int:pk>/repair/", repair),
]
