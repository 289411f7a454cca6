"""All addresses: each app's staff list under its name, its public list under /open/."""

from importlib import import_module

from django.urls import URLPattern, URLResolver, include, path

from dajuan.desk.public_views import landing
from dajuan.site.lines import LINES

STAFF = {
    "desk": "dajuan.desk.urls",
    "api": "dajuan.desk.api.urls",
    "hooks": "dajuan.desk.hooks.urls",
    "open311": "dajuan.desk.open311.urls",
    "staff": "dajuan.core.staff.urls",
    "records": "dajuan.core.records.urls",
    "seal": "dajuan.core.seal.urls",
    "outbox": "dajuan.core.outbox.urls",
    "figures": "dajuan.figures.urls",
    "sheet": "dajuan.sheet.urls",
    "studio": "dajuan.sheet.studio.urls",
    "editions": "dajuan.sheet.editions.urls",
    "reading": "dajuan.sheet.reading.urls",
    "assessment": "dajuan.sheet.assessment.urls",
    "people": "dajuan.core.people.urls",
    "tickets": "dajuan.core.tickets.urls",
    "calendar": "dajuan.core.calendar.urls",
    "places": "dajuan.core.places.urls",
    "companies": "dajuan.core.companies.urls",
    "applicants": "dajuan.core.applicants.urls",
    "spreadsheets": "dajuan.core.spreadsheets.urls",
    "dossiers": "dajuan.core.dossiers.urls",
}

urlpatterns: list[URLPattern | URLResolver] = [
    path("", landing, name="home"),
    path("account/", include("dajuan.site.account")),
    path("", include("dajuan.look.urls")),
]
for name, module in [*STAFF.items(), *((line, f"dajuan.lines.{line}.urls") for line in LINES)]:
    urls = import_module(module)
    urlpatterns.append(path(f"{name}/", include((urls.staff, name), namespace=name)))
    if urls.public:
        urlpatterns.append(path(f"open/{name}/", include((urls.public, name), namespace=f"open-{name}")))
