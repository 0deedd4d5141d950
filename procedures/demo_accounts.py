"""The demo's accounts: one a role, with passwords drawn at loading and kept in a file that only its owner reads."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from procedures.models import Agency, Person

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # without those that look alike
GROUPS, LETTERS = 4, 4  # k7dm-9xpq-w3ht-2rsn: 79 bits
UNKNOWN = ""  # the account was here before, and its password is not ours to know


@dataclass(frozen=True)
class Account:
    """One demo account as the command prints it. `password` is empty where it is not known."""

    role: str
    username: str
    password: str
    new: bool = False


def accounts(people: list[dict], agencies: dict[str, Agency]) -> list[Account]:
    """The accounts of the demo, created where missing; one that exists keeps its password.

    `people`: {username, name, role, agency} each. Passwords are kept in DATA_DIR/demo-accounts.txt (mode 600).
    """
    kept = _read()
    usernames = [person["username"] for person in people]
    existing = set(Person.objects.filter(username__in=usernames).values_list("username", flat=True))
    found = []
    for person in people:
        role, username = Person.Role(person["role"]), person["username"]
        new = username not in existing
        password = _password() if new else kept.get(username, UNKNOWN)
        if new:
            Person.objects.create_user(
                username,
                password=password,
                first_name=person["name"],
                role=role,
                agency=agencies[person["agency"]],
                is_staff=True,
                is_superuser=role == Person.Role.SYSTEM,
            )
        found.append(Account(str(role.label), username, password, new))
    if any(account.new for account in found):
        _write(found)
    return found


def path() -> Path:
    """Where the passwords are kept."""
    return Path(settings.DATA_DIR) / "demo-accounts.txt"


def _password():
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(LETTERS)) for _ in range(GROUPS))


def _read():
    """{username: password} of the last writing."""
    if not path().exists():
        return {}
    rows = (line.split("\t") for line in path().read_text(encoding="utf-8").splitlines())
    return {row[1]: row[2] for row in rows if len(row) == 3}


def _write(found):
    path().parent.mkdir(parents=True, exist_ok=True)
    text = "".join(f"{account.role}\t{account.username}\t{account.password}\n" for account in found)
    descriptor = os.open(path(), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        os.fchmod(descriptor, 0o600)
        file.write(text)
