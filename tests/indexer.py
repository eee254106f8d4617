"""A process that builds indexes until it is killed: `python tests/indexer.py FOLDER`. It says so before each."""

import itertools
import sys
from pathlib import Path

from haste.store.lance import LanceIndex
from tests.libraries import library


def main(folder: str) -> None:
    index = LanceIndex(Path(folder))
    rows = library()
    for number in itertools.count():
        print(number, flush=True)  # noqa: T201 - the answer is what this process is for
        if number % 2:
            index.clear()
        index.write(rows if number % 4 < 2 else rows[1:])


if __name__ == "__main__":
    main(sys.argv[1])
