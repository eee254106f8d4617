"""Breaks the log on purpose, one way at a time, and sees the fault tests notice: `python tests/faults/mutants.py`. Ends with 1 where one does not.

Each mutant is a copy of this tree with one place changed, and the test that has to fail on it. A test that passes on its mutant proves nothing.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
COPIED = ("haste", "replay", "tests", "pyproject.toml")
FAILED = 1  # pytest's exit code where tests ran and some failed

DISK, WRITER, SERVER = "faults/test_failing_disk.py", "faults/test_writer_killed.py", "faults/test_postgres_writers.py"
BITS, POWER = "faults/test_flipped_bits.py", "faults/test_power_loss.py"
VERIFYING, PACKAGE = "unit/store/test_verifying.py", "haste/store"
HEAD = '        if events:\n            self._connection.execute("UPDATE head'
HALVES = '        self._connection.execute("COMMIT")\n        self._connection.execute("BEGIN IMMEDIATE")\n'


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """One change, and who has to notice."""

    what: str
    file: str
    old: str
    new: str
    tests: str  # file, and after a colon what its tests have in their names


SQLITE, SQLITE_FILE, POSTGRES, BELL = (f"{PACKAGE}/{name}.py" for name in ("sqlite", "sqlite_file", "postgres", "postgres_bell"))
MUTANTS = (
    Mutant(what="an append is committed in two halves", file=SQLITE, old=HEAD, new=HALVES + HEAD, tests=f"{WRITER}:writers_killed"),
    Mutant(
        what="an append is committed in two halves, and its WAL cut",
        file=SQLITE,
        old=HEAD,
        new=HALVES + HEAD,
        tests=f"{DISK}:near-frames and nothing",
    ),
    Mutant(
        what="a retry is not recognised",
        file=SQLITE,
        old="originals = {key",
        new="originals = {} and {key",
        tests=f"{WRITER}:clients_and_their_keeper",
    ),
    Mutant(
        what="a retry is not recognised, whoever dies",
        file=SQLITE,
        old="originals = {key",
        new="originals = {} and {key",
        tests="faults/test_simulated.py:each_call_counts_once",
    ),
    Mutant(
        what="a follower that starts from a snapshot forgets streams",
        file="haste/projections/memory.py",
        old="newest={**self._before, **self._newest}",
        new="newest={**self._newest}",
        tests="faults/test_simulated.py:each_call_counts_once",
    ),
    Mutant(
        what="a writer does not look at the head again",
        file=SQLITE,
        old="head=self._headed(row), versions",
        new="head=Head(position=self._known[0], hash=self._known[1]), versions",
        tests=f"{WRITER}:writers_killed",
    ),
    Mutant(
        what="a reader passes over an event now and then",
        file=SQLITE,
        old='"SELECT envelope, data FROM event WHERE position > ? ORDER',
        new='"SELECT envelope, data FROM event WHERE position > ? + (abs(random()) % 50 = 0) ORDER',
        tests=f"{WRITER}:stopped",
    ),
    Mutant(
        what="a disk that failed is written to again",
        file=SQLITE,
        old="self._failed = disk_failed(self._path, error)",
        new="disk_failed(self._path, error)",
        tests=f"{DISK}:comes_short or sync_that_fails",
    ),
    Mutant(
        what="a full disk is taken for a failed one",
        file=SQLITE_FILE,
        old="if code & _PRIMARY != sqlite3.SQLITE_IOERR:",
        new="if code & _PRIMARY not in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL):",
        tests=f"{DISK}:full_disk",
    ),
    Mutant(
        what="an answer does not wait for the disk",
        file=SQLITE_FILE,
        old='connection.execute("PRAGMA synchronous = FULL")',
        new='connection.execute("PRAGMA synchronous = OFF")',
        tests=f"{DISK}:sync_that_fails",
    ),
    Mutant(
        what="an answer does not wait for the disk, and the power goes",
        file=SQLITE_FILE,
        old='connection.execute("PRAGMA synchronous = FULL")',
        new='connection.execute("PRAGMA synchronous = NORMAL")',
        tests=f"{POWER}:whatever_was_not_synced",
    ),
    Mutant(
        what="hashes are not compared, and bits flip",
        file="haste/events/chain.py",
        old="not envelope.endswith(digest) or place",
        new="place",
        tests=f"{BITS}:outside_all_events",
    ),
    Mutant(
        what="hashes are not compared", file="haste/events/chain.py", old="not envelope.endswith(digest) or place", new="place", tests=f"{VERIFYING}:"
    ),
    Mutant(
        what="spans are not looked at",
        file="haste/store/verifying.py",
        old="        or _misread(log, chain)\n        or _misplaced(log, head)\n",
        new="",
        tests=f"{VERIFYING}:",
    ),
    Mutant(
        what="a file that was cut is read as far as it goes",
        file="haste/store/verifying.py",
        old="        or _differing(chain.head, head)\n",
        new="",
        tests=f"{VERIFYING}:",
    ),
    Mutant(
        what="a lost connection is not replaced",
        file=POSTGRES,
        old="if not self._connection.broken:",
        new="if True:",
        tests=f"{SERVER}:backend_that_is_killed or outcome_is_unknown",
    ),
    Mutant(
        what="what was committed before the connection was lost is not known by its key",
        file=POSTGRES,
        old="originals = {calls",
        new="originals = {} and {calls",
        tests=f"{SERVER}:outcome_is_unknown",
    ),
    Mutant(
        what="a writer trusts what it remembers of a log that others write",
        file=POSTGRES,
        old="if not written or known != self._known:",
        new="if not written:",
        tests=f"{SERVER}:was_overtaken",
    ),
    Mutant(
        what="nobody listens to the server", file=BELL, old='f"LISTEN {CHANNEL}"', new='f"UNLISTEN {CHANNEL}"', tests=f"{SERVER}:woken_by_the_server"
    ),
)


def main() -> int:
    """Try all mutants, or those whose words are given."""
    words = sys.argv[1:]
    survivors = 0
    for mutant in MUTANTS:
        if words and not any(word in f"{mutant.what} {mutant.tests}" for word in words):
            continue
        seen = noticed(mutant)
        survivors += not seen
        sys.stdout.write(f"{'noticed' if seen else 'SURVIVED'}: {mutant.what} ({mutant.tests})\n")
        sys.stdout.flush()
    return int(survivors > 0)


def noticed(mutant: Mutant) -> bool:
    """Whether the tests fail on a copy that is changed, and for no other reason than that they ran."""
    with tempfile.TemporaryDirectory(prefix="haste-mutant-") as folder:
        copy = Path(folder)
        for name in COPIED:
            whole = ROOT / name
            (shutil.copytree if whole.is_dir() else shutil.copy)(whole, copy / name)
        file = copy / mutant.file
        source = file.read_text()
        assert source.count(mutant.old) == 1, mutant
        file.write_text(source.replace(mutant.old, mutant.new))
        tests, _, named = mutant.tests.partition(":")
        asked = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", f"tests/{tests}", *(("-k", named) if named else ())]
        return subprocess.run(asked, cwd=copy, env=os.environ | {"PYTHONPATH": folder}, capture_output=True, check=False).returncode == FAILED


if __name__ == "__main__":
    sys.exit(main())
