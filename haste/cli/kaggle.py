"""A copy of a solution that runs in a Kaggle notebook: the same code, with Kaggle's paths as the ones that it starts from."""

import ast
from pathlib import Path

import structlog

from haste.cli.home import Home
from haste.vocabulary.competition import Competition
from haste.vocabulary.ids import SweepId, run_id

_PATHS = """\
import os  # of the copy for Kaggle: where its notebooks find and leave files

os.environ.setdefault("INPUT", "/kaggle/input/{slug}")
os.environ.setdefault("OUTPUT", "/kaggle/working/submission.csv")

"""


def wish(home: Home, sweep: SweepId, slug: str) -> None:
    """Note that a sweep's solution is wanted for Kaggle, so that `haste resume` writes the copy too."""
    path = _wished(home, sweep)
    with home.written():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(slug, encoding="utf-8")


def write_wished(home: Home, sweep: SweepId, competition: Competition) -> None:
    """Write the copy beside a sweep's solution, where one was wished for and there is a solution."""
    solution, wished = home.submission(run_id(sweep, competition.id)) / "solution.py", _wished(home, sweep)
    if not (solution.is_file() and wished.is_file()):
        return
    slug = wished.read_text(encoding="utf-8")
    path = solution.with_name("solution_kaggle.py")
    with home.written():
        path.write_text(with_paths(solution.read_text(encoding="utf-8"), slug), encoding="utf-8")
    structlog.get_logger().info("copy for Kaggle written", path=str(path), upload=competition.public, as_data_set=slug)


def _wished(home: Home, sweep: SweepId) -> Path:
    return home.folder / "kaggle" / sweep


def with_paths(source: str, slug: str) -> str:
    """The source with the paths set before anything else happens, but after what Python wants to come first.

    >>> print(with_paths("print(1)", "pets").splitlines()[2])
    os.environ.setdefault("INPUT", "/kaggle/input/pets")
    """
    lines = source.splitlines(keepends=True)
    at = next((statement.lineno - 1 for statement in ast.parse(source).body if not _comes_first(statement)), len(lines))
    return "".join((*lines[:at], _PATHS.format(slug=slug), *lines[at:]))


def _comes_first(statement: ast.stmt) -> bool:
    """The docstring, and imports from __future__."""
    if isinstance(statement, ast.ImportFrom):
        return statement.module == "__future__"
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
