"""Where things lie: the home with its log, blobs, submissions and locks, and the one driver that may hold a sweep."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from haste.errors import HomeError, SweepRunningError
from haste.vocabulary.ids import RunId, SweepId

_PATIENCE_S = 1.0  # whoever only looks at a lock holds it for microseconds; a driver holds it for minutes
_LOOK_AGAIN_S = 0.01


class Home:
    """A folder for everything that HASTE keeps."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def of(cls, given: str | None) -> "Home":
        """The home that was given, else $HASTE_HOME, else ~/.haste inside a Ray job, else ./.haste: never a job's cwd.

        Raises:
            HomeError: Inside a Ray job, one that is given relative to the job's working directory.
        """
        named = given or os.environ.get("HASTE_HOME")
        if not named:
            return cls((Path.home() if in_ray_job() else Path.cwd()) / ".haste")
        folder = Path(named).expanduser()
        if in_ray_job() and not folder.is_absolute():
            raise HomeError(
                expected="an absolute path",
                found=f"{named!r}, relative to the job's working directory",
                where="home of a Ray job",
                next_step="Ray removes that directory with the job; name a folder that stays, by --home DIR or $HASTE_HOME.",
            )
        return cls(folder.absolute())

    @property
    def log(self) -> str:
        """Spec of the default log."""
        return f"sqlite:{self.folder / 'log.sqlite'}"

    @property
    def has_log(self) -> bool:
        """Whether the default log is there. One that cannot be looked at counts as there: whoever opens it says what is wrong."""
        try:
            return (self.folder / "log.sqlite").exists()
        except PermissionError:
            return True

    @property
    def competitions(self) -> Path:
        """Prepared competitions."""
        return self.folder / "competitions"

    def submission(self, run: RunId) -> Path:
        """Folder of a run's submission and solution."""
        return self.folder / "submissions" / run

    def make(self) -> None:
        """Make the folder and see that it can be written to.

        Raises:
            HomeError: It cannot.
        """
        with self.written():
            self.folder.mkdir(parents=True, exist_ok=True)
            probe = self.folder / f".writable-{os.getpid()}"
            probe.touch()
            probe.unlink()

    @contextmanager
    def written(self) -> Iterator[None]:
        """Say it in one message where the body cannot write to the home.

        Raises:
            HomeError: It cannot.
        """
        try:
            yield
        except OSError as error:
            raise HomeError(
                expected="a folder that can be written to",
                found=error.strerror or str(error),
                where=str(error.filename or self.folder),
                next_step="Name another home with --home DIR or $HASTE_HOME.",
            ) from error

    @contextmanager
    def hold(self, sweep: SweepId) -> Iterator[None]:
        """Hold a sweep as its one driver. The lock ends with the process, however that ends.

        Raises:
            SweepRunningError: Another driver holds it.
        """
        path = self._lock(sweep)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a") as file:
            if not _locked(file, fcntl.LOCK_EX, patience_s=_PATIENCE_S):
                raise SweepRunningError(
                    expected="a sweep that nobody drives",
                    found="a live driver",
                    where=f"sweep {sweep}",
                    next_step="Wait for it, or stop it first; `haste sweeps` shows its state.",
                )
            yield

    def held(self, sweep: SweepId) -> bool:
        """Whether a live driver holds the sweep."""
        path = self._lock(sweep)
        if not path.exists():
            return False
        with path.open("r") as file:
            return not _locked(file, fcntl.LOCK_SH)

    def _lock(self, sweep: SweepId) -> Path:
        return self.folder / "locks" / f"{sweep}.lock"


def _locked(file: IO[str], kind: int, *, patience_s: float = 0.0) -> bool:
    """Whether a lock on a file could be had, which then ends with the file's closing."""
    end = time.monotonic() + patience_s
    while True:
        try:
            fcntl.flock(file, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= end:
                return False
            time.sleep(_LOOK_AGAIN_S)
        else:
            return True


def in_ray_job() -> bool:
    """Whether this process is the entry point of a submitted Ray job."""
    return "RAY_JOB_CONFIG_JSON_ENV_VAR" in os.environ
