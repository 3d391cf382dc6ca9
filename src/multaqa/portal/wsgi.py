"""The door that a WSGI server knocks at."""

import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from multaqa.kernel import secrets

secrets.keep_to_ourselves()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "multaqa.portal.settings")
application = get_wsgi_application()
# Every page is imported before the first is asked for; what is there by then stays for good, and
# need not be looked through again and again for what could be thrown away.
import_module(settings.ROOT_URLCONF)
gc.collect()
gc.freeze()
