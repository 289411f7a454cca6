"""The addresses of signing in. Accounts come from the roster: nobody signs up or is sent a new password by e-mail."""

from allauth.account.urls import urlpatterns as offered
from django.urls import include, path

KEPT = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_reauthenticate",
    "account_change_password",
    "account_set_password",  # where changing sends who has none yet
}

urlpatterns = [
    *(address for address in offered if address.name in KEPT),
    path("2fa/", include("allauth.mfa.urls")),
]
