"""The one settings file. It reads the environment and does no other input or output.

Environment (listed again, in Vietnamese, in README.md; a test keeps the two alike):

DEBUG            1 while developing; never on a public machine
SECRET_KEY       long random text; required outside debug
ALLOWED_HOSTS    comma-separated host names
SITE_URL         public address, e.g. https://tthc.songmau.vn (links in feeds, prints, Open Graph)
SITE_AGENCY      slug of the agency whose name, emblem, hotline and province are shown
DATABASE_URL     postgres://…; none: SQLite in DATA_DIR
CACHE_URL        none: in process; redis://… shared
DATA_DIR         where SQLite, uploads and generated files live (default: var/)
MEDIA_ROOT       uploads (default: DATA_DIR/tep)
STATIC_ROOT      where collectstatic gathers (default: DATA_DIR/static)
HTTPS_ONLY       default: on outside debug; 0 behind a proxy that already sees to it
SELF_PUBLISH     1 where one person writes and publishes (small communes); the history shows it (default: 0)
DEMAND_OTP       whether publishers and above must sign in with a second step (default: on outside debug)
IDLE_MINUTES     how long a session of the back-office lasts without a click (default: 30)
OPEN_DATA_LICENCE what one may do with the open data, a sentence in Vietnamese (default: free use, naming the source)
FRAME_ANCESTORS  sites that may frame /nhung/<desk>/, e.g. https://xaanmau.gov.vn,… (default: only the portal itself)
PG_BIN           folder of pg_dump and pg_restore for backup and restore (default: found on PATH)
PROXY_COUNT      how many proxies stand before the app, each adding to X-Forwarded-For (default: 0, header not read)
LOG_LEVEL        INFO unless told
"""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# Core
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    if not DEBUG:
        raise ImproperlyConfigured(
            "Thiếu SECRET_KEY: đặt biến môi trường SECRET_KEY (chuỗi ngẫu nhiên dài ít nhất 50 ký tự) rồi chạy lại."
        )
    SECRET_KEY = "debug-only-" + "x" * 50  # never accepted outside debug
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var")))
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
SITE_AGENCY = env.str("SITE_AGENCY", default="ubnd-tinh-song-mau" if DEBUG else "")
HTTPS_ONLY = env.bool("HTTPS_ONLY", default=not DEBUG)
SELF_PUBLISH = env.bool("SELF_PUBLISH", default=False)
DEMAND_OTP = env.bool("DEMAND_OTP", default=not DEBUG)
IDLE_MINUTES = max(1, env.int("IDLE_MINUTES", default=30))
OPEN_DATA_LICENCE = env.str(
    "OPEN_DATA_LICENCE",
    default="Được dùng lại tự do, kể cả cho mục đích thương mại, nếu ghi nguồn là cổng này và ngày lấy dữ liệu.",
)
FRAME_ANCESTORS = env.list("FRAME_ANCESTORS", default=[])
PG_BIN = env.str("PG_BIN", default="")
PROXY_COUNT = env.int("PROXY_COUNT", default=0)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.forms",
    "procedures",
    "campaigns",
    "tthc_portal.backoffice.BackOfficeConfig",
    "import_export",
    "simple_history",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "csp",
]

MIDDLEWARE = [
    "tthc_portal.middleware.HeadHasNoBody",
    "tthc_portal.middleware.Readable",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "csp.middleware.CSPMiddleware",
    "tthc_portal.middleware.NoNulCharacters",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "tthc_portal.sign_in.gate.OneDoor",
    "tthc_portal.sign_in.idle.Idle",
    "simple_history.middleware.HistoryRequestMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "axes.middleware.AxesMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "tthc_portal.urls"
WSGI_APPLICATION = "tthc_portal.wsgi.application"
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
                "tthc_portal.context.site",
            ],
            "builtins": ["procedures.templatetags.tthc"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Databases: the same behaviour on both (CONTRACT: SQLite by default, PostgreSQL in production)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": env.db_url_config(env.str("DATABASE_URL", "") or f"sqlite:///{DATA_DIR / 'tthc.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000;",
    }
else:
    DATABASES["default"].update(CONN_MAX_AGE=600, CONN_HEALTH_CHECKS=True)
CACHES = {"default": env.cache_url_config(env.str("CACHE_URL", "") or "locmemcache://")}

# People
AUTH_USER_MODEL = "procedures.Person"
AUTHENTICATION_BACKENDS = ["tthc_portal.sign_in.backends.Lockout", "tthc_portal.sign_in.backends.Officers"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
# Lock-out by account and address together: a whole commune sits behind one line. See tthc_portal/sign_in/lockout.py.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 6
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # the time told stays true
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True  # `last_login` says enough; a log would grow without end
AXES_HANDLER = "tthc_portal.sign_in.lockout.Handler"
AXES_USERNAME_CALLABLE = "tthc_portal.sign_in.lockout.account_name"
AXES_CLIENT_IP_CALLABLE = "tthc_portal.sign_in.lockout.client_address"
AXES_LOCKOUT_CALLABLE = "tthc_portal.sign_in.lockout.answer"
AXES_ENABLE_ADMIN = AXES_VERBOSE = False
OTP_TOTP_ISSUER = f"TTHC {urlsplit(SITE_URL).hostname}"  # what the app on the telephone calls this portal
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "admin:login"
CSRF_FAILURE_VIEW = "tthc_portal.errors.csrf_failure"
# Cookies live under the back-office only: public pages set none and stay cacheable.
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = "/quan-tri/"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS_ONLY
# Moved on with every click, at most once a minute: see tthc_portal/sign_in/idle.py.
SESSION_COOKIE_AGE = (IDLE_MINUTES + 1) * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Security headers
SECURE_SSL_REDIRECT = HTTPS_ONLY
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS_ONLY else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS_ONLY
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

# Language and time
LANGUAGE_CODE = "vi"
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = USE_I18N = USE_THOUSAND_SEPARATOR = True
LANGUAGES = [("vi", "Tiếng Việt")]
LOCALE_PATHS = [BASE_DIR / "tthc_portal" / "locale"]
FORMAT_MODULE_PATH = ["tthc_portal.formats"]

# Files
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(DATA_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static", ("huong-dan", BASE_DIR / "docs" / "huong-dan" / "anh")]
MEDIA_URL = "/tep/"
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(DATA_DIR / "tep")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
FILE_UPLOAD_PERMISSIONS = 0o644
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 40_000  # the sheet editor sends five fields a paper: 24 cases with 200 papers each
DATA_UPLOAD_MAX_NUMBER_FILES = 4_000  # two fields a form, and the empty ones are counted, too
FIXTURE_DIRS = [BASE_DIR / "fixtures"]

# Logs: one JSON object a line
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "tthc_portal.logs.JSONFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django": {"handlers": ["stderr"], "propagate": False},
        "django.server": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "axes": {"level": "CRITICAL"},  # its lines name accounts and addresses
    },
}
