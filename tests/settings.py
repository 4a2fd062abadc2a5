"""The portal's settings with fast hashing, mails in memory and files in a throw-away folder."""

import atexit
import shutil
import tempfile
from pathlib import Path

from gutersloh_portal.settings import *  # noqa: F403 - settings are taken over whole
from gutersloh_portal.settings import DATABASES

# a test holds one transaction while it makes a PDF; how long that takes on a busy machine is no fault
DATABASES["default"]["OPTIONS"]["options"] += " -c idle_in_transaction_session_timeout=0"
DATABASES["default"]["OPTIONS"]["options"] += (
    " -c synchronous_commit=off"  # nobody reads these data after a crash
)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DEMO = True  # waives the second factor; its own tests switch this off
MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="portal-test-media-"))
atexit.register(shutil.rmtree, MEDIA_ROOT, ignore_errors=True)
STORAGES = {
    "default": {"BACKEND": "core.storage.PrivateStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True
CELERY_TASK_ALWAYS_EAGER = False
