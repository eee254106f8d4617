"""A copy of a solution that runs in a Kaggle notebook: the same code, with Kaggle's paths as the ones that it starts from."""

import ast
from pathlib import Path

_PATHS = """\
import os  # of the copy for Kaggle: where its notebooks find and leave files

os.environ.setdefault("INPUT", "/kaggle/input/{slug}")
os.environ.setdefault("OUTPUT", "/kaggle/working/submission.csv")

"""


def kaggle_copy(solution: Path, slug: str) -> Path:
    """Write the copy beside a solution.

    Args:
        solution: Reads $INPUT and writes $OUTPUT.
        slug: Name of the data set or competition on Kaggle.

    Returns:
        The copy's path.
    """
    path = solution.with_name("solution_kaggle.py")
    path.write_text(with_paths(solution.read_text(encoding="utf-8"), slug), encoding="utf-8")
    return path


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
