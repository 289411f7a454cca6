"""Settings and addresses of the site."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, override_settings

from dajuan.site.proxies import VisitorAddress


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.9", "127.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "10.9.9.9, 203.0.113.9", "203.0.113.9"),
        (2, "203.0.113.9, 10.0.0.1", "203.0.113.9"),
        (2, "203.0.113.9", "127.0.0.1"),
        (1, "", "127.0.0.1"),
    ],
)
def test_only_proxies_of_ones_own_name_the_visitor(proxies: int, forwarded: str, address: str) -> None:
    def seen(request: HttpRequest) -> HttpResponse:
        return HttpResponse(request.META["REMOTE_ADDR"])

    request = RequestFactory().get("/", HTTP_X_FORWARDED_FOR=forwarded)
    with override_settings(PROXIES=proxies):
        assert VisitorAddress(seen)(request).content.decode() == address


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DAJUAN_NO_SUCH_THING", "1"),
        ("DAJUAN_UPLOAD_MB", "many"),
        ("DAJUAN_PROXIES", "-1"),
        ("DAJUAN_DEMO", "yes"),
        ("DAJUAN_DATABASE", "mysql://x/y"),
        ("DAJUAN_BASE_MAP", "tiles"),
        ("DAJUAN_TIME_ZONE", "Mars/Olympus"),
    ],
)
def test_a_setting_that_is_not_understood_is_refused(name: str, value: str, tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", "import dajuan.site.settings"],
        env={
            **{k: v for k, v in os.environ.items() if not k.startswith("DAJUAN_")},
            "DAJUAN_DATA": str(tmp_path),
            name: value,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode != 0
    assert "ImproperlyConfigured" in run.stderr
    assert name in run.stderr
