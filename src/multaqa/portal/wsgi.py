"""The door that a WSGI server knocks at."""

import os

from django.core.wsgi import get_wsgi_application

from multaqa.kernel import secrets

secrets.keep_to_ourselves()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "multaqa.portal.settings")
application = get_wsgi_application()
