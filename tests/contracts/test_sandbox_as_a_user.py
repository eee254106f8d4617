"""The other half of the table of attacks, where the tests run as root: the same programs, started by an ordinary user in another process."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from haste.sandbox import control_group, landlock
from haste.sandbox.choosing import KINDS
from haste.sandbox.claims import ATTACKS
from tests.contracts import matrix

ROOT = Path(__file__).parents[2]
UID = 61_234  # owns nothing here
QUICK = ("private_file", "tcp")
AS_USER = f"""
import runpy, sys, types
sys.path.insert(0, {str(ROOT)!r})
ours = types.ModuleType("tests")  # some packages install one of this name
ours.__path__ = [{str(ROOT / "tests")!r}]
sys.modules["tests"] = ours
runpy.run_module("tests.contracts.as_user", run_name="__main__", alter_sys=True)
"""
SHOWN = """
set -e
if [ -n "$HIDDEN" ]; then  # shows the interpreter, and nothing else, below a folder that others may not enter
    mount --bind "$PREFIX" "$ASIDE"
    mount -t tmpfs -o mode=755 tmpfs "$HIDDEN"
    mkdir -p "$PREFIX"
    mount --bind "$ASIDE" "$PREFIX"
fi
exec env -i PATH=/usr/bin:/bin LANG=C.UTF-8 PYTHONDONTWRITEBYTECODE=1 setpriv --reuid="$USER_ID" --regid="$USER_ID" --clear-groups "$@"
"""


def closed_above(path: Path) -> str:
    """The outermost folder above a path that other users may not enter; "" where there is none."""
    return next((str(folder) for folder in reversed(path.parents) if not folder.stat().st_mode & stat.S_IXOTH), "")


def came_of(attacks: tuple[str, ...], aside: Path) -> dict[str, dict[str, bool] | str]:
    """What came of attacks, by adapter, when that user runs them."""
    if os.getuid() != 0:
        pytest.skip("an ordinary user runs the whole contract suite already")
    if closed_above(ROOT):
        pytest.skip(f"other users cannot read {ROOT}")
    prefix = Path(sys.base_prefix).resolve()
    environment = {"PATH": os.defpath, "PREFIX": str(prefix), "HIDDEN": closed_above(prefix), "ASIDE": str(aside), "USER_ID": str(UID)}
    command = ["unshare", "--mount", "bash", "-c", SHOWN, "as-user", sys.executable, "-c", AS_USER, *attacks]
    done = subprocess.run(command, env=environment, cwd="/", capture_output=True, text=True, check=False, timeout=280)
    assert done.returncode == 0, done.stderr
    found: dict[str, dict[str, bool] | str] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("attacks", [QUICK, pytest.param(tuple(ATTACKS), marks=pytest.mark.slow)], ids=["a few", "all"])
def test_the_columns_of_an_ordinary_user_are_what_came_of_the_attacks_when_one_ran_them(attacks: tuple[str, ...], tmp_path: Path) -> None:
    if landlock.version() < landlock.SCOPES_FROM:
        pytest.skip("the table is of kernels with signals scoped by Landlock")

    found = came_of(attacks, tmp_path)

    known = matrix.known(matrix.PAGE.read_text(encoding="utf-8"))
    held = {kind: said for kind, said in found.items() if not isinstance(said, str)}
    assert held, found
    for kind, through in held.items():
        for attack, got_through in through.items():
            if attack in control_group.STOPS and not got_through:
                continue  # that user may be able to make control groups, and the table is of machines without
            cell = matrix.THROUGH if got_through else matrix.STOPPED
            if os.environ.get("HASTE_GOLDEN") == "write":
                matrix.write(attack, f"{kind}, user", cell)
            else:
                assert known[attack][f"{kind}, user"] == cell, f"{attack} in {kind}"
    assert set(KINDS) == set(found)
