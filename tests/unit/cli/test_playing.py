"""A sweep is played back from its log: its start is that of the recorded one, and whatever contradicts it is refused."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest

from haste.actors.settings import Settings
from haste.cli import playing
from haste.decisions.importing import imported
from haste.events.chain import EMPTY
from haste.events.codec import typed
from haste.events.event import Event
from haste.events.skill import SkillImported
from haste.events.sweep import SweepResumed, SweepStarted
from haste.projections.recording import Recording
from haste.store.blobs import FileBlobs
from haste.vocabulary.ids import Position, SweepId
from haste.vocabulary.scales import Warmth
from haste.wiring import closing_log, load, log_spec, open_log, open_recording
from tests.builders import append, learned, memory_of, profiled, run_started, skill, sweep_started
from tests.company import competitions, recorded, start
from tests.unit.cli.homes import Desk
from tests.unit.cli.troupe import Troupe, ends_well, started_of, stopped


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The log of a recorded sweep of one competition."""
    place = tmp_path_factory.mktemp("source")
    wanted = competitions(place / "data", "alder")
    started = msgspec.structs.replace(start(*wanted, trials=2), rounds_max=1, policy="refine", share_rows=3, max_runs=2)
    return asyncio.run(recorded(place, *wanted, started=started))


@pytest.fixture
def alike(monkeypatch: pytest.MonkeyPatch) -> None:
    """The actors' stand-in does not play: no last look at what it came to."""
    monkeypatch.setattr("haste.cli.driving.see_that_it_agrees", lambda *_, **__: None)


def events_of(home: Path) -> Sequence[Event]:
    with closing_log(str(home / "log.sqlite"), read_only=True) as log:
        return [recorded.event for recorded in typed(log.tail(after=Position(0), limit=1000))]


@pytest.mark.usefixtures("alike")
@pytest.mark.parametrize("named", [True, False], ids=["with targets", "without"])
def test_the_start_is_that_of_the_recorded_sweep(desk: Desk, troupe: Troupe, source: Path, tmp_path: Path, *, named: bool) -> None:
    competitions(tmp_path / "here", "alder")
    targets = (str(tmp_path / "here" / "alder"),) if named else ()

    answer = desk.types("sweep", *targets, "--llm", f"playback:{source}", "--json")

    assert answer.code == 0, answer.err
    ((settings, _),) = troupe.told
    old, new = open_recording(f"playback:{source}").started, started_of(settings)
    spec = f"playback:{log_spec(str(source))},sweep=old"
    assert (new.language_model, new.sandbox) == (settings.language_model, settings.sandbox) == (spec, spec)
    assert settings.clock == spec
    same = ("sweep", "now", "haste", "language_model", "sandbox", "competitions")
    assert msgspec.structs.replace(new, **{name: getattr(old, name) for name in same}) == old
    assert [one.public == two.public for one, two in zip(new.competitions, old.competitions, strict=True)] == [not named]


@pytest.mark.usefixtures("alike")
def test_executions_that_run_again_have_a_real_sandbox(desk: Desk, troupe: Troupe, source: Path) -> None:
    desk.types("sweep", "--llm", f"playback:{source}", "--rerun-executions")
    again = troupe.told[0][0]
    desk.home = desk.home.parent / "another"
    desk.types("sweep", "--llm", f"playback:{source}", "--rerun-executions", "--sandbox", "landlock")

    assert (again.sandbox, started_of(again).sandbox) == ("process", "process")  # as it was recorded
    assert again.clock == again.language_model == f"playback:{log_spec(str(source))},sweep=old"
    assert troupe.told[1][0].sandbox == "landlock"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--seed", "0"), ("4", "0", "--seed")),
        (("--budget-trials", "20"), ("2", "20", "--budget-trials")),
        (("--budget-minutes", "3"), ("None", "3.0", "--budget-minutes")),
        (("--arm", "flat"), ("tiered", "flat", "--arm")),
        (("--policy", "plan"), ("refine", "plan", "--policy")),
        (("--rounds", "2"), ("1", "2", "--rounds")),
        (("--transfer",), ("False", "True", "--transfer")),
        (("--batch",), ("False", "True", "--batch")),
        (("--warm-from", "home"), ("cold", "home", "--warm-from")),
        (("--llm-plan", "offline"), ("None", "offline", "--llm-plan")),
        (("--sandbox", "process"), ("--rerun-executions", "process", "--sandbox")),
        (("--of", "another"), ("sweep another", "none", "sqlite:")),
    ],
)
def test_an_option_that_contradicts_the_recording_is_wrong_use(
    desk: Desk, troupe: Troupe, source: Path, words: tuple[str, ...], told: tuple[str, str, str]
) -> None:
    expected, found, where = told
    answer = desk.types("sweep", "--llm", f"playback:{source}", *words)

    assert answer.code == 2
    assert where in answer.err.splitlines()[-1]
    assert f"expected {expected}" in answer.err.replace("none: nothing is executed, but with ", "").replace("a log with ", "")
    assert f"found {found}" in answer.err
    assert troupe.told == []


@pytest.mark.usefixtures("alike")
def test_an_option_that_says_the_same_is_none(desk: Desk, troupe: Troupe, source: Path) -> None:
    words = ("--seed", "4", "--budget-trials", "2", "--rounds", "1", "--no-transfer", "--warm-from", "cold", "--share-rows", "3", "--of", "old")

    assert desk.types("sweep", "--llm", f"playback:{source}", *words).code == 0
    assert len(troupe.told) == 1


@pytest.mark.parametrize(("words", "where"), [(("--of", "x"), "--of"), (("--rerun-executions",), "--rerun-executions")])
def test_options_of_a_playback_without_one_are_wrong_use(desk: Desk, own_data: Path, words: tuple[str, ...], where: str) -> None:
    answer = desk.types("solve", str(own_data), *words)

    assert answer.code == 2
    assert f"{where}: expected --llm playback:LOG beside it, found --llm offline" in answer.err


def test_a_sweep_needs_a_target_and_an_ablation_an_author(desk: Desk, source: Path) -> None:
    bare = desk.types("sweep")
    compared = desk.types("ablate", "tour", "--llm", f"playback:{source}")

    assert (bare.code, compared.code) == (2, 2)
    assert "expected at least one TARGET" in bare.err
    assert "an author that can be asked" in compared.err


def test_data_that_have_changed_are_told_with_the_position_of_the_start(desk: Desk, troupe: Troupe, source: Path, tmp_path: Path) -> None:
    competitions(tmp_path / "here", "alder", "birch")
    train = tmp_path / "here" / "alder" / "prepared" / "public" / "train.csv"
    train.write_text(train.read_text() + "999,0.1,0.2,0.3,4.5\n")
    options = ("--llm", f"playback:{source}")

    answers = [desk.types("sweep", str(tmp_path / "here" / name), *options) for name in ("alder", "birch")]

    assert [answer.code for answer in answers] == [1, 2]
    assert "position 1, competition alder, content of its public folder, SHA-256: expected" in answers[0].err
    assert "expected alder, found birch" in answers[1].err
    assert troupe.told == []


def test_recorded_data_that_have_changed_or_gone_are_told_too(desk: Desk, tmp_path: Path) -> None:
    wanted = competitions(tmp_path / "data", "alder")
    log = asyncio.run(recorded(tmp_path / "source", *wanted, started=start(*wanted, trials=1)))
    public = Path(wanted[0].public)
    (public / "description.md").write_text("# Another\n")
    changed = desk.types("sweep", "--llm", f"playback:{log}")
    public.rename(tmp_path / "gone")

    gone = desk.types("sweep", "--llm", f"playback:{log}")

    assert (changed.code, gone.code) == (1, 2)
    assert "position 1, competition alder, content of its public folder" in changed.err
    assert "found no such folder" in gone.err


def test_a_sweep_that_has_not_ended_or_that_other_rules_decided_is_not_played_back(desk: Desk, tmp_path: Path) -> None:
    wanted = competitions(tmp_path / "data", "alder")
    for name, rule in (("open", "rules@1"), ("foreign", "rules@99")):
        (tmp_path / name).mkdir()
        log = open_log(str(tmp_path / name / "log.sqlite"))
        started = msgspec.structs.replace(start(*wanted), rule=rule)
        append(
            log, [started] if name == "open" else [started, load("haste.events.sweep").SweepFinished(sweep=started.sweep, valid=0, now=started.now)]
        )

    unfinished = desk.types("sweep", "--llm", f"playback:{tmp_path / 'open' / 'log.sqlite'}")
    foreign = desk.types("sweep", "--llm", f"playback:{tmp_path / 'foreign' / 'log.sqlite'}")

    assert (unfinished.code, foreign.code) == (2, 2)
    assert "expected a sweep that has ended" in unfinished.err
    assert "found rules@99" in foreign.err


def test_a_log_that_holds_something_else_is_refused(desk: Desk, troupe: Troupe, source: Path) -> None:
    desk.keep([sweep_started()])

    answer = desk.types("sweep", "--llm", f"playback:{source}")

    assert answer.code == 2
    assert "expected an empty log, or one with the 0 events before the recorded sweep, found one with 1 events" in answer.err
    assert troupe.told == []


@pytest.fixture
def later(tmp_path: Path) -> Path:
    """A log in which the recorded sweep remembers an earlier one, and took a skill over from a third."""
    home = tmp_path / "later"
    home.mkdir()
    text = FileBlobs(home / "blobs").put(b"Predict the leaf.")
    before = [sweep_started(), run_started(), profiled(description=text), learned(skill("own"))]
    log = open_log(str(home / "log.sqlite"))
    append(log, before)
    wanted = competitions(tmp_path / "data", "alder")
    started = msgspec.structs.replace(start(*wanted, trials=1), warm=Warmth.HOME)
    third = memory_of(learned(skill("theirs")))
    append(log, [started, *imported(third, sweep=started.sweep, log="sqlite:/third", head=EMPTY, now=started.now)])
    asyncio.run(recorded(home, started=started))
    return home / "log.sqlite"


@pytest.mark.usefixtures("alike")
def test_what_stood_before_the_recorded_sweep_is_there_again_with_what_it_took_over(desk: Desk, troupe: Troupe, later: Path) -> None:
    assert desk.types("sweep", "--llm", f"playback:{later}").code == 0

    old, new = events_of(later.parent), events_of(desk.home)
    assert new[:4] == old[:4]
    assert isinstance(new[4], SweepStarted)
    assert isinstance(new[5], SkillImported)
    assert (new[5].skill, new[5].sweep, new[5].log) == ("theirs", troupe.told[0][0].sweep, "sqlite:/third")
    assert FileBlobs(desk.home / "blobs").get(new[2].description) == b"Predict the leaf."  # type: ignore[attr-defined]  # the profiled one


@pytest.mark.usefixtures("alike")
def test_a_playback_that_was_interrupted_goes_on_by_the_same_recording_and_no_deadline_moves(desk: Desk, troupe: Troupe, source: Path) -> None:
    troupe.act = stopped
    desk.types("sweep", "--llm", f"playback:{source}")
    troupe.act = ends_well

    assert desk.types("resume").code == 0

    first, second = (settings for settings, _ in troupe.told)
    assert msgspec.structs.replace(second, epoch=1) == first
    assert [event.idle_s for event in events_of(desk.home) if isinstance(event, SweepResumed)] == [0.0]


def test_what_came_to_something_else_is_a_mismatch_at_its_place(desk: Desk, troupe: Troupe, source: Path) -> None:
    troupe.act = ends_well  # without a single trial

    answer = desk.types("sweep", "--llm", f"playback:{source}")

    recording: Recording = open_recording(f"playback:{source}")
    chosen = next(one.position for one in recording.events if type(one.event).__name__ == "StepChosen")
    assert answer.code == 1
    assert f"position {chosen}, alder, step 1: expected draft of None, found nothing" in answer.err


def test_the_last_look_finds_nothing_where_nothing_differs(source: Path) -> None:
    started = msgspec.structs.replace(open_recording(f"playback:{source}").started, sweep=SweepId("old"), language_model=f"playback:{source}")

    with closing_log(str(source), read_only=True) as log:
        playing.see_that_it_agrees(log, started, where=str(source))


def test_settings_of_a_sweep_that_is_none_are_as_they_were(desk: Desk, troupe: Troupe, own_data: Path) -> None:
    desk.types("solve", str(own_data))

    settings: Settings = troupe.told[0][0]
    assert (settings.clock, settings.sandbox, settings.language_model) == ("system:", "auto", "offline")
