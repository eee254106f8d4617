"""The pure rooms hold to their promise: standard library and msgspec, no clock, no chance, no files, no logging."""

import ast
import sys
from pathlib import Path

from tests.architecture.sources import imported, package_files, tree

PURE = (
    "prompts",
    "briefs",
    "policies",
    "decisions",
    "projections",
    "ports",
    "commands",
    "events",
    "vocabulary",
    "thresholds",
    "seeds",
    "statistics",
    "errors",
)
IMPURE = {
    "asyncio", "ctypes", "datetime", "io", "logging", "multiprocessing", "os", "pathlib", "random", "secrets",
    "shutil", "socket", "sqlite3", "subprocess", "tempfile", "threading", "time", "urllib", "uuid",
}  # fmt: skip


def room(path: Path) -> str:
    return path.parts[1].removesuffix(".py") if path.parts[0] == "haste" else ""


PURE_FILES = [path for path in package_files() if room(path) in PURE]


def test_a_pure_room_imports_the_standard_library_and_msgspec_only() -> None:
    allowed = sys.stdlib_module_names | {"msgspec", "haste"}
    foreign = [f"{path}: {name}" for path in PURE_FILES for name in imported(path) if name.split(".")[0] not in allowed]

    assert [line for line in foreign if not (line.startswith("haste/prompts/") and line.endswith(": pydantic"))] == []


def test_a_pure_room_has_no_clock_no_chance_and_no_files() -> None:
    impure = [f"{path}: {name}" for path in PURE_FILES for name in imported(path) if name.split(".")[0] in IMPURE]
    calls = [(path, node) for path in PURE_FILES for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]
    opened = [f"{path}:{call.lineno}" for path, call in calls if isinstance(call.func, ast.Name) and call.func.id in ("open", "print")]

    assert impure == []
    assert opened == []


def test_the_pure_rooms_are_where_the_house_says_they_are() -> None:
    assert {room(path) for path in PURE_FILES} >= {"ports", "commands", "events", "vocabulary", "thresholds", "seeds", "statistics", "errors"}
