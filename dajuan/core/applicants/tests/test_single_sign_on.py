"""Signing on by OpenID Connect, against a provider on this machine that knows one person."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from dajuan.core.applicants.models import Applicant
from dajuan.core.staff.models import User
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.thorough("a provider on a port of its own")]
CLAIMS = {"sub": "citizen-17", "name": "欧阳明月", "phone_number": "13800138000", "email": "mingyue@example.cn"}


class Provider(BaseHTTPRequestHandler):
    """What an OpenID provider answers to a site: where everything is, a token for a code, who it is."""

    def do_GET(self) -> None:
        base = f"http://{self.headers['Host']}"
        if self.path.startswith("/.well-known/"):
            places = {name: f"{base}/{name}" for name in ("token_endpoint", "userinfo_endpoint", "jwks_uri")}
            self.answer({"issuer": base, "authorization_endpoint": f"{base}/authorize", **places})
        else:
            self.answer(CLAIMS)

    def do_POST(self) -> None:
        said = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        base = f"http://{self.headers['Host']}"
        if said["code"] != ["right"]:
            return self.answer({"error": "invalid_grant"}, 400)
        token = jwt.encode({**CLAIMS, "iss": base, "aud": "dajuan", "exp": 4102444800}, "k" * 32, algorithm="HS256")
        return self.answer({"access_token": "a", "token_type": "Bearer", "id_token": token})

    def answer(self, content: dict[str, Any], status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(content).encode())

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def provider(settings: Any, cast: Cast) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    app = {
        "provider_id": "sso",
        "name": "统一身份认证",
        "client_id": "dajuan",
        "secret": "s",
        "settings": {"server_url": address, "oauth_pkce_enabled": True},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    yield address
    server.shutdown()
    server.server_close()


def sign_on(client: Client, code: str = "right") -> Any:
    """Go to the provider by the button of the sign-in page, and come back with a code."""
    away = client.post("/account/elsewhere/sso/login/")
    assert away.status_code == 302
    asked = parse_qs(urlsplit(away.headers["Location"]).query)
    assert asked["code_challenge_method"] == ["S256"] and asked["redirect_uri"][0].startswith("http://testserver/")
    return client.get("/account/elsewhere/sso/login/callback/", {"code": code, "state": asked["state"][0]})


def test_whoever_signs_on_is_an_applicant_and_named_only_in_private(client: Client, provider: str) -> None:
    assert "统一身份认证" in client.get("/account/login/").content.decode()
    answer = sign_on(client)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/applicants/")
    applicant = Applicant.objects.get()
    assert applicant.own_particulars().name == "欧阳明月"
    account, user = SocialAccount.objects.get(), applicant.user
    assert (account.uid, account.extra_data) == ("citizen-17", {})
    assert (user.email, user.first_name, user.last_name, user.zone) == ("", "", "", None)
    assert not user.has_usable_password()


def test_the_second_time_it_is_the_same_account(client: Client, provider: str) -> None:
    sign_on(client)
    sign_on(Client())
    assert Applicant.objects.count() == 1


def test_a_wrong_code_opens_nothing(client: Client, provider: str) -> None:
    assert sign_on(client, code="wrong").status_code == 401
    assert not Applicant.objects.exists() and "_auth_user_id" not in client.session


def test_without_a_provider_there_is_no_such_way(client: Client, cast: Cast) -> None:
    assert client.post("/account/elsewhere/sso/login/").status_code == 404
    assert not User.objects.filter(zone=None).exists()
