"""A sweep as one document, and as a table."""

import json
from pathlib import Path

import msgspec
import pytest

from haste.events.event import Event
from haste.events.run import ProposalMade
from haste.events.sweep import SweepFinished
from haste.report.document import SweepDocument, document
from haste.report.table import notes, table
from haste.store.blobs import MemoryBlobs
from haste.vocabulary.competition import OtherFiles, Withheld
from haste.vocabulary.ids import BlobId, Iteration, Time
from haste.vocabulary.judgement import Member
from haste.vocabulary.scales import Direction, Reason, Status, SweepState, View
from tests.blends import ensemble_judged
from tests.builders import (
    NOW,
    NS,
    SWEEP,
    bad,
    competition,
    draft,
    failed,
    finished,
    good,
    graded,
    improve,
    log_of,
    made,
    probed,
    revalidated,
    run_started,
    split_fixed,
    submitted,
    sweep_started,
)
from tests.unit.report.printing import printed

RUN_FIELDS = (
    "run competition domain view metric direction withheld status reason valid validation score percentile above_median medal trials proposals "
    "accepted iterations_to_best skills_loaded skills_cited tokens peak_context_tokens cpu_s gpu_s wall_s submission solution ensemble"
)
SWEEP_FIELDS = "sweep state log arm seed runs skills promotions refused nearest inventory report spending"


def shown(submissions: Path, *events: Event, held: bool = False, blobs: MemoryBlobs | None = None) -> SweepDocument:
    return document(log_of(sweep_started(), *events), blobs or MemoryBlobs(), SWEEP, log_spec="sqlite:/x", held=held, submissions=submissions)


def whole(blobs: MemoryBlobs) -> tuple[Event, ...]:
    """A sweep from its start to its end."""
    trials = (*good(1, draft(), 0.7), *good(2, improve(1), 0.8), *bad(3, improve(2, branch=1), 0.6))
    submission = submitted(2, solution=blobs.put(b"print()"), submission=blobs.put(b"id,y\n"))
    ended = (finished(now=Time(NOW + 2 * NS)), graded(), SweepFinished(sweep=SWEEP, valid=1, now=NOW))
    return (probed(), run_started(), split_fixed(), *trials, submission, *ended)


def test_the_document_of_a_finished_sweep_has_every_field_of_the_contract(tmp_path: Path) -> None:
    blobs = MemoryBlobs()

    found = json.loads(msgspec.json.encode(shown(tmp_path, *whole(blobs), blobs=blobs)))

    assert sorted(found) == sorted([*SWEEP_FIELDS.split(), "sandbox", "walled"])
    assert found["skills"] == {"competition": 0, "domain": 0, "global": 0}
    assert (found["sweep"], found["state"], found["log"], found["arm"], found["seed"]) == ("s", "finished", "sqlite:/x", "none", 7)
    assert (found["promotions"], found["report"], found["sandbox"], found["walled"]) == ([], None, "bubblewrap", True)
    (run,) = found["runs"]
    assert sorted(run) == sorted([*RUN_FIELDS.split(), "message", "usd"])
    assert run["tokens"] == {"input": 0, "written": 0, "cached": 0, "output": 0, "estimated": False}
    assert (run["run"], run["competition"], run["domain"], run["view"]) == ("s.leaf", "leaf", "tabular", "hidden")
    assert (run["metric"], run["direction"], run["status"], run["reason"], run["valid"]) == ("auc", "maximize", "succeeded", None, True)
    assert (run["validation"], run["score"], run["percentile"], run["above_median"], run["medal"]) == (0.8, 0.75, None, None, None)
    assert (run["trials"], run["proposals"], run["accepted"], run["iterations_to_best"]) == (3, 2, 1, 2)
    assert (run["cpu_s"], run["gpu_s"], run["wall_s"]) == (9.0, 1.5, 2.0)


UNGRADED = msgspec.structs.replace(graded(None), reason=Reason.BAD_COMPETITION, message="answers: expected columns id, y")


def test_a_valid_run_without_a_grade_says_why(tmp_path: Path) -> None:
    found = shown(tmp_path, run_started(), split_fixed(), finished(), UNGRADED)

    (run,) = found.runs
    assert (run.valid, run.status, run.reason, run.message) == (True, Status.SUCCEEDED, None, "answers: expected columns id, y")
    assert notes(found)[2] == "leaf: not graded. answers: expected columns id, y"


def test_a_failed_run_says_why_it_failed_and_not_why_it_has_no_grade(tmp_path: Path) -> None:
    found = shown(tmp_path, run_started(), split_fixed(), finished(Status.CRASHED, Reason.NO_VALID_SOLUTION), UNGRADED)

    assert [run.message for run in found.runs] == ["why"]
    assert notes(found)[2:] == ("leaf: crashed, no_valid_solution. why",)


def test_submission_and_solution_are_files_below_the_folder_of_their_run(tmp_path: Path) -> None:
    blobs = MemoryBlobs()

    (run,) = shown(tmp_path, *whole(blobs), blobs=blobs).runs

    assert (run.submission, run.solution) == (str(tmp_path / "s.leaf" / "submission.csv"), str(tmp_path / "s.leaf" / "solution.py"))
    assert (tmp_path / "s.leaf" / "submission.csv").read_bytes() == b"id,y\n"
    assert (tmp_path / "s.leaf" / "solution.py").read_bytes() == b"print()"
    assert sorted(path.name for path in (tmp_path / "s.leaf").iterdir()) == ["solution.py", "submission.csv"]


def ensemble(blobs: MemoryBlobs, *, chosen: bool, accepted: bool = True) -> tuple[Event, ...]:
    """A sweep whose run ended with an ensemble of trials 2 and 1."""
    codes = {trial: blobs.put(f"# {trial}\n".encode()) for trial in (1, 2)}
    trials = [
        msgspec.structs.replace(event, proposal=made(event.iteration, draft(), code=codes[event.iteration]).proposal)
        if isinstance(event, ProposalMade)
        else event
        for event in (*good(1, draft(), 0.7), *good(2, draft(), 0.8))
    ]
    members = (Member(iteration=Iteration(2), weight=0.75), Member(iteration=Iteration(1), weight=0.25))
    judged = ensemble_judged((2, 0.75), (1, 0.25), accepted=accepted)
    fresh = msgspec.structs.replace(revalidated(2, 0.82), members=members)
    submission = submitted(2, solution=codes[2], submission=blobs.put(b"id,y\n"))
    submission = msgspec.structs.replace(submission, members=members if chosen else (), alone=BlobId("a") if chosen else None)
    grade = msgspec.structs.replace(graded(), alone=0.74 if chosen else None)
    return (run_started(), split_fixed(), *trials, judged, *((fresh,) if accepted else ()), submission, finished(), grade)


def test_of_an_ensemble_the_solution_holds_all_members_and_their_sources_lie_beside_it(tmp_path: Path) -> None:
    blobs = MemoryBlobs()

    found = shown(tmp_path, *ensemble(blobs, chosen=True), blobs=blobs)

    (run,) = found.runs
    assert run.ensemble is not None
    assert run.solution is not None
    paths = [tmp_path / "s.leaf" / "members" / f"trial-{trial}.py" for trial in (2, 1)]
    assert [path.read_text() for path in paths] == ["# 2\n", "# 1\n"]
    assert [(member.trial, member.weight, member.solution) for member in run.ensemble.members] == [(2, 0.75, str(paths[0])), (1, 0.25, str(paths[1]))]
    assert "'trial 2': (0.75, r'''# 2\n''')" in Path(run.solution).read_text()
    assert (run.ensemble.blend, run.ensemble.lift, run.ensemble.se) == ("ranks", 0.02, 0.001)
    assert (run.ensemble.validation, run.ensemble.submitted, run.ensemble.alone) == (0.82, True, 0.74)
    said = "leaf: submitted is an ensemble of trials 2 (0.75), 1 (0.25); lift over trial 2 alone +0.02 ± 0.001"
    assert f"{said}; without it the private score would be 0.74" in notes(found)


def test_an_ensemble_that_was_kept_and_did_worse_is_told_and_one_that_was_not_kept_stands_in_the_document_alone(tmp_path: Path) -> None:
    blobs = MemoryBlobs()

    worse, rejected = (shown(tmp_path / str(accepted), *ensemble(blobs, chosen=False, accepted=accepted), blobs=blobs) for accepted in (True, False))

    assert Path(str(worse.runs[0].solution)).read_text() == "# 2\n"
    assert any("was kept (lift over trial 2 alone +0.02 ± 0.001), but did worse than one solution" in note for note in notes(worse))
    assert not any("ensemble of" in note for note in notes(rejected))
    assert rejected.runs[0].ensemble is not None
    assert (rejected.runs[0].ensemble.accepted, rejected.runs[0].ensemble.reason, rejected.runs[0].ensemble.validation) == (
        False,
        Reason.NO_GAIN,
        None,
    )


def test_showing_a_sweep_again_writes_nothing_again(tmp_path: Path) -> None:
    blobs = MemoryBlobs()
    events = whole(blobs)
    shown(tmp_path, *events, blobs=blobs)
    (tmp_path / "s.leaf" / "solution.py").write_bytes(b"looked at")

    shown(tmp_path, *events, blobs=blobs)

    assert (tmp_path / "s.leaf" / "solution.py").read_bytes() == b"looked at"


def test_a_run_under_way_is_null_where_nothing_is_there_yet(tmp_path: Path) -> None:
    (run,) = shown(tmp_path, run_started(), split_fixed(), *good(1, draft(), 0.7)).runs

    assert (run.status, run.validation, run.score, run.wall_s, run.submission, run.solution, run.valid) == (None, None, None, None, None, None, False)
    assert list(tmp_path.iterdir()) == []


def test_before_any_event_but_its_start_a_sweep_has_no_runs(tmp_path: Path) -> None:
    found = shown(tmp_path)

    assert (found.runs, found.sandbox, found.walled) == ((), None, None)


@pytest.mark.parametrize(
    ("held", "end", "state"),
    [
        (True, None, SweepState.RUNNING),
        (False, None, SweepState.INTERRUPTED),
        (False, 1, SweepState.FINISHED),
        (True, 1, SweepState.FINISHED),
        (False, 0, SweepState.FAILED),
    ],
)
def test_a_sweep_is_running_while_it_is_held_and_failed_where_it_ended_without_a_valid_submission(
    tmp_path: Path,
    held: bool,  # noqa: FBT001 - a column of the table above
    end: int | None,
    state: SweepState,
) -> None:
    events = () if end is None else (SweepFinished(sweep=SWEEP, valid=end, now=NOW),)

    assert shown(tmp_path, *events, held=held).state is state


def test_the_table_has_a_row_a_run_with_scores_and_counts(tmp_path: Path) -> None:
    blobs = MemoryBlobs()

    shown_text = printed(table(shown(tmp_path, *whole(blobs), blobs=blobs)))

    assert "sweep s: finished" in shown_text
    (row,) = (line for line in shown_text.splitlines() if "│ leaf" in line)
    assert [cell.strip() for cell in row.strip("│").split("│")] == ["leaf", "tabular", "auc ↑", "0.8", "0.75", "-", "-", "3", "1 / 2", "0 / 0", "2"]
    assert f"leaf: {tmp_path / 's.leaf' / 'submission.csv'}" in shown_text.replace("\n", "")


def test_the_table_shows_which_way_is_better(tmp_path: Path) -> None:
    started = sweep_started(competition(direction=Direction.MINIMIZE))

    found = document(log_of(started, run_started()), MemoryBlobs(), SWEEP, log_spec="x", held=True, submissions=tmp_path)

    assert "auc ↓" in printed(table(found))


def test_a_run_under_way_has_dashes_and_a_failed_one_its_status(tmp_path: Path) -> None:
    under_way = printed(table(shown(tmp_path, run_started(), split_fixed())))
    ended = printed(table(shown(tmp_path, run_started(), split_fixed(), *failed(1, draft()), finished(Status.CRASHED, Reason.NO_VALID_SOLUTION))))

    assert [cell.strip() for cell in next(line for line in under_way.splitlines() if "│ leaf" in line).strip("│").split("│")][3:5] == ["-", "-"]
    assert "crashed" in ended
    assert "leaf: crashed, no_valid_solution. why" in ended


def test_files_that_no_fold_showed_stand_below_the_table_with_the_reason(tmp_path: Path) -> None:
    files = OtherFiles(shown=("notes.txt",), withheld=(Withheld(path="labels.csv", because="it holds them"),))
    with_files = msgspec.structs.replace(competition(), view=View.HIDDEN_WITH_FILES, files=files)

    found = document(log_of(sweep_started(with_files), run_started()), MemoryBlobs(), SWEEP, log_spec="x", held=True, submissions=tmp_path)

    assert found.runs[0].withheld == ("labels.csv: it holds them",)
    assert "leaf: withheld from folds: labels.csv: it holds them" in notes(found)
    assert "view: hidden-with-files, leaf" in notes(found)


def test_missing_walls_stand_below_every_table(tmp_path: Path) -> None:
    assert "NO WALLS" in notes(shown(tmp_path, probed(walled=False)))[0]
    assert notes(shown(tmp_path, probed()))[0] == "sandbox: bubblewrap"
    assert notes(shown(tmp_path))[0] == "sandbox: not tried yet"
