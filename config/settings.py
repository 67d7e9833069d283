"""Every setting, read from the environment; what is missing or wrong stops the start.

Values come from the process environment, from a file named by the variable with `_FILE` appended (as container
secrets are mounted), or from `.env` beside manage.py. `.env.example` lists them all.
"""

import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import django_stubs_ext
import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config.api import SPECTACULAR_SETTINGS
from config.cache import caches
from config.database import options
from config.logging import configure
from config.unfold import UNFOLD

# Before any model or form is imported: Django's generic classes, such as ModelForm[User], take no parameter at run time
# on their own.
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.FileAwareEnv()
env_file = Path(os.environ.get("ENV_FILE", BASE_DIR / ".env"))
if env_file.is_file():
    env.read_env(env_file)

# --- Who we are and what we trust ---------------------------------------------------------------------------------

DEBUG = env.bool("DEBUG", default=False)
# Plain HTTP, for trying the hub on one's own machine. Cookies and redirects then do without TLS.
INSECURE_HTTP = env.bool("INSECURE_HTTP", default=False)
ON_THIS_MACHINE = DEBUG or INSECURE_HTTP

SECRET_KEY = env.str("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
# The first key encrypts, all of them decrypt. Never SECRET_KEY: that one may change without a thought.
FERNET_KEYS = env.list("FERNET_KEYS")
if not FERNET_KEYS or SECRET_KEY in FERNET_KEYS:
    raise ImproperlyConfigured("FERNET_KEYS needs at least one key of its own, different from SECRET_KEY.")

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if ON_THIS_MACHINE else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# How many proxies of ours stand in front: that many entries of X-Forwarded-For are believed.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
# Where the simulated vendors are; empty: nothing is simulated, and nobody is offered a sandbox. `make up` sets it.
SANDBOX_URL = env.str("SANDBOX_URL", default="")
# host:port inside private networks that outgoing calls may reach; everything else private is refused.
PRIVATE_ORIGINS = [*env.list("PRIVATE_ORIGINS", default=[]), *filter(None, [urlsplit(SANDBOX_URL).netloc])]

# --- The house ----------------------------------------------------------------------------------------------------

# The one line that a new vendor costs here.
CONNECTORS = [
    "apps.connectors.banqup",
    "apps.connectors.bluefleet",
    "apps.connectors.cnab240",
    "apps.connectors.contaazul",
    "apps.connectors.datasul",
    "apps.connectors.matera",
    "apps.connectors.nibo",
    "apps.connectors.omie",
    "apps.connectors.own_system",
    "apps.connectors.pagnet",
    "apps.connectors.vexpenses",
    "apps.connectors.yokoy",
]

INSTALLED_APPS = [
    "unfold",  # before the admin, whose templates it replaces
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "unfold.contrib.simple_history",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_q",
    "simple_history",
    "axes",
    "oauth2_provider",
    "csp",
    "apps.accounts",
    "apps.hub",
    *CONNECTORS,
]

MIDDLEWARE = [
    "config.middleware.ClientAddress",
    "django.middleware.security.SecurityMiddleware",
    "config.middleware.HooksAreShort",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.ContentPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "apps.accounts.middleware.ReadersForm",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",  # last: it answers when a sign-in was locked out
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- Rows ---------------------------------------------------------------------------------------------------------

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'ponte.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    VAR_DIR.mkdir(exist_ok=True)
DATABASES["default"]["OPTIONS"] = options(DATABASES["default"])
# Never a connection pool (the task queue forks and would share its sockets) and never ATOMIC_REQUESTS (a read
# would take the write lock). Without lasting connections the queue was measured to be 11 to 20 times slower.
DATABASES["default"]["CONN_MAX_AGE"] = 60
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Each value was measured: a prefetch of one avoids doubled runs, the retry must outlast the time-out, and results
# that are never counted on saving keep the monitor fast. Our own rows hold attempts and retries.
Q_CLUSTER = {
    "name": "ponte",
    "orm": "default",
    "workers": env.int("WORKERS", default=2),
    "queue_limit": 1,
    "bulk": 1,
    "timeout": 120,
    "retry": 300,
    "max_attempts": 1,
    "ack_failures": True,
    "catch_up": False,
    "save_limit": 0,
    "poll": 0.4,
    "recycle": 200,
}

# Seconds within which a call to a vendor is over. Leases are made for no more than 35.
ANSWER_SECONDS = min(env.float("ANSWER_SECONDS", default=35.0), 35.0)
# Whose clock decides about leases and due times: that of a PostgreSQL database, or each host's own. The suite says
# "host", as it travels in time.
CLOCK = env.str("CLOCK", default="database")

# Deliveries that one worker has under way at the same time at one target, each in a thread; with 1 there are no
# threads. Up to twice as many threads run where several targets are slow, and may keep a database connection each.
WORKER_THREADS = env.int("WORKER_THREADS", default=8)

CACHES = caches(env.str("REDIS_URL", default=""))

RETENTION_DAYS = env.int("RETENTION_DAYS", default=180)

# --- What comes in ------------------------------------------------------------------------------------------------

# Seconds for which a web process remembers a connection and its credentials.
DOOR_MEMORY_SECONDS = env.float("DOOR_MEMORY_SECONDS", default=1.0)
HOOK_BODY_LIMIT = env.int("HOOK_BODY_LIMIT", default=5 * 1024 * 1024)
DATA_UPLOAD_MAX_MEMORY_SIZE = max(HOOK_BODY_LIMIT, 5 * 1024 * 1024)
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DOCUMENT_LIMIT = env.int("DOCUMENT_LIMIT", default=20 * 1024 * 1024)  # bytes of a document that a program posts
UPLOAD_LIMIT = env.int("UPLOAD_LIMIT", default=10 * 1024 * 1024)  # bytes of a file that a person uploads

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["apps.accounts.authentication.ApiKeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["config.permissions.Nobody"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_RATES": {"read": "600/minute", "decide": "120/minute", "write": "600/minute"},
    "EXCEPTION_HANDLER": "apps.hub.api.problems.answer",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}

# A server class that knows no other grant than client credentials, and tokens stored as digests only.
OAUTH2_PROVIDER = {
    "OAUTH2_SERVER_CLASS": "oauthlib.oauth2.BackendApplicationServer",
    "SCOPES": {"hooks": "Send notifications"},
    "ACCESS_TOKEN_EXPIRE_SECONDS": 3600,
    "ALLOWED_REDIRECT_URI_SCHEMES": ["https"],
    "REFRESH_TOKEN_REUSE_PROTECTION": True,
    "COMPLIANT_BCP_RFC9700_IMPLICIT_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PASSWORD_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PKCE_METHOD": True,
    "COMPLIANT_BCP_RFC9700_ACCESS_TOKEN_TRANSPORT": True,
    "COMPLIANT_BCP_RFC9700_AUTHZ_RESPONSE_ISS": True,
    "COMPLIANT_BCP_RFC9700_TOKEN_STORAGE": True,
}

# --- Who may sign in ----------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"

AXES_HANDLER = "axes.handlers.database.AxesDatabaseHandler"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_LOCKOUT_TEMPLATE = "429.html"

# --- Languages and time -------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("pt-br", "Português (Brasil)"), ("pt-pt", "Português (Portugal)")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
TIME_ZONE = "UTC"
# What pages show to whoever has chosen no time zone of their own; rows are always in UTC.
READERS_TIME_ZONE = env.str("READERS_TIME_ZONE", default="America/Sao_Paulo")

# --- Pages --------------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"] if (BASE_DIR / "static").is_dir() else []
# On one's own machine files are served from where they lie; elsewhere `collectstatic` has named and packed them.
STATIC_ROOT = None if ON_THIS_MACHINE else VAR_DIR / "static"
WHITENOISE_USE_FINDERS = ON_THIS_MACHINE
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if ON_THIS_MACHINE
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}

if not INSECURE_HTTP and not DEBUG:
    SECURE_SSL_REDIRECT = True
    # Probes come from inside and speak plain HTTP.
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
    SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=365 * 24 * 3600)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_AGE = 12 * 3600

# --- What goes out ------------------------------------------------------------------------------------------------

vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="ponte@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Produced files are put into folders below this one only; empty: into none.
DELIVERY_ROOT = env.str("DELIVERY_ROOT", default="")
# Produced files are sent by mail to addresses at these domains only.
DELIVERY_MAIL_DOMAINS = env.list("DELIVERY_MAIL_DOMAINS", default=[])
LOGGING = configure(level=env.str("LOG_LEVEL", default="INFO"), for_people=DEBUG)
