"""`python -m benchmarks.walls`: time from asking to having, of small solutions in each sandbox beside a plain subprocess of the same program.

All take turns within one run, one execution each a round, and the order goes round. One solution writes a file and nothing else; the other one
imports what nearly every solution imports first, which is what sandboxes do before they are asked. Each sandbox has been warmed up by three
executions, as one is after a few folds of a sweep.
"""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import TypeAlias

from haste.ports import Execution, Sandbox
from haste.sandbox.ceilings import CEILINGS
from haste.sandbox.choosing import KINDS
from haste.vocabulary.scales import Status
from haste.vocabulary.solution import Resources

Run: TypeAlias = Callable[[], None]

SOLUTIONS = {
    "writes a file": 'import os\nopen(os.environ["OUTPUT"], "w").write("x")\n',
    "imports pandas, scikit-learn and LightGBM": """\
import os
import lightgbm, pandas, sklearn.linear_model
open(os.environ["OUTPUT"], "w").write("x")
""",
}
_WARMING = 3
_PLAIN = "plain subprocess"


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.walls", description=__doc__)
    parser.add_argument("--rounds", type=int, default=20, help="executions of each side (default: 20)")
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner() as runner:
        place = Path(folder)
        place.chmod(0o755)  # an ordinary user behind walls reads the input
        (place / "input").mkdir()
        for title, source in SOLUTIONS.items():
            sys.stdout.write(table(title, measured(sides(place, source, runner), rounds)))


def sides(place: Path, source: str, runner: asyncio.Runner) -> dict[str, Run]:
    """What takes turns: the plain subprocess, then each sandbox that holds here."""
    program = place / "program.py"
    program.write_text(source, encoding="utf-8")
    environment = {**os.environ, "OUTPUT": str(place / "output"), "OMP_NUM_THREADS": "1"}
    found: dict[str, Run] = {_PLAIN: partial(_ran_plainly, program, environment)}
    resources = Resources(memory_bytes=2 * 1024**3, time_limit_s=60.0)
    execution = Execution(code=source.encode(), input=str(place / "input"), resources=resources, seed=0, output_bytes_max=10)
    for kind, make in KINDS.items():
        sandbox = make(place / "scratch", CEILINGS)
        if sandbox.probe().holds:
            found[kind] = partial(_ran_behind_walls, sandbox, execution, runner)
    return found


def measured(found: dict[str, Run], rounds: int) -> dict[str, list[float]]:
    """Seconds of each execution, by side."""
    seconds: dict[str, list[float]] = {name: [] for name in found}
    for number in range(_WARMING + rounds):
        names = list(found)
        turned = names[number % len(names) :] + names[: number % len(names)]
        for name in turned:
            began = time.perf_counter()
            found[name]()
            if number >= _WARMING:
                seconds[name].append(time.perf_counter() - began)
    return seconds


def table(title: str, seconds: dict[str, list[float]]) -> str:
    """Medians in milliseconds, their quartiles, and what lies over the plain subprocess."""
    plain = median(seconds[_PLAIN])
    lines = [f"A solution that {title}:", "", "| | median ms | quartiles | over the plain one |", "|---|---|---|---|"]
    for name, found in seconds.items():
        low, _, high = quantiles(found, n=4)
        lines.append(f"| {name} | {median(found) * 1e3:.0f} | {low * 1e3:.0f} - {high * 1e3:.0f} | {(median(found) - plain) * 1e3:+.0f} |")
    return "\n".join([*lines, "", ""])


def _ran_plainly(program: Path, environment: dict[str, str]) -> None:
    subprocess.run([sys.executable, str(program)], env=environment, check=True)  # noqa: S603 - the program stands above


def _ran_behind_walls(sandbox: Sandbox, execution: Execution, runner: asyncio.Runner) -> None:
    outcome = runner.run(sandbox.run(execution))
    if outcome.status is not Status.SUCCEEDED:
        raise SystemExit(outcome.message)


if __name__ == "__main__":
    main()
