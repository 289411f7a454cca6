"""Addresses of reading: texts to be checked, the library of past reports, the lexicon."""

from django.urls import URLPattern, path

from dajuan.sheet.reading import lexicon_views, library_views, views

staff: list[URLPattern] = [
    path("", views.index, name="index"),
    path("texts/<int:pk>/", views.text, name="text"),
    path("texts/<int:pk>/findings/<int:remark>/", views.finding, name="finding"),
    path("texts/<int:pk>/complete/", views.complete, name="complete"),
    path("texts/<int:pk>/complete.docx", views.complete_file, name="complete_file"),
    path("texts/<int:pk>/again/", views.again, name="again"),
    path("texts/<int:pk>/removal/", views.removal, name="removal"),
    path("library/", library_views.library, name="library"),
    path("library/new/", library_views.new, name="new"),
    path("library/<int:pk>/", library_views.report, name="report"),
    path("lexicon/", lexicon_views.lexicon, name="lexicon"),
    path("lexicon/<int:pk>/dropping/", lexicon_views.dropping, name="dropping"),
]
public: list[URLPattern] = []
