"""All settings, read from environment variables that begin with DAJUAN_; an unknown one is refused."""

import os
import secrets
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit
from zoneinfo import available_timezones

from django.core.exceptions import ImproperlyConfigured

from dajuan.site.lines import LINES
from dajuan.values.once import made_once

ROOT = Path(__file__).resolve().parent.parent.parent

KNOWN = {
    "DAJUAN_DATA": "directory of the database, evidence and keys",
    "DAJUAN_DATABASE": "empty for SQLite, or postgresql://user:password@host:port/name",
    "DAJUAN_SECRET": "Django's secret key; made once in the data directory if empty",
    "DAJUAN_HOSTS": "host names this site answers to, separated by commas",
    "DAJUAN_DEMO": "1 shows demo accounts that sign in with one click",
    "DAJUAN_DEBUG": "1 shows errors in full; never on a real site",
    "DAJUAN_TIME_ZONE": "the zone's time zone",
    "DAJUAN_SHARED_REQUIRED": "1 lets tests fail where the reference data beside the project is absent",
    "DAJUAN_UPLOAD_MB": "largest file accepted, in MB",
    "DAJUAN_IMPORT_ROWS": "most rows of one import",
    "DAJUAN_BASE_MAP": "address of a raster tile service on this installation's own network; empty for none",
    "DAJUAN_SEAL_HASH": "hash of the seal, sha256 or sm3; a seal keeps the one it was begun with",
    "DAJUAN_SEAL_SIGNATURE": "signature of its roots, ed25519 or sm2",
    "DAJUAN_SEAL_SECONDS": "how often the server seals what was recorded; 0 where ./run seal does it",
    "DAJUAN_OUTBOX_SECONDS": "how often the server sends reminders and webhooks; 0 where ./run tick does it",
    "DAJUAN_ADDRESS": "address of this site as people type it, for links in reminders and interfaces",
    "DAJUAN_MIRROR": "folder of the columnar mirror, beside the data if empty",
    "DAJUAN_FIGURES_THREADS": "how many processors one process may use to read the mirror; 0 for all",
    "DAJUAN_FIGURES_MEMORY_MB": "how much memory one process may use to read the mirror",
    "DAJUAN_MIRROR_STORE": "object storage through which several machines share the mirror, such as s3://bucket/zone",
    "DAJUAN_MIRROR_SECONDS": "how often the server looks whether the mirror is due; 0: ./run mirror follow does it",
    "DAJUAN_SECURE": "1 behind HTTPS: cookies only over HTTPS",
    "DAJUAN_OIDC_URL": "issuer of a single sign-on (OpenID Connect) for enterprises and residents; empty for none",
    "DAJUAN_OIDC_NAME": "what the button of that sign-on says",
    "DAJUAN_OIDC_CLIENT": "this site's client id there",
    "DAJUAN_OIDC_SECRET": "this site's client secret there",
    "DAJUAN_SERVICE_PLATFORM": "address of the superior platform on which mirrored services are applied for",
    "DAJUAN_PROXIES": "how many reverse proxies of your own stand before this site and name the visitor's address",
}
unknown = sorted(name for name in os.environ if name.startswith("DAJUAN_") and name not in KNOWN)
if unknown:
    raise ImproperlyConfigured(f"Unknown settings: {', '.join(unknown)}. Known: {', '.join(sorted(KNOWN))}.")


def _word(name: str, default: str = "") -> str:
    return os.environ.get(f"DAJUAN_{name}", default).strip()


def _switch(name: str) -> bool:
    value = _word(name, "0")
    if value not in {"0", "1"}:
        raise ImproperlyConfigured(f"DAJUAN_{name} is 0 or 1, not {value!r}.")
    return value == "1"


def _number(name: str, default: str) -> int:
    value = _word(name, default)
    if not value.isascii() or not value.isdigit():
        raise ImproperlyConfigured(f"DAJUAN_{name} is a whole number, not {value!r}.")
    return int(value)


def _one_of(name: str, *words: str) -> str:
    """One of some words, the first where nothing is said."""
    value = _word(name, words[0])
    if value not in words:
        raise ImproperlyConfigured(f"DAJUAN_{name} is one of {', '.join(words)}, not {value!r}.")
    return value


def _time_zone() -> str:
    name = _word("TIME_ZONE", "Asia/Shanghai")
    if name not in available_timezones():
        raise ImproperlyConfigured(f"DAJUAN_TIME_ZONE is a name such as Asia/Shanghai, not {name!r}.")
    return name


def _base_map() -> tuple[str, list[str]]:
    """The tiles' address, and its scheme and host for the page's own rules; both empty for none."""
    address = _word("BASE_MAP")
    parts = urlsplit(address)
    if address and (parts.scheme not in {"http", "https"} or not parts.hostname or "{z}" not in address):
        raise ImproperlyConfigured("DAJUAN_BASE_MAP is empty or like https://maps.zone.internal/{z}/{x}/{y}.png.")
    return address, [f"{parts.scheme}://{parts.netloc}"] if address else []


def _address(name: str) -> str:
    """An address of the web, empty for none."""
    value = _word(name)
    if value and urlsplit(value).scheme not in {"http", "https"}:
        raise ImproperlyConfigured(
            f"DAJUAN_{name} is empty or an address like https://zwfw.province.gov.cn/, not {value!r}."
        )
    return value


def _single_sign_on() -> tuple[list[dict[str, object]], list[str]]:
    """The provider as allauth wants it, and its scheme and host for the page's own rules; both empty for none."""
    issuer = _word("OIDC_URL")
    if not issuer:
        return [], []
    parts = urlsplit(issuer)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ImproperlyConfigured("DAJUAN_OIDC_URL is empty or like https://login.province.gov.cn/realms/public.")
    if not (_word("OIDC_CLIENT") and _word("OIDC_SECRET")):
        raise ImproperlyConfigured("DAJUAN_OIDC_URL needs DAJUAN_OIDC_CLIENT and DAJUAN_OIDC_SECRET.")
    provider: dict[str, object] = {
        "provider_id": "sso",
        "name": _word("OIDC_NAME", "统一身份认证"),
        "client_id": _word("OIDC_CLIENT"),
        "secret": _word("OIDC_SECRET"),
        "settings": {"server_url": issuer, "oauth_pkce_enabled": True},
    }
    return [provider], [f"{parts.scheme}://{parts.netloc}"]


def _database(address: str) -> dict[str, object]:
    """SQLite for an empty address, PostgreSQL for postgresql://…; anything else is refused."""
    if not address:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA_DIR / "dajuan.sqlite3",
            "CONN_MAX_AGE": 600,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
                    "PRAGMA cache_size=-8000; PRAGMA temp_store=MEMORY; "
                    "PRAGMA recursive_triggers=ON;"  # else INSERT OR REPLACE deletes past the ledger's guard
                ),
            },
        }
    parts = urlsplit(address)
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        raise ImproperlyConfigured("DAJUAN_DATABASE is empty or postgresql://user:password@host:port/name.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.strip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 0,
        "OPTIONS": {"pool": {"min_size": 2, "max_size": 8}, "server_side_binding": True, "prepare_threshold": 2},
    }


def _secret() -> str:
    """The key from the environment, or one made once and kept beside the database, readable by its owner only."""
    if word := _word("SECRET"):
        return word
    return made_once(DATA_DIR / "secret.key", lambda: secrets.token_urlsafe(50).encode()).decode().strip()


DATA_DIR = Path(_word("DATA") or ROOT / "var").resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)
EVIDENCE_DIR = DATA_DIR / "evidence"
SECRET_KEY = _secret()
DEBUG = _switch("DEBUG")
DEMO = _switch("DEMO")
TESTING = "pytest" in sys.modules
ALLOWED_HOSTS = [host for host in _word("HOSTS", "localhost,127.0.0.1,[::1]").split(",") if host]
DATABASES = {"default": _database(_word("DATABASE"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
UPLOAD_MB = _number("UPLOAD_MB", "32")
IMPORT_ROWS = _number("IMPORT_ROWS", "200000")
PROXIES = _number("PROXIES", "0")
IMPORT_IN_THREAD = not TESTING  # a test's transaction is seen by its own thread alone
BASE_MAP, BASE_MAP_HOST = _base_map()
SINGLE_SIGN_ON, SINGLE_SIGN_ON_HOST = _single_sign_on()
SERVICE_PLATFORM = _address("SERVICE_PLATFORM")
SEAL_HASH = _one_of("SEAL_HASH", "sha256", "sm3")
SEAL_SIGNATURE = _one_of("SEAL_SIGNATURE", "ed25519", "sm2")
SEAL_SECONDS = _number("SEAL_SECONDS", "60")
MIRROR_DIR = Path(_word("MIRROR") or DATA_DIR / "mirror")
FIGURES_THREADS = _number("FIGURES_THREADS", "0") or os.cpu_count() or 1
FIGURES_MEMORY = f"{max(256, _number('FIGURES_MEMORY_MB', '1024'))}MB"
MIRROR_STORE = _word("MIRROR_STORE")
MIRROR_SECONDS = _number("MIRROR_SECONDS", "60")
OUTBOX_SECONDS = _number("OUTBOX_SECONDS", "60")
ADDRESS = _word("ADDRESS", "http://127.0.0.1:8000").rstrip("/")

INSTALLED_APPS = [
    "dajuan.site",
    "dajuan.desk.open311",
    "dajuan.desk.hooks",
    "dajuan.desk.api",
    "dajuan.desk",
    "dajuan.sheet.editions",
    "dajuan.sheet.studio",
    "dajuan.sheet.reading",
    "dajuan.sheet.assessment",
    "dajuan.sheet",
    *[f"dajuan.lines.{line}" for line in LINES],
    "dajuan.papers",
    "dajuan.figures",
    "dajuan.core.rooms",
    "dajuan.core.spreadsheets",
    "dajuan.core.tickets",
    "dajuan.core.dossiers",
    "dajuan.core.applicants",
    "dajuan.core.companies",
    "dajuan.core.people",
    "dajuan.core.places",
    "dajuan.core.calendar",
    "dajuan.core.outbox",
    "dajuan.core.seal",
    "dajuan.core.records",
    "dajuan.core.staff",
    "dajuan.look",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
    "rules.apps.AutodiscoverRulesConfig",
]

MIDDLEWARE = [
    "dajuan.site.proxies.VisitorAddress",
    "dajuan.site.questions.WithoutNul",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "dajuan.core.staff.gate.TemporaryPasswordGate",
]

ROOT_URLCONF = "dajuan.site.urls"
WSGI_APPLICATION = "dajuan.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "dajuan.site.context.site",
            ],
        },
    }
]

FORM_RENDERER = "dajuan.look.forms.LookRenderer"

AUTH_USER_MODEL = "staff.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "dajuan.core.staff.adapter.SignIn",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "dajuan.core.applicants.adapter.EntranceAdapter"  # staff accounts come from the roster alone
ACCOUNT_SIGNUP_FORM_CLASS = "dajuan.core.applicants.forms.SignUpForm"
SOCIALACCOUNT_ADAPTER = "dajuan.core.applicants.adapter.SingleSignOnAdapter"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": SINGLE_SIGN_ON}}
SOCIALACCOUNT_OPENID_CONNECT_URL_PREFIX = "elsewhere"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
ACCOUNT_SESSION_REMEMBER = True  # no box to tick: a sign-in lasts one working day
SESSION_ENGINE = "dajuan.core.staff.sessions"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _switch("SECURE")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SESSION_COOKIE_SECURE else None
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
TIME_ZONE = _time_zone()
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # empty unless a reverse proxy serves it: the finders do
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "dajuan.look.uploads.CutAtTheLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src-elem": ["'self'"],
        "style-src-attr": ["'unsafe-inline'"],  # ECharts and MapLibre set style attributes
        "img-src": ["'self'", "data:", "blob:", *BASE_MAP_HOST],
        "connect-src": ["'self'", *BASE_MAP_HOST],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
        "worker-src": ["'self'", "blob:"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'", *SINGLE_SIGN_ON_HOST],
    }
}
SILENCED_SYSTEM_CHECKS: list[str] = []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}

if TESTING:
    INSTALLED_APPS.insert(0, "tests.practice")  # a room of two tables on which the core's promises are tested
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    EVIDENCE_DIR = DATA_DIR / "test-evidence"
    MIRROR_DIR = DATA_DIR / "test-mirror"
