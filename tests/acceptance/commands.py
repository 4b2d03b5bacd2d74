"""Runs commands of `stagegate` one after the other, as one process, which imports everything only once."""

import json
import sys
from contextlib import suppress

from app.cli import main

if __name__ == "__main__":
    for words in json.loads(sys.argv[1]):
        print(f"\n$ stagegate {' '.join(words)}", flush=True)  # noqa: T201 - to be read by a test
        with suppress(SystemExit):
            main(words)
