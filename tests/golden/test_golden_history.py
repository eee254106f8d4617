"""A sweep that was really made is decided again by today's code as it was then; one that is wrong on purpose is not."""

import base64
import dataclasses
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from haste.errors import ReplayMismatchError
from haste.events.codec import decode, typed
from haste.events.run import ProposalAccepted, ProposalRejected
from haste.events.sweep import SweepStarted
from haste.projections.memory import MemoryFollower
from haste.store.blobs import FileBlobs
from haste.store.exporting import imported
from haste.store.memory import MemoryLog
from haste.store.verifying import verify
from haste.thresholds import RULES
from haste.vocabulary.ids import Position
from haste.vocabulary.scales import Tier
from replay.audit import audit
from replay.blends import reblended
from replay.every import checked_all, logs_in, require_all
from replay.gate import rules_of
from replay.parameters import READ_BY, changes
from replay.past import started_sweeps
from replay.trials import Trials
from replay.what_if import of_sweep
from tests.golden.make_history import BLOBS, RIGHT, WRONG
from tests.logs import CountingClock

AGAIN = "a rule that decides otherwise is another version of the rules, beside the one that is released"
BYTES_MAX = 1_500_000
ROOT = Path(__file__).parents[2]


def differing() -> list[tuple[int, object, object]]:
    pairs = zip(*(map(json.loads, file.read_bytes().splitlines()[1:]) for file in (RIGHT, WRONG)), strict=True)
    return [
        (one["position"], *(decode(base64.b64decode(line["data"])) for line in (one, other))) for one, other in pairs if one["data"] != other["data"]
    ]


def test_a_real_sweep_is_decided_again_as_it_was() -> None:
    found = tuple(checked_all(logs_in(RIGHT.parent)))

    assert [(one.match, one.skipped, one.differences) for one in found] == [(True, 0, ())], AGAIN
    assert found[0].decided > 50


@pytest.mark.parametrize("order", ["1", "2"])
def test_it_is_decided_again_alike_in_another_process_whatever_the_order_of_its_sets(order: str) -> None:
    environment = {**os.environ, "PYTHONHASHSEED": order, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "replay", "all", str(RIGHT.parent), "--json"]

    (found,) = json.loads(subprocess.run(command, capture_output=True, check=True, env=environment, cwd=ROOT).stdout)

    assert (found["match"], found["skipped"], found["differences"]) == (True, 0, [])


def test_every_skill_of_it_can_be_audited_with_the_blobs_that_are_kept() -> None:
    log, blobs = golden(), FileBlobs(BLOBS)
    follower = MemoryFollower(log)
    follower.catch_up()

    assert {audit(log, blobs, skill).match for skill in follower.state.tiers.entries} == {True}
    assert Tier.DOMAIN in {entry.skill.tier for entry in follower.state.tiers.entries.values()}


def test_no_decision_of_it_changes_where_every_constant_is_what_it_was() -> None:
    constants = (f"{rule}.{name}" for rule, names in READ_BY.items() for name in names)

    found = of_sweep(golden(), FileBlobs(BLOBS), None, changes([as_recorded(constant) for constant in constants]))

    assert (found.rows, found.onlookers, found.unlike) == ((), (), 0)
    assert found.decisions > 20


def test_a_promotion_of_it_would_not_be_made_by_a_stricter_gate() -> None:
    found = of_sweep(golden(), FileBlobs(BLOBS), None, changes(["promotion.probation_competitions=3", "promotion.proven_competitions=3"]))

    promoted = [row for row in found.rows if row.recorded.startswith("new skill")]
    assert len(promoted) > 0
    assert {row.would_be.partition(" ")[0] for row in promoted} == {"refused"}


def test_the_history_that_is_wrong_on_purpose_holds_together_and_only_deciding_again_finds_it() -> None:
    ((position, right, wrong),) = differing()
    log = golden(WRONG)

    found = tuple(checked_all(logs_in(WRONG.parent)))

    assert verify(log) == log.head()
    assert (type(right), type(wrong)) == (ProposalRejected, ProposalAccepted)
    assert [(one.match, one.events) for one in found] == [(False, log.head().position)]
    assert (found[0].differences[0].position, found[0].differences[0].field) == (position, "event")
    with pytest.raises(ReplayMismatchError, match=rf"position {position}, .*orchard\.jsonl: expected event as recorded: run\.proposal_accepted\.v1"):
        require_all(found)


def test_both_are_small() -> None:
    files = (RIGHT, WRONG, *(path for path in BLOBS.rglob("*") if path.is_file()))

    assert sum(file.stat().st_size for file in files) < BYTES_MAX


def as_recorded(constant: str) -> str:
    (started,) = typed(golden().tail(after=Position(0), limit=1))
    assert isinstance(started.event, SweepStarted)
    value = getattr(RULES[started.event.rule], constant.rpartition(".")[2])
    return f"{constant}={','.join(map(str, value)) if isinstance(value, tuple) else value}"


def golden(file: Path = RIGHT) -> MemoryLog:
    log = MemoryLog(CountingClock())
    imported(file.read_bytes().splitlines(), log, where="golden")
    return log


@pytest.mark.parametrize(("confidence", "changed"), [(None, False), (0.999999, True)])
def test_its_ensembles_are_judged_again_and_by_other_constants_otherwise(confidence: float | None, changed: bool) -> None:  # noqa: FBT001 - a row of a table
    (started,) = started_sweeps(golden())
    rules = rules_of(started) if confidence is None else dataclasses.replace(rules_of(started), advance_confidence_folds=confidence)

    found = tuple(reblended(golden(), started, rules, Trials(every=(), unlike=0, instead={})))

    assert [one.needs for one in found] == [None] * len(found)
    assert "accepted" in {one.was for one in found}
    assert any(one.was != one.would_be for one in found) == changed
