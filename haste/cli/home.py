"""Where things lie: the home with its log, blobs, submissions and locks, and the one driver that may hold a sweep."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from haste.errors import HomeError, SweepRunningError
from haste.vocabulary.ids import RunId, SweepId


class Home:
    """A folder for everything that HASTE keeps."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def of(cls, given: str | None) -> "Home":
        """The home that was given, else $HASTE_HOME, else ~/.haste inside a Ray job, else ./.haste: never a job's cwd."""
        if given or os.environ.get("HASTE_HOME"):
            return cls(Path(given or os.environ["HASTE_HOME"]).expanduser().absolute())
        return cls((Path.home() if in_ray_job() else Path.cwd()) / ".haste")

    @property
    def log(self) -> str:
        """Spec of the default log."""
        return f"sqlite:{self.folder / 'log.sqlite'}"

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
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise SweepRunningError(
                    expected="a sweep that nobody drives",
                    found="a live driver",
                    where=f"sweep {sweep}",
                    next_step="Wait for it, or stop it first; `haste sweeps` shows its state.",
                ) from error
            yield

    def held(self, sweep: SweepId) -> bool:
        """Whether a live driver holds the sweep."""
        path = self._lock(sweep)
        if not path.exists():
            return False
        with path.open("r") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False

    def _lock(self, sweep: SweepId) -> Path:
        return self.folder / "locks" / f"{sweep}.lock"


def in_ray_job() -> bool:
    """Whether this process is the entry point of a submitted Ray job."""
    return "RAY_JOB_CONFIG_JSON_ENV_VAR" in os.environ
