"""Entry point for gunicorn."""

from django.core.wsgi import get_wsgi_application

from tthc_portal import environment

environment.prepare()
application = get_wsgi_application()
