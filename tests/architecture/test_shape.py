"""Files, functions and names keep the shape that CONTRIBUTING.md promises. A failure lists every offender."""

import ast
import re
import statistics
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, functions, package_files, python_files, text, tree

THIS = Path("tests/architecture/test_shape.py")  # holds excuses without a reason as examples
LAZY_LOADER = Path("haste/wiring.py")  # opens adapters by name, so that nobody else has to import late
EMPTY_WORDS = {"Manager", "Helper", "Helpers", "Util", "Utils", "Base", "Data", "Info"}
EMPTY_FILES = {"base", "common", "helper", "helpers", "info", "manager", "misc", "util", "utils"}
EXCUSE = re.compile(r"#\s*(?:noqa|type:\s*ignore)")
EXCUSE_WITH_REASON = re.compile(r"#\s*(?:noqa:\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*|type:\s*ignore\[[a-z\-, ]+\])\W+\w+\W+\w+")
UNFINISHED = re.compile(r"\b(?:" + "TO" + "DO|FIX" + "ME|X" + "XX)\\b")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def lines_of(node: Function) -> int:
    assert node.end_lineno is not None
    return node.end_lineno - node.lineno + 1


def parameters_of(node: Function) -> list[str]:
    every = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    every += [extra for extra in (node.args.vararg, node.args.kwarg) if extra]
    return [argument.arg for argument in every if argument.arg not in ("self", "cls")]


def classes_of(path: Path) -> list[ast.ClassDef]:
    return [node for node in ast.walk(tree(path)) if isinstance(node, ast.ClassDef)]


def is_exception(parent: ast.expr) -> bool:
    return isinstance(parent, ast.Name) and (parent.id == "Exception" or parent.id.endswith("Error"))


def test_a_file_starts_by_saying_what_it_is_for() -> None:
    silent = [str(path) for path in python_files() if not (ast.get_docstring(tree(path), clean=False) or "").partition("\n")[0].strip()]

    assert silent == []


def test_a_room_says_what_goes_in_and_what_comes_out() -> None:
    rooms = [path for path in package_files() if path.name == "__init__.py" and (len(path.parts) == 3 or path.parts[0] == "replay")]
    said = {str(room): ast.get_docstring(tree(room)) or "" for room in rooms}

    assert len(rooms) > 1
    assert [room for room, words in said.items() if "In: " not in words or "Out: " not in words] == []


def test_every_folder_with_code_is_a_package() -> None:
    folders = {path.parent for path in package_files()}

    assert [str(folder) for folder in sorted(folders) if not (ROOT / folder / "__init__.py").is_file()] == []


def test_a_file_has_at_most_400_lines_and_half_of_them_at_most_100() -> None:
    lengths = {str(path): len(text(path).splitlines()) for path in python_files()}

    assert {path: length for path, length in lengths.items() if length > 400} == {}
    assert statistics.median(lengths[str(path)] for path in package_files()) <= 100


def test_a_function_has_at_most_60_lines_and_nineteen_of_twenty_at_most_40() -> None:
    long = [f"{path}:{node.lineno} {node.name}: {lines_of(node)}" for path in python_files() for node in functions(path) if lines_of(node) > 60]
    lengths = sorted(lines_of(node) for path in package_files() for node in functions(path))

    assert long == []
    assert lengths[int(len(lengths) * 0.95)] <= 40


def test_a_function_has_at_most_6_parameters() -> None:
    wide = [f"{path}:{node.lineno} {node.name}" for path in package_files() for node in functions(path) if len(parameters_of(node)) > 6]

    assert wide == []


def test_no_function_imports_anything() -> None:
    late = [
        f"{path}:{inner.lineno}, in {node.name}"
        for path in package_files()
        if path != LAZY_LOADER
        for node in functions(path)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]

    assert late == []


def test_names_say_the_thing() -> None:
    empty = [
        f"{path}: {kind.name}" for path in package_files() for kind in classes_of(path) if EMPTY_WORDS & set(re.findall("[A-Z][a-z0-9]*", kind.name))
    ]

    assert empty == []
    assert [str(path) for path in package_files() if path.stem in EMPTY_FILES] == []


def test_an_exception_is_called_an_error() -> None:
    kinds = [kind for path in package_files() for kind in classes_of(path) if any(is_exception(parent) for parent in kind.bases)]

    assert [kind.name for kind in kinds if not kind.name.endswith("Error")] == []


def test_an_excuse_to_a_checker_names_its_rule_and_its_reason() -> None:
    lines = [(path, line) for path in python_files() for line in text(path).splitlines() if EXCUSE.search(line) and path != THIS]

    assert [f"{path}: {line.strip()}" for path, line in lines if not EXCUSE_WITH_REASON.search(line)] == []


def test_nothing_is_left_for_later() -> None:
    assert [f"{path}: {word}" for path in python_files() for word in UNFINISHED.findall(text(path))] == []


@pytest.mark.parametrize(
    ("line", "has_a_reason"),
    [
        ("x = 1  # noqa", False),
        ("x = 1  # noqa: S603", False),
        ("x = 1  # noqa: S603 - the command is fixed", True),
        ("x = 1  # type: ignore", False),
        ("x = 1  # type: ignore[arg-type]  # pandas has no types", True),
    ],
)
def test_an_excuse_without_a_reason_is_told_from_one_with(line: str, has_a_reason: bool) -> None:  # noqa: FBT001 - a parameter of the test
    assert bool(EXCUSE_WITH_REASON.search(line)) is has_a_reason
