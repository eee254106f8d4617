"""Whole sweeps with Claude as the author: plan, code, trials, skills, promotion and audit, by the real SDK, against a server on the loopback."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.anthropic_server import long_tails
from tests.anthropic_server.engineer import Engineer
from tests.anthropic_server.server import AnthropicServer
from tests.anthropic_server.values import KEY

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs" / "claude.md"
BILL = "| role | calls | read in full | written to caches | read from caches | said | USD | USD without caches |"
NAMES = ("alder", "birch", "cedar")
TRIALS = 6
PATIENCE_S = 900.0


@pytest.fixture
def server() -> Iterator[AnthropicServer]:
    server = AnthropicServer(script=Engineer())
    yield server
    server.close()


def haste(place: Path, server: AnthropicServer, *words: str, key: str = KEY) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a command on the home of a place."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HASTE_", "RAY_", "ANTHROPIC_"))}
    mine = {"PYTHONPATH": str(ROOT), "ANTHROPIC_BASE_URL": server.url, "ANTHROPIC_API_KEY": key, "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "haste.cli.main", *words, "--home", str(place / "home"), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=place, env=kept | mine, timeout=PATIENCE_S, check=False)
    return done.returncode, done.stdout, done.stderr


def sweep(place: Path, server: AnthropicServer, *options: str, names: tuple[str, ...] = NAMES) -> tuple[dict[str, Any], str]:
    """The document of a sweep over these competitions, and what was said while it ran."""
    for number, name in enumerate(names):
        if not (place / name).exists():
            long_tails.write(place / name, seed=number)
    fixed = ("--seed", "1", "--max-runs", "2", "--policy", "plan", "--budget-trials", str(TRIALS))
    code, printed, said = haste(place, server, "sweep", *names, *fixed, *options)
    assert code == 0, said[-4000:]
    document: dict[str, Any] = json.loads(printed)
    return document, said


def usd(server: AnthropicServer, *, caching: bool) -> float:
    """What all calls cost at the prices of Sonnet 5.5, by the server's own count; without caching, had all that was sent been read in full."""
    total = 0.0
    for seen in server.calls:
        assert seen.usage is not None
        full, written, cached = (seen.usage[name] for name in ("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens"))
        sent = full * 2 + written * 2.5 + cached * 0.2 if caching else (full + written + cached) * 2
        total += sent + seen.usage["output_tokens"] * 10
    return total / 1e6


def write_bill(by_role: dict[str, dict[str, Any]]) -> None:
    """The table of docs/claude.md: tokens and USD by role, and what the same tokens would have cost had all that was sent been read in full."""
    rows = [BILL, "|---|---|---|---|---|---|---|---|"]
    sums = dict.fromkeys(("calls", "input", "written", "cached", "output", "usd"), 0.0)
    for role, one in [*sorted(by_role.items()), ("all", sums)]:
        uncached = ((one["input"] + one["written"] + one["cached"]) * 2 + one["output"] * 10) / 1e6
        counts = " | ".join(f"{one[name]:,.0f}" for name in ("calls", "input", "written", "cached", "output"))
        rows.append(f"| {role} | {counts} | {one['usd']:.3f} | {uncached:.3f} |")
        if one is not sums:
            sums |= {name: sums[name] + one[name] for name in sums}
    page = DOCS.read_text(encoding="utf-8")
    start = page.index(BILL)
    DOCS.write_text(page[:start] + "\n".join(rows) + page[page.index("\n\n", start) :], encoding="utf-8")


@pytest.mark.timeout(1800)
def test_a_sweep_with_claude_plans_codes_learns_promotes_and_can_be_audited(tmp_path: Path, server: AnthropicServer) -> None:
    document, said = sweep(tmp_path, server, "--llm", "claude:", "--budget-usd", "5")

    assert [run["valid"] for run in document["runs"]] == [True] * 3
    assert all(run["accepted"] >= 1 for run in document["runs"])
    assert {seen.status for seen in server.calls} == {200}
    assert "what leaves this machine" in said
    assert KEY not in said + json.dumps(document)
    assert document["skills"]["competition"] >= 3
    promoted = [promotion["skill"] for promotion in document["promotions"]]
    assert promoted
    code, printed, told = haste(tmp_path, server, "audit", promoted[0])
    assert code == 0, told
    assert "log-target" in printed
    paid = document["spending"]
    assert paid["usd"] == pytest.approx(usd(server, caching=True))  # every cent in the ledger, none twice
    assert paid["failures"] == {}
    assert paid["peak_new_tokens"] <= 6_000
    assert usd(server, caching=True) <= 0.45 * usd(server, caching=False)
    if os.environ.get("HASTE_GOLDEN") == "write":
        write_bill(paid["by_role"])


@pytest.mark.slow  # a sweep of its own: three of them would cost as much as all other tests
@pytest.mark.timeout(900)
def test_a_refused_key_stops_the_sweep_a_resume_goes_on_and_the_log_can_be_played_back(tmp_path: Path, server: AnthropicServer) -> None:
    long_tails.write(tmp_path / "alder", seed=0)
    options = ("--llm", "claude:", "--budget-usd", "1", "--budget-trials", "1", "--seed", "1")

    code, printed, said = haste(tmp_path, server, "sweep", "alder", *options, key="a-wrong-key")
    resumed, document, told = haste(tmp_path, server, "resume")

    assert (code, printed) == (2, "")
    assert "ANTHROPIC_API_KEY" in said.splitlines()[-1]
    assert "a-wrong-key" not in said
    assert resumed == 0, told
    (run,) = json.loads(document)["runs"]
    assert (run["valid"], run["trials"]) == (True, 1)
    assert run["usd"] > 0

    asked, other = len(server.calls), tmp_path / "other"
    other.mkdir()
    long_tails.write(other / "alder", seed=0)
    played = ("--llm", f"playback:{tmp_path / 'home/log.sqlite'}", *options[2:])
    code, _, said = haste(other, server, "sweep", "alder", *played, key="a-wrong-key")
    compared, printed, _ = haste(other, server, "diff", str(tmp_path / "home/log.sqlite"), str(other / "home/log.sqlite"))

    assert code == 0, said
    assert (compared, json.loads(printed)["agree"]) == (0, True)
    assert len(server.calls) == asked


@pytest.mark.slow  # a sweep of its own: three of them would cost as much as all other tests
@pytest.mark.timeout(900)
def test_a_run_whose_money_is_spent_submits_what_it_has(tmp_path: Path, server: AnthropicServer) -> None:
    long_tails.write(tmp_path / "alder", seed=0)
    options = ("--llm", "claude:claude-sonnet-5-5,tokens=4000", "--budget-usd", "0.06", "--budget-trials", "12", "--seed", "1")

    code, printed, said = haste(tmp_path, server, "sweep", "alder", *options)

    assert code == 0, said
    document = json.loads(printed)
    (run,) = document["runs"]
    assert run["valid"]
    assert run["trials"] < 12
    assert usd(server, caching=True) <= 0.06
    assert document["spending"]["failures"]["budget_spent"] >= 1
