import os
import shutil
import tempfile

os.environ["MULTAQA_MODE"] = "demonstration"
os.environ["MULTAQA_HOME"] = tempfile.mkdtemp(prefix="multaqa-tests-")

from multaqa.portal.settings import *

STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
if ON_SQLITE:
    DATABASES["default"]["TEST"] = {"NAME": str(HOME / "test.sqlite3")}
    # One that was migrated already, for --reuse-db: what it lacks is migrated still.
    if migrated := os.environ.get("MULTAQA_MIGRATED"):
        shutil.copy(migrated, HOME / "test.sqlite3")
STATIC_ROOT.mkdir()  # WhiteNoise warns of a folder that is not there
