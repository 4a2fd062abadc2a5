"""One settings file for every way to run; what differs comes from the environment (README, table of settings).

Without DATABASE_URL the portal runs *embedded*: PostgreSQL and Valkey out of wheels, on private sockets.
"""

from pathlib import Path

from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from gutersloh_portal import embedded, env

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.text("PORTAL_DATA_DIR") or BASE_DIR / "var").resolve()

EMBEDDED = not env.text("DATABASE_URL")
DEMO = env.flag("PORTAL_DEMO")
DEBUG = False
BASE_URL = env.text("PORTAL_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
SECURE = BASE_URL.startswith("https://")
SITE_NAME = env.text("PORTAL_NAME", "Portal Runde Tische")

if EMBEDDED:
    SECRET_KEY = embedded.secret_key(DATA_DIR)
    DATABASES = {"default": env.database(embedded.database_url(DATA_DIR))}
    CELERY_BROKER_URL = embedded.broker_url(DATA_DIR)
else:
    SECRET_KEY = env.secret("SECRET_KEY", minimum=32)
    DATABASES = {
        "default": env.database(env.text("DATABASE_URL"), password=env.optional_secret("DATABASE_PASSWORD"))
    }
    CELERY_BROKER_URL = env.broker(env.text("REDIS_URL"), password=env.optional_secret("REDIS_PASSWORD"))
    if not CELERY_BROKER_URL:
        raise ImproperlyConfigured("REDIS_URL is empty: an external database needs an external queue.")
SECRET_KEY_FALLBACKS = env.secret_words("SECRET_KEY_FALLBACKS", minimum=32)

ALLOWED_HOSTS = env.words("PORTAL_HOSTS", "127.0.0.1,localhost,[::1]")
if "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("PORTAL_HOSTS must name the hosts, not '*'.")
CSRF_TRUSTED_ORIGINS = [BASE_URL] if SECURE else []
TRUSTED_PROXIES = env.number("PORTAL_TRUSTED_PROXIES", 0)

INSTALLED_APPS = [
    "gutersloh_portal",
    "reports",
    "annualreviews",
    "invitations",
    "screens",
    "frame",
    "roundtables",
    "matrix",
    "procurement",
    "planning",
    "needs",
    "forecast",
    "standards",
    "equipment",
    "schools",
    "accounts",
    "core",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    "health_check",
    "rules.apps.AutodiscoverRulesConfig",
    "template_partials",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.middleware.SignInMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.SessionAgeMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "schools.middleware.SecondFactorMiddleware",
    "core.middleware.PrivateCacheMiddleware",
    "core.middleware.ReadableAddressMiddleware",
    "core.middleware.FragmentMiddleware",  # last: whoever comes before it sees the whole page
]

ROOT_URLCONF = "gutersloh_portal.urls"
WSGI_APPLICATION = "gutersloh_portal.wsgi.application"
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
                "gutersloh_portal.context.portal",
            ],
            "builtins": ["core.templatetags.ui", "core.templatetags.stages", "core.templatetags.links"],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = ("kern",)
CRISPY_TEMPLATE_PACK = "kern"
CRISPY_FAIL_SILENTLY = False

DATABASES["default"] |= {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True, "ATOMIC_REQUESTS": False}
DATABASES["default"]["OPTIONS"] |= {
    "options": f"-c statement_timeout={env.number('PORTAL_STATEMENT_TIMEOUT_MS', 15000)}"
    " -c lock_timeout=5000 -c idle_in_transaction_session_timeout=60000"
    " -c jit=off"  # to compile one of our short queries takes longer than to run it
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Throttling counts live in the database: a page must open while the queue is down.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "core_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # the default of 300 would let a guesser push counts out
    }
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.validators.ContextWordValidator"},
]
PASSWORD_RESET_TIMEOUT = 3600
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.adapter.PortalAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts come into being by invitation, which proves the address
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = False  # the cookie goes with the browser: staff rooms share machines
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105 - a path, no secret
# Attempts per time; several windows make the wait grow, none locks for good. Schools of a city share addresses.
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "login_failed": "5/m/key,10/10m/key,20/h/key",  # per account and network; second factor: per person
    "login_failed_account": "40/10m/key,100/h/key",  # per account, from everywhere
    "reset_password": "60/h/ip,3/10m/key,6/d/key",
    "reset_password_from_key": "30/m/ip",
    "reauthenticate": "10/m/user",
    "change_password": "10/10m/user",
}
ACCOUNT_FORMS = {
    "login": "accounts.forms.SignInForm",
    "reauthenticate": "accounts.forms.ReauthenticateForm",
    "change_password": "accounts.forms.PasswordChangeForm",
    "reset_password": "accounts.forms.PasswordResetForm",
    "reset_password_from_key": "accounts.forms.PasswordResetKeyForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SECURE else "http"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = SITE_NAME
MFA_TOTP_TOLERANCE = (
    1  # steps of 30 seconds before and after; accounts.forms lets no code count twice in them
)
MFA_ADAPTER = "accounts.adapter.PortalMfaAdapter"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the invitation proved the address
MFA_FORMS = {
    "authenticate": "accounts.forms.CodeForm",
    "reauthenticate": "accounts.forms.CodeAgainForm",
    "activate_totp": "accounts.forms.ActivateTotpForm",
}

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 3600  # absolute: SessionAgeMiddleware ends it, however busy it is
SESSION_IDLE_SECONDS = 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_NAME = "__Host-sid" if SECURE else "sid"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "core.errors_http.csrf_failure"
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # KERN draws its icons as data: masks
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

LANGUAGE_CODE = "de"
LANGUAGES = [("de", _("German"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Berlin"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "static/"
STATIC_ROOT = Path(env.text("PORTAL_STATIC_ROOT") or DATA_DIR / "static")
STATICFILES_DIRS = [BASE_DIR / "static", ("kern", BASE_DIR / "node_modules/@kern-ux/native/dist")]
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = EMBEDDED
STATIC_STORAGE = "whitenoise.storage.CompressedManifestStaticFilesStorage"
MEDIA_ROOT = DATA_DIR / "media"  # never served by address: every download asks for the right first
STORAGES = {
    "default": {"BACKEND": "core.storage.PrivateStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage" if EMBEDDED else STATIC_STORAGE
    },
}
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
UPLOAD_LIMIT = 10 * 1024 * 1024

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.text("EMAIL_HOST")
EMAIL_PORT = env.number("EMAIL_PORT", 587)
EMAIL_HOST_USER = env.text("EMAIL_USER")
EMAIL_HOST_PASSWORD = env.optional_secret("EMAIL_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_TLS", default=True)
EMAIL_USE_SSL = env.flag("EMAIL_SSL")
if EMAIL_USE_SSL and EMAIL_USE_TLS:
    raise ImproperlyConfigured(
        "EMAIL_SSL (TLS from the start) and EMAIL_TLS (STARTTLS) exclude each other: set one of them to 0."
    )
EMAIL_TIMEOUT = 20
if not EMAIL_HOST:  # nothing leaves the machine until the operator names a mail server
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA_DIR / "mail"
DEFAULT_FROM_EMAIL = env.text("PORTAL_FROM", "portal@example.org")
RETURN_ADDRESS = env.text("PORTAL_RETURN_PATH")

CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 300
CELERY_VISIBILITY_TIMEOUT = 900
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": CELERY_VISIBILITY_TIMEOUT,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_timeout": 30,
    "socket_connect_timeout": 3,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 700_000
CELERY_WORKER_MAX_TASKS_PER_CHILD = 50
CELERY_TIMEZONE = TIME_ZONE
# mails have a queue of their own: in production its worker alone may leave the machine
CELERY_TASK_ROUTES = {"gutersloh_portal.tasks.send_outbox": {"queue": "mail"}}
CELERY_BEAT_SCHEDULE = {
    "sweep-report-jobs": {"task": "reports.tasks.sweep", "schedule": 30.0},
    "sweep-imports": {"task": "equipment.tasks.sweep", "schedule": 30.0},
    "send-outbox": {"task": "gutersloh_portal.tasks.send_outbox", "schedule": 60.0},
    "send-digests": {
        "task": "gutersloh_portal.tasks.send_digests",
        "schedule": crontab(day_of_week="mon", hour="6", minute="30"),
    },
    "remind-of-milestones": {
        "task": "gutersloh_portal.tasks.remind_of_milestones",
        "schedule": crontab(hour="6-18", minute="40"),
    },
    "remind-of-meetings": {
        "task": "gutersloh_portal.tasks.remind_of_meetings",
        "schedule": crontab(hour="6-18", minute="45"),
    },
    "mark-days": {"task": "gutersloh_portal.tasks.mark_days", "schedule": crontab(hour="2", minute="47")},
    "remove-previews": {
        "task": "gutersloh_portal.tasks.remove_previews",
        "schedule": crontab(hour="3", minute="17"),
    },
    "remove-strays": {
        "task": "gutersloh_portal.tasks.remove_strays",
        "schedule": crontab(hour="3", minute="19"),
    },
    "forget-sheets": {
        "task": "gutersloh_portal.tasks.forget_sheets",
        "schedule": crontab(hour="3", minute="22"),
    },
    "forget-mails": {
        "task": "gutersloh_portal.tasks.forget_mails",
        "schedule": crontab(hour="3", minute="27"),
    },
    "forget-deputies": {
        "task": "gutersloh_portal.tasks.forget_deputies",
        "schedule": crontab(hour="3", minute="29"),
    },
    "forget-polls": {
        "task": "gutersloh_portal.tasks.forget_polls",
        "schedule": crontab(hour="3", minute="34"),
    },
    "close-questions": {
        "task": "gutersloh_portal.tasks.close_questions",
        "schedule": crontab(hour="3", minute="36"),
    },
    "end-sessions": {
        "task": "gutersloh_portal.tasks.end_sessions",
        "schedule": crontab(hour="3", minute="32"),
    },
}
JOB_LEASE_SECONDS = 60

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"secrets": {"()": "core.logs.SecretPaths"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["secrets"]}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"fontTools": {"level": "WARNING"}, "weasyprint": {"level": "WARNING"}},
}
