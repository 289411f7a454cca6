"""Pages that show the pieces of the look for the browser to try: a kept form, a chart, a map."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template import RequestContext, Template
from django.urls import path

from dajuan.site.urls import urlpatterns as site

FRAME = """
{% extends "look/base.html" %}{% load look %}
{% block title %}Sampler{% endblock %}{% block heading %}Sampler{% endblock %}
{% block content %}
"""
KEPT = Template(FRAME + '<form method="post" data-keep="sample">{% csrf_token %}{{ form }}<button>Send</button></form>'
                '{% include "look/_position.html" with lon="id_lon" lat="id_lat" %}{% endblock %}')  # fmt: skip
DRAWN = Template(FRAME + '{% include "look/_chart.html" with id="c" %}'
                 '{% include "look/_map.html" with id="m" label="Works" %}{% endblock %}')  # fmt: skip


class SampleForm(forms.Form):
    road = forms.CharField()
    open = forms.BooleanField(required=False)
    lon = forms.FloatField(required=False)
    lat = forms.FloatField(required=False)


def kept(request: HttpRequest) -> HttpResponse:
    form = SampleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        messages.success(request, "Recorded.")
        return HttpResponseRedirect("/sampler/drawn/")
    return HttpResponse(KEPT.render(RequestContext(request, {"form": form})))


def drawn(request: HttpRequest) -> HttpResponse:
    square = [[[108.9, 34.3], [108.95, 34.3], [108.95, 34.35], [108.9, 34.3]]]
    content: dict[str, Any] = {
        "caption": "断头路打通",
        "headings": ["月份", "条"],
        "rows": [["一月", 2], ["二月", 3]],
        "options": {
            "xAxis": {"type": "category", "data": ["一月", "二月"]},
            "yAxis": {"type": "value"},
            "series": [{"type": "bar", "data": [2, 3]}],
        },
        "shapes": {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "geometry": {"type": "Polygon", "coordinates": square},
                    "properties": {"title": "凤城一路", "url": "/sampler/kept/"},
                },
            ],
        },
    }
    return HttpResponse(DRAWN.render(RequestContext(request, content)))


urlpatterns = [*site, path("sampler/kept/", kept), path("sampler/drawn/", login_not_required(drawn))]
