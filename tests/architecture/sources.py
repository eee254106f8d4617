"""The project's own files, read once: what the architecture tests look at."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("haste", "replay")
FOLDERS = (*PACKAGES, "tests", "docs", "examples", "cluster", "benchmarks", ".ci")


@cache
def package_files() -> tuple[Path, ...]:
    """Python files that the wheel ships, sorted, relative to the root."""
    return tuple(sorted(path.relative_to(ROOT) for name in PACKAGES for path in (ROOT / name).rglob("*.py")))


@cache
def python_files() -> tuple[Path, ...]:
    """All Python files, tests and examples too."""
    return tuple(path for path in text_files() if path.suffix == ".py")


@cache
def text_files() -> tuple[Path, ...]:
    """Everything that people wrote, relative to the root."""
    deep = (path for name in FOLDERS for path in (ROOT / name).rglob("*") if "__pycache__" not in path.parts)
    flat = (path for path in ROOT.iterdir() if path.name != ".coverage")
    return tuple(sorted(path.relative_to(ROOT) for path in (*deep, *flat) if path.is_file()))


@cache
def text(path: Path) -> str:
    """Contents of a file, given relative to the root."""
    return (ROOT / path).read_text(encoding="utf-8", errors="replace")


@cache
def tree(path: Path) -> ast.Module:
    """Syntax tree of a file, given relative to the root."""
    return ast.parse(text(path), filename=str(path))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a file, methods and inner ones too."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def imported(path: Path) -> Iterator[str]:
    """Dotted names of the modules that a file imports, wherever the statement stands."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
