#!/usr/bin/env python3
"""Command line of the portal: `.venv/bin/python manage.py help`."""

import sys

from tthc_portal import environment


def main():
    """Run one command."""
    from django.core.management import execute_from_command_line

    environment.prepare()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
