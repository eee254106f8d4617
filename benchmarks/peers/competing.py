"""One contestant on one competition: its environment, its order, its clock, and what the grader says of its submission."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import venv
from collections.abc import Sequence
from pathlib import Path

import msgspec

from haste.competitions import grading
from haste.competitions.profile import profile
from haste.techniques.task import Task
from haste.vocabulary.competition import Competition
from haste.vocabulary.judgement import Lift
from haste.vocabulary.scales import AnswerForm, View

ROOT = Path(__file__).parents[2]
PROGRAMS = "benchmarks.peers.contestants"
HASTE = "haste"
PACKAGES: dict[str, tuple[str, ...]] = {  # by peer; a program of that name lies in `contestants`
    "default_lightgbm": ("lightgbm==4.7.*", "pandas==3.1.*", "scikit-learn==1.9.*", "pillow>=13,<14"),
    "flaml_automl": ("flaml[automl]==2.8.*", "pillow>=13,<14"),
    "autogluon_tabular": ("autogluon.tabular[lightgbm,catboost,xgboost]==1.6.*", "pillow>=13,<14"),
}
CONTESTANTS = (HASTE, *PACKAGES)
PATIENCE = 1.5  # times the wall clock: whoever is not ready then is ended, and has no submission
AROUND_S = 18.0  # of HASTE's wall clock, for the start of Ray and the end: its budget counts between
LATE_S = 10.0  # beyond the wall clock: marked as late
_WRITTEN = "submission.csv"  # by a peer, in the folder of its bout
_ROUNDS = 400  # of the bootstrap: a standard error to about 4 % of itself
FORMS = (AnswerForm.VALUE, AnswerForm.LABEL, AnswerForm.PROBABILITY, AnswerForm.CLASS_PROBABILITIES, AnswerForm.RANKED_LABELS)


class Bout(msgspec.Struct, frozen=True, kw_only=True):
    """Who competes on what, with what."""

    contestant: str
    competition: str
    seed: int
    seconds: float
    cpus: int


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """How it ended."""

    bout: Bout
    wall_s: float
    late: bool
    score: float | None
    percentile: float | None  # share of the leaderboard's teams that are not ahead; 0 without a valid submission, None for who cannot read the data
    medal: str | None
    said: str = ""  # why there is no score


def installed(contestant: str, place: Path) -> Path:
    """The Python of a contestant: HASTE's is the one that runs this, a peer's lies in an environment of its own, made on the first call.

    Raises:
        subprocess.CalledProcessError: Its packages cannot be installed.
    """
    if contestant == HASTE:
        return Path(sys.executable)
    folder = place / contestant
    python = folder / "bin" / "python"
    if not (folder / "ready").is_file():
        venv.create(folder, clear=True, with_pip=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES[contestant]]
        subprocess.run(pip, check=True, stdout=sys.stderr)  # noqa: S603 - fixed packages
        (folder / "ready").touch()
    return python


def cannot_read(contestant: str, task: Task) -> str:
    """Why a peer cannot compete; empty where it can."""
    media = task.profile.media
    if contestant == HASTE:
        return ""
    if task.competition.view is View.DECLARED:
        return "answers are declared by solutions"
    if task.form not in FORMS:
        return f"answers are of the form {task.form}"
    return "rows are files of signals" if media is not None and media.kind != "image" else ""


def compete(bout: Bout, competition: Competition, *, place: Path, python: Path) -> Result:
    """Start the contestant, wait for its submission, and have it graded, once."""
    task = Task(competition=competition, profile=profile(competition))
    if reason := cannot_read(bout.contestant, task):
        return Result(bout=bout, wall_s=0.0, late=False, score=None, percentile=None, medal=None, said=reason)
    folder = _folder(bout, place)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    began = time.time()
    if bout.contestant == HASTE:
        argv = _sweep(bout, competition, folder)
    else:
        (folder / "order.json").write_text(json.dumps(_order(bout, task, folder / _WRITTEN, began)), encoding="utf-8")
        argv = [str(python), "-m", f"{PROGRAMS}.{bout.contestant}", str(folder / "order.json")]
    said = _run(argv, folder, bout)
    wall_s = time.time() - began
    return _graded(bout, competition, submitted(bout, place), wall_s=wall_s, said=said)


def lead(ours: Bout, theirs: Bout, competition: Competition, *, place: Path) -> Lift:
    """How far ours is ahead on the private answers, and how sure that is had the test had other rows.

    Raises:
        OSError: One of them left no submission.
        SubmissionError: One of them does not fit.
    """
    submissions = [submitted(bout, place).read_bytes() for bout in (ours, theirs)]
    return grading.lead(competition, *submissions, seed=ours.seed, rounds=_ROUNDS)


def submitted(bout: Bout, place: Path) -> Path:
    """Where its submission is, if it left one."""
    folder = _folder(bout, place)
    if bout.contestant == HASTE:
        with contextlib.suppress(OSError, ValueError, LookupError):
            run = json.loads((folder / "stdout").read_text(encoding="utf-8"))["runs"][0]
            return Path(run["submission"] or folder / _WRITTEN)
    return folder / _WRITTEN


def _folder(bout: Bout, place: Path) -> Path:
    return place / "bouts" / f"{bout.competition}-{bout.seed}-{bout.seconds:g}s-{bout.contestant}"


def _order(bout: Bout, task: Task, output: Path, began: float) -> dict[str, object]:
    competition, media = task.competition, task.profile.media
    return {
        "public": competition.public,
        "output": str(output),
        "id": competition.id_column,
        "targets": list(competition.target),
        "answers": list(competition.answer_columns),
        "classes": list(competition.classes),
        "form": str(competition.form),
        "metric": competition.metric.name,
        "flags": task.flags,
        "texts": list(task.text_names),
        "media": competition.media,
        "shape": [media.height, media.width, min(max(media.channels, 1), 4)] if media else None,
        "seed": bout.seed,
        "cpus": bout.cpus,
        "ends": began + bout.seconds,
    }


def _sweep(bout: Bout, competition: Competition, folder: Path) -> list[str]:
    """HASTE as a person would start it: offline, cold, a home of its own."""
    public = Path(competition.public)
    target = public.parent.parent if public.name == "public" else public
    budget = ["--budget-minutes", f"{(bout.seconds - AROUND_S) / 60:g}", "--budget-trials", "60"]
    return [sys.executable, "-m", "haste.cli.main", "sweep", str(target), "--json", "--home", str(folder / "home"), "--seed", str(bout.seed), *budget]


def _run(argv: Sequence[str], folder: Path, bout: Bout) -> str:
    """Run to the end or far beyond the wall clock; what went wrong, in words."""
    with (folder / "stdout").open("wb") as out, (folder / "stderr").open("wb") as errors:
        environment = {**os.environ, "OMP_NUM_THREADS": str(bout.cpus), "PYTHONPATH": str(ROOT)}
        process = subprocess.Popen(argv, cwd=folder, stdout=out, stderr=errors, env=environment, start_new_session=True)  # noqa: S603 - built above
        try:
            code = process.wait(timeout=bout.seconds * PATIENCE + LATE_S)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            return "was ended long after its time"
    if code:
        return (folder / "stderr").read_text(encoding="utf-8", errors="replace")[-300:]
    return ""


def _graded(bout: Bout, competition: Competition, output: Path, *, wall_s: float, said: str) -> Result:
    late = wall_s > bout.seconds + LATE_S
    if not output.is_file():
        return Result(bout=bout, wall_s=wall_s, late=late, score=None, percentile=0.0, medal=None, said=said or "no submission")
    grade = grading.grade(competition, output.read_bytes())
    medal = str(grade.medal) if grade.medal else None
    percentile = 0.0 if grade.percentile is None and grade.score is None else grade.percentile
    return Result(bout=bout, wall_s=wall_s, late=late, score=grade.score, percentile=percentile, medal=medal, said=said or grade.message)
