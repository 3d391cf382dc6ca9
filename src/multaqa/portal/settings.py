"""Every option of an instance, read once from its environment, with its default beside it."""

import json
import os
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF

from multaqa.kernel import secrets, zones

SOURCE = Path(__file__).parents[1]


def option(name: str, default: str = "") -> str:
    return os.environ.get(f"MULTAQA_{name}", default).strip()


def words(name: str, default: str = "") -> list[str]:
    return option(name, default).replace(",", " ").split()


# A demonstration says so on every page, signs in with one click and sends nothing out.
MODE = option("MODE", "production")
if MODE not in {"production", "demonstration"}:
    raise SystemExit("MULTAQA_MODE is either production or demonstration.")
DEMONSTRATION = MODE == "demonstration"
HOME = Path(option("HOME", "var")).absolute()
ORIGIN = option("ORIGIN", "http://127.0.0.1:8000")
SITE_NAME = option("NAME", "ملتقى")
NETWORK_NAME = option("NETWORK", "")
REGION = option("REGION", "10")  # the region whose communes are offered first, by its HCP code
SECURE = ORIGIN.startswith("https://")

DEBUG = False
SECRET_KEY = option("SECRET_KEY") or secrets.kept(HOME / "keys" / "secret")
SIGNING_KEY = option("SIGNING_KEY")  # Ed25519, 64 hex digits; else kept in HOME/keys/signing
ALLOWED_HOSTS = words("HOSTS") or [ORIGIN.split("//")[-1].split("/")[0].rsplit(":", 1)[0]]
if DEMONSTRATION:
    ALLOWED_HOSTS += ["127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [ORIGIN]
USE_X_FORWARDED_HOST = False
PROXY_COUNT = int(option("PROXIES", "0"))  # proxies before us whose X-Forwarded-For we trust

# Apps and the life of a request.
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "multaqa.portal.urls"
WSGI_APPLICATION = "multaqa.portal.wsgi.application"
INSTALLED_APPS = [
    "modeltranslation",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "multaqa.kernel",
    "multaqa.ui",
    "multaqa.apps.territory",
    "multaqa.apps.accounts",
    "multaqa.apps.network",
    "multaqa.apps.forum",
    "multaqa.apps.programme",
    "multaqa.apps.attendance",
    "multaqa.apps.projects",
    "multaqa.apps.budget",
    "multaqa.portal",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "multaqa.apps.accounts.receivers.visits_seen",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "multaqa.portal.context.house",
            ]
        },
    }
]

FORM_RENDERER = "multaqa.ui.renderer.Renderer"

# Storage: SQLite beside us unless DATABASE_URL names a PostgreSQL.
DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL") or f"sqlite:///{HOME / 'multaqa.sqlite3'}"
    )
}
ON_SQLITE = DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3"
if ON_SQLITE:
    # Each thread keeps its own open: opening one reads the whole schema, for every request.
    DATABASES["default"]["CONN_MAX_AGE"] = None
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
            "PRAGMA cache_size=-16000;PRAGMA temp_store=MEMORY;PRAGMA secure_delete=ON;"
        ),
    }
else:
    DATABASES["default"]["OPTIONS"] = {"pool": {"min_size": 1, "max_size": 8, "timeout": 20}}
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "kernel_cache",
        # Rate limits live here. Beyond so many entries a third is thrown out, live ones too: with
        # Django's own 300, a few hundred addresses asking at once would wipe each other's limits.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    # Pieces of pages, in each process: see multaqa.kernel.memory.
    "memory": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "TIMEOUT": 3600,
        "OPTIONS": {"MAX_ENTRIES": 1000},
    },
}
MEDIA_ROOT = HOME / "files"  # never served: what is published goes through a view
FILE_UPLOAD_PERMISSIONS = 0o600
UPLOAD_BYTES = 16 * 1024 * 1024  # of a heavier file the rest is counted and thrown away
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "multaqa.kernel.measured.MeasuredUploadHandler",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Words: Arabic first; English keys in the code.
LANGUAGE_CODE = "ar"
LANGUAGES = [("ar", "العربية"), ("fr", "Français"), ("en", "English")]
LOCALE_PATHS = [SOURCE / "locale"]
FORMAT_MODULE_PATH = ["multaqa.ui.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = option("TIME_ZONE", "Africa/Casablanca")
zones.read_the_newest()  # before the first zone is read
USE_THOUSAND_SEPARATOR = False  # a key in a form must come back whole; ui groups what is read
MODELTRANSLATION_DEFAULT_LANGUAGE = "ar"
MODELTRANSLATION_LANGUAGES = ("ar", "fr", "en")
MODELTRANSLATION_FALLBACK_LANGUAGES = {"default": ("ar", "fr", "en"), "en": ("fr", "ar")}

# Our own files: one stylesheet, htmx, fonts.
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 3600

# Sign-in: one field (phone or e-mail), one code; a password for those who want one.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "me"
DESK_URL = "forum:desk"  # where those who may enter it arrive
LOGOUT_REDIRECT_URL = "home"
PROOF_URL = "prove"  # where whoever asks for something grave says again who they are
ACCOUNT_ADAPTER = "multaqa.apps.accounts.receivers.Adapter"
ACCOUNT_LOGIN_METHODS = {"email", "phone"}
ACCOUNT_SIGNUP_FIELDS = ["phone*", "email"]  # the library wants one required; its signup is shut
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_PHONE_VERIFICATION_ENABLED = False
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
SIGN_IN_SECONDS = 60 * 60  # how long a contact whose code does not come back is remembered
# Six digits and five attempts: see multaqa.apps.accounts.services.spend_attempt for what is left
# to guess. A hall of a hundred people comes from one address, a village's or an operator's
# customers too: it may ask often, but less for contacts never seen, which cost messages.
CODES_PER_MINUTE = int(option("CODES_PER_MINUTE", "120"))
CODES_PER_HOUR = int(option("CODES_PER_HOUR", "600"))
NEW_CONTACTS = int(option("NEW_CONTACTS_PER_HOUR", "120"))
WRONG_PASSWORDS = int(option("WRONG_PASSWORDS_PER_HOUR", "100"))
ACCOUNT_RATE_LIMITS = {
    "request_login_code": f"{CODES_PER_MINUTE}/m/ip,3/m/key,20/h/key",
    "code_from_here": f"{CODES_PER_HOUR}/h/ip",
    "new_contact": f"{NEW_CONTACTS}/h/ip",
    "login_failed": f"30/m/ip,{WRONG_PASSWORDS}/h/ip,5/5m/key,20/h/key",  # passwords
    "change_password": "5/h/user",
    "passkey": "60/m/ip",
    "change_contact": "10/h/user",
    "copy": "5/d/user",  # copies of all one's data
    "claim": "10/d/user",  # each may carry 8 MB that are kept
    "invitation": "120/h/ip",
    "door_sync": "240/m/key",  # a device: what it says every twenty seconds, and after each scan
    "door_key": "60/m/ip",  # phones that are no device any more, and guesses of keys
    "door_pair": "30/m/ip",
    "switch": "60/h/key",  # by a link in a message
    "switch_guess": "30/h/ip",  # links that nobody was sent
    "document": "60/h/user",
    "directory_file": "60/h/ip",  # a hall shares one address; each file may hold every body
    "budget_file": "120/h/ip",  # ballots, evidence and papers of a result: a hall has one address
    "nomination": "120/h/ip",  # answers to letters: several services may share one address
    "programme_place": "30/m/user,200/h/user",
    "programme_feed": "300/m/ip",  # calendars ask every hour, and an operator has one address
    "certificate": "30/m/ip,300/h/ip",  # numbers looked up: a classroom may share one address
    "project_file": "120/h/user",
    "project_list": "60/h/ip",
    "budget_vote": "20/h/key,60/d/key",  # one voter who goes on changing their ballot
    "budget_code": "60/m/ip,600/h/ip",  # codes on paper typed: a polling place has one address
    "budget_receipt": "60/m/ip,600/h/ip",  # receipts looked up
    "nomination_contact": "60/h/ip,6/h/key",  # guesses of whose answer it was, by letter
}
ACCOUNT_FORMS = {
    "request_login_code": "multaqa.apps.accounts.forms.SignInForm",
    "confirm_login_code": "multaqa.apps.accounts.forms.CodeForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = PROXY_COUNT
# A second factor: an authenticator or a passkey, with recovery codes. Whoever runs or audits the
# forum is asked for one; "required" keeps the desk shut without it, so many days after the role
# was given. A demonstration, where everyone comes in by one click, only offers it.
STAFF_MFA = option("STAFF_MFA", "offered" if DEMONSTRATION else "required")
STAFF_MFA_DAYS = int(option("STAFF_MFA_DAYS", "3"))
if STAFF_MFA not in {"required", "offered"}:
    raise SystemExit("MULTAQA_STAFF_MFA is either required or offered.")
MFA_ADAPTER = "multaqa.apps.accounts.receivers.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # who holds the device shows that it is theirs
# What is grave asks who one is again, unless one just signed in; so many seconds.
PROOF_SECONDS = 15 * 60
UNDO_DAYS = 14  # in which whoever had a contact may undo its change
COPY_DAYS = 7  # in which a copy of one's data can be fetched
ERASURE_DAYS = int(option("ERASURE_DAYS", "7"))  # in which one may think again; 0: at once
PASSWORD_LENGTH = 10
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": PASSWORD_LENGTH},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["name", "phone", "email"]},
    },
]
# Whom to write to about one's personal data (law 09-08); left out: the organising network.
PRIVACY_CONTACT = option("PRIVACY_CONTACT")

# Mail: written to HOME/outbox in a demonstration, by SMTP otherwise.
DEFAULT_FROM_EMAIL = option("MAIL_FROM", "multaqa@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
MAIL_REPLY_TO = option("MAIL_REPLY_TO")  # where answers to letters are read; left out: nowhere
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = option("SMTP_HOST", "localhost")
EMAIL_PORT = int(option("SMTP_PORT", "25"))
EMAIL_HOST_USER = option("SMTP_USER")
EMAIL_HOST_PASSWORD = option("SMTP_PASSWORD")
EMAIL_USE_TLS = option("SMTP_TLS", "0") == "1"
EMAIL_TIMEOUT = 20
OUTBOX = HOME / "outbox"
DELIVERY = option("DELIVERY", "file" if DEMONSTRATION else "smtp")  # file, console or smtp
if DELIVERY == "file":
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = OUTBOX
elif DELIVERY == "console":
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

# Text messages: file, console, none, http (a gateway), or the dotted name of a class whose
# ``send(phone, text)`` hands one over.
SMS = option("SMS", DELIVERY if DELIVERY in {"file", "console"} else "none")
SMS_URL = option("SMS_URL")
SMS_FORMAT = option("SMS_FORMAT", "form")  # form or json
# What is posted; {phone} is +212..., {digits} the same without its sign, {text} the message.
SMS_FIELDS = json.loads(option("SMS_FIELDS", '{"to": "{phone}", "message": "{text}"}'))
SMS_HEADER = option("SMS_HEADER", "Authorization")
SMS_TOKEN = option("SMS_TOKEN")  # the header's whole value: "Bearer ..." where it wants that word
SMS_TIMEOUT = float(option("SMS_TIMEOUT", "10"))
if SMS == "http" and not SMS_URL.startswith(("https://", "http://")):
    raise SystemExit("MULTAQA_SMS=http needs MULTAQA_SMS_URL, the address of the gateway.")
if SMS_FORMAT not in {"form", "json"}:
    raise SystemExit("MULTAQA_SMS_FORMAT is either form or json.")
# Countries, by calling code, whose phones a code is sent to; a message abroad costs, and thieves
# live on messages that sites send to numbers of theirs.
SMS_COUNTRIES = {212} | {int(code.lstrip("+")) for code in words("SMS_COUNTRIES")}

# Safety. Nothing inline, nothing foreign.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_ENGINE = "multaqa.kernel.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "multaqa.portal.views.expired"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SECURE_SSL_REDIRECT = SECURE and option("SSL_REDIRECT", "1") == "1"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
if PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# What is brought in, and what work is lent.
IMPORT_BYTES = 10 * 1024 * 1024
IMPORT_ROWS = 100_000
JOB_LEASE_SECONDS = float(option("JOB_LEASE_SECONDS", "30"))
JOB_ATTEMPTS = 3
# Daily work begins in this hour, or later that day; 0 for WAKES_DAILY leaves it to begin_daily.
WAKES_DAILY = option("WAKES_DAILY", "1") == "1"
DAILY_HOUR = int(option("DAILY_HOUR", "9"))
# Text messages that can wait do not ring at night: from this hour they wait for the daily one; 0:
# they never wait.
QUIET_HOUR = int(option("QUIET_HOUR", "0" if DEMONSTRATION else "21"))

# The seal of a draw is older than its public value by at least so many hours.
SEAL_LEAD_HOURS = int(option("SEAL_LEAD_HOURS", "0" if DEMONSTRATION else "24"))
# Who comes in for somebody else has at least so many days to confirm.
SEAT_ANSWER_DAYS = 3

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "multaqa.kernel.faults.PlacesOnly",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
            # What follows these in a path opens a page of one person or institution.
            "hides": [
                *("seat", "my-seat", "nomination", "register", "undo", "invitation", "agenda"),
                *("badge", "certificates", "pair", "m"),
            ],
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "multaqa": {"level": "INFO"},
        # Django's own handler would print an error's words in DEBUG and mail them to admins.
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
    },
}
SILENCED_SYSTEM_CHECKS: list[str] = []
