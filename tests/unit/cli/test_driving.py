"""Commands that drive a sweep, with a stand-in for its actors."""

import json
import os
import signal
from pathlib import Path

import msgspec

from haste.actors.settings import Settings
from haste.errors import LogError
from haste.events.event import FORMAT, Event
from haste.events.sweep import RoundFinished, SweepFinished, SweepResumed
from haste.thresholds import CURRENT
from haste.wiring import load, open_log
from tests.builders import NOW, append, competition, sweep_started
from tests.unit.cli.homes import Desk
from tests.unit.cli.troupe import Troupe, ends_badly, ends_well, happens, started_of, stopped


def test_a_sweep_is_started_with_all_that_its_decisions_depend_on(desk: Desk, troupe: Troupe, own_data: Path) -> None:
    options = ("--seed", "9", "--budget-trials", "4", "--budget-minutes", "2.5", "--sandbox", "process", "--max-runs", "3", "--policy", "plan")

    answer = desk.types("solve", str(own_data), "--json", *options)

    document = json.loads(answer.out)
    assert (answer.code, document["state"], document["seed"]) == (0, "finished", 9)
    ((settings, domains),) = troupe.told
    started = started_of(settings)
    assert (started.seed, started.budget.trials, started.budget.minutes, started.sandbox, started.max_runs) == (9, 4, 2.5, "process", 3)
    assert (started.rule, started.language_model, started.arm, started.log_format) == (CURRENT.version, "offline", "tiered", FORMAT)
    assert started.policy == "plan"
    assert (settings.home, settings.log, settings.epoch, domains) == (str(desk.home), f"sqlite:{desk.home}/log.sqlite", 1, {"tabular"})
    assert document["sweep"] == settings.sweep == started.sweep


def test_a_folder_of_a_competition_can_be_swept(desk: Desk, troupe: Troupe, own_data: Path) -> None:
    sample = "id,y\n50,0.5\n51,0.5\n"
    (own_data / "sample_submission.csv").write_text(sample, encoding="utf-8")

    answer = desk.types("sweep", str(own_data), "--json")

    assert answer.code == 0
    assert [run["competition"] for run in json.loads(answer.out)["runs"]] == ["own-data"]
    assert len(troupe.told) == 1


def test_a_sweep_is_held_while_its_actors_work_and_not_after(desk: Desk, troupe: Troupe, own_data: Path) -> None:
    states: list[str] = []

    def look(settings: Settings) -> None:
        states.extend(entry["state"] for entry in json.loads(desk.types("sweeps", "--json").out))
        ends_well(settings)

    troupe.act = look
    desk.types("solve", str(own_data))

    assert states == ["running"]
    assert [entry["state"] for entry in json.loads(desk.types("sweeps", "--json").out)] == ["finished"]


def test_a_sweep_that_ends_without_a_valid_submission_is_a_failure(desk: Desk, troupe: Troupe, own_data: Path) -> None:
    troupe.act = ends_badly

    answer = desk.types("solve", str(own_data), "--json")

    assert (answer.code, json.loads(answer.out)["state"]) == (1, "failed")


def test_an_interrupted_sweep_says_so_and_can_be_resumed(desk: Desk, troupe: Troupe, own_data: Path) -> None:
    troupe.act = stopped
    first = desk.types("solve", str(own_data), "--json")
    troupe.act = ends_well

    second = desk.types("resume", "--json")

    assert (first.code, json.loads(first.out)["state"]) == (130, "interrupted")
    assert "haste resume" in first.err
    assert (second.code, json.loads(second.out)["state"]) == (0, "finished")
    assert json.loads(first.out)["sweep"] == json.loads(second.out)["sweep"]


def test_a_request_to_end_is_an_interruption_too(desk: Desk, troupe: Troupe, own_data: Path) -> None:
    troupe.act = lambda _: os.kill(os.getpid(), signal.SIGTERM)

    answer = desk.types("solve", str(own_data), "--json")

    assert (answer.code, json.loads(answer.out)["state"]) == (130, "interrupted")


def test_a_resume_opens_the_next_epoch_and_says_how_long_nobody_worked(desk: Desk, troupe: Troupe) -> None:
    desk.keep([sweep_started(competition(), competition("t", "text"))])
    troupe.act = stopped
    desk.types("resume", "s")
    troupe.act = ends_well

    desk.types("resume", "s")

    events = [event for event in _events(desk) if isinstance(event, SweepResumed)]
    assert [event.epoch for event in events] == [2, 3]
    assert all(0 <= event.idle_s < 60 for event in events)
    assert [(settings.epoch, settings.language_model, domains) for settings, domains in troupe.told] == [
        (2, "offline", {"tabular", "text"}),
        (3, "offline", {"tabular", "text"}),
    ]


def _events(desk: Desk) -> list[Event]:
    codec = load("haste.events.codec")
    return [recorded.event for recorded in codec.typed(open_log(str(desk.home / "log.sqlite")).tail(after=0, limit=100))]  # type: ignore[arg-type]  # the start


def test_the_newest_interrupted_sweep_is_the_one_that_is_resumed(desk: Desk, troupe: Troupe) -> None:
    ended = (sweep_started(), SweepFinished(sweep=sweep_started().sweep, valid=1, now=NOW))
    named = [msgspec.structs.replace(sweep_started(), sweep=name) for name in ("older", "newer")]
    desk.keep([*named, *ended])

    answer = desk.types("resume", "--json")

    assert json.loads(answer.out)["sweep"] == "newer"
    assert [settings.sweep for settings, _ in troupe.told] == ["newer"]


def test_what_stops_the_actors_is_one_message_and_leaves_the_sweep_to_be_resumed(desk: Desk, troupe: Troupe, own_data: Path) -> None:
    def full(settings: Settings) -> None:
        raise LogError(expected="room on the disk", found="none", where=settings.log, next_step="Free some space.")

    troupe.act = full

    answer = desk.types("solve", str(own_data), "--json")

    assert (answer.code, answer.out) == (1, "")
    assert "expected room on the disk, found none" in answer.err
    assert [entry["state"] for entry in json.loads(desk.types("sweeps", "--json").out)] == ["interrupted"]


def test_progress_goes_to_stderr_one_json_line_an_event(desk: Desk, troupe: Troupe, own_data: Path) -> None:
    def work(settings: Settings) -> None:
        happens(settings, RoundFinished(sweep=settings.sweep, round=1, now=NOW))  # not worth a line
        append(open_log(settings.log), [msgspec.structs.replace(sweep_started(), sweep="another")])  # nor is another sweep's
        ends_well(settings)

    troupe.act = work

    answer = desk.types("solve", str(own_data), "--json")

    lines = [line for line in map(json.loads, answer.err.splitlines()) if "sweep" in line]
    assert [line["event"] for line in lines] == ["run started", "run finished", "sweep finished"]
    assert all(line["sweep"] == json.loads(answer.out)["sweep"] and line["position"] > 1 and line["level"] == "info" for line in lines)
    assert [line.get("run") for line in lines] == ["own-data", "own-data", None]
