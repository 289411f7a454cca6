"""The addresses of signing in and, for enterprises and residents, of opening an account or signing on elsewhere.

Staff accounts come from the roster: what signs up is an applicant. Nobody is sent a new password by e-mail.
"""

from allauth.account.urls import urlpatterns as offered
from allauth.socialaccount.urls import urlpatterns as offered_elsewhere
from django.urls import include, path

KEPT = {
    "account_login",
    "account_signup",
    "account_logout",
    "account_inactive",
    "account_reauthenticate",
    "account_change_password",
    "account_set_password",  # where changing sends who has none yet
}

KEPT_ELSEWHERE = {"socialaccount_login_cancelled", "socialaccount_login_error", "socialaccount_signup"}

urlpatterns = [
    *(address for address in offered if address.name in KEPT),
    path("2fa/", include("allauth.mfa.urls")),
    path("elsewhere/", include([one for one in offered_elsewhere if one.name in KEPT_ELSEWHERE])),
    path("", include("allauth.socialaccount.providers.openid_connect.urls")),
]
