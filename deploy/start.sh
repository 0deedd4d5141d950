#!/bin/sh
# Start of the container: database up to date, reference data present, then gunicorn.
set -eu
python manage.py migrate --verbosity 0
python manage.py load_reference
exec gunicorn tthc_portal.wsgi:application --config deploy/gunicorn.py
