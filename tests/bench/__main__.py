"""`make bench`: every measurement, as ratios against a limit measured in the same run; fails where one is passed."""

import importlib
import pkgutil
import sys
from pathlib import Path


def main():
    """Run `main()` of every `bench_*` module beside this file; 1 where any of them returns non-zero."""
    failed = 0
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        if module.name.startswith("bench_"):
            print(f"── {module.name.removeprefix('bench_')} ──", flush=True)
            failed |= importlib.import_module(f"tests.bench.{module.name}").main() or 0
    return failed


if __name__ == "__main__":
    sys.exit(main())
