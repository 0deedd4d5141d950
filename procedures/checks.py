"""What `manage.py check --database default` says about the catalogue."""

from django.core.checks import Error, Tags, register
from django.db import connections

from procedures import freeze


@register(Tags.database)
def words_are_frozen(app_configs=None, databases=None, **kwargs):
    """Published words must be protected by the trigger."""
    missing = [
        alias
        for alias in databases or []
        if freeze.TABLE in connections[alias].introspection.table_names() and not freeze.installed(alias)
    ]
    return [
        Error(
            f"Cơ sở dữ liệu «{alias}» thiếu khóa bảo vệ nội dung đã công khai.",
            hint="Chạy lại: manage.py migrate",
            id="procedures.E001",
        )
        for alias in missing
    ]
