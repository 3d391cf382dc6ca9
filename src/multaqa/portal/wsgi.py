"""The door that a WSGI server knocks at."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "multaqa.portal.settings")
application = get_wsgi_application()
