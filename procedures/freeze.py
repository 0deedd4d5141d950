"""Published is frozen: a trigger refuses to change the words of a published edition, on both databases.

Installed after every migrate, because SQLite drops triggers when it rebuilds a table; `manage.py check --database`
says when it is missing.
"""

from django.db import connections

TABLE = "procedures_edition"
TRIGGER = "edition_words_are_frozen"
MESSAGE = "Nội dung đã công khai không sửa được nữa"
#: The columns that carry the words, and those that say whose words they are.
COLUMNS = ("document", "digest", "name", "online_level", "procedure_id", "origin", "public_from", "state")


def install(sender=None, using="default", **kwargs):
    """Put the trigger in place (again). Receiver of post_migrate."""
    connection = connections[using]
    if TABLE not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        for statement in _statements(connection.vendor):
            cursor.execute(statement)


def installed(using="default"):
    """Whether the trigger is there."""
    connection = connections[using]
    question = (
        "SELECT 1 FROM sqlite_master WHERE type = 'trigger' AND name = %s"
        if connection.vendor == "sqlite"
        else "SELECT 1 FROM pg_trigger WHERE tgname = %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(question, [TRIGGER])
        return cursor.fetchone() is not None


def _statements(vendor):
    differs = "IS NOT" if vendor == "sqlite" else "IS DISTINCT FROM"
    changed = " OR ".join(f'NEW."{column}" {differs} OLD."{column}"' for column in COLUMNS)
    when = f"OLD.state = 'published' AND ({changed})"
    if vendor == "sqlite":
        return [
            f"DROP TRIGGER IF EXISTS {TRIGGER}",
            f"CREATE TRIGGER {TRIGGER} BEFORE UPDATE ON {TABLE} FOR EACH ROW WHEN {when} "
            f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END",
        ]
    return [
        f"CREATE OR REPLACE FUNCTION {TRIGGER}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        f"DROP TRIGGER IF EXISTS {TRIGGER} ON {TABLE}",
        f"CREATE TRIGGER {TRIGGER} BEFORE UPDATE ON {TABLE} FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION {TRIGGER}()",
    ]
