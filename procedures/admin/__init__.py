"""The editing screens of the catalogue. They call publishing and importing, and hold no rules of their own."""

from django.contrib import admin
from django.contrib.auth.models import Group

from procedures.admin import catalogue, decisions, desks, editions, fields, imports, people, vocabulary  # noqa: F401

# Rights come from a person's role (see `rights`); Django's groups play no part.
admin.site.unregister(Group)
