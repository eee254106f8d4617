"""Arms against each other: which sweeps are run, and that none of them is run twice."""

import json
from pathlib import Path

import pytest

from haste.actors.settings import Settings
from haste.vocabulary.scales import Arm, Warmth
from tests.unit.cli.homes import Desk
from tests.unit.cli.troupe import Troupe, ends_well, started_of, stopped

ARMS = ("--arms", "tiered,shuffled", "--seeds", "2", "--source-seeds", "1", "--budget-trials", "4")


@pytest.fixture
def target(own_data: Path) -> str:
    (own_data / "sample_submission.csv").write_text("id,y\n50,0.5\n51,0.5\n", encoding="utf-8")
    return str(own_data)


def run_so_far(troupe: Troupe) -> list[tuple[Arm, int]]:
    started = [started_of(settings) for settings, _ in troupe.told]
    return [(one.arm, one.seed) for one in started]


def test_cold_sweeps_come_first_then_every_arm_for_every_seed_with_none_among_them(desk: Desk, troupe: Troupe, target: str) -> None:
    answer = desk.types("ablate", target, "--json", *ARMS)

    document = json.loads(answer.out)
    (source, *arms) = run_so_far(troupe)
    assert answer.code == 0
    assert source[0] is Arm.NONE
    assert source[1] not in (0, 1)
    assert arms == [(arm, seed) for seed in (0, 1) for arm in (Arm.NONE, Arm.TIERED, Arm.SHUFFLED)]
    assert [entry["arm"] for entry in document["arms"]] == ["none", "tiered", "shuffled"]
    assert document["sweeps"] == [settings.sweep for settings, _ in troupe.told[1:]]


def test_sources_have_a_log_of_their_own_and_every_arm_begins_with_what_that_log_has_learned(desk: Desk, troupe: Troupe, target: str) -> None:
    desk.types("ablate", target, *ARMS)

    (first, *others) = [(settings.log, started_of(settings)) for settings, _ in troupe.told]
    assert first[0] == f"sqlite:{desk.home}/source.sqlite"
    assert first[1].warm is Warmth.COLD
    assert {log for log, _ in others} == {f"sqlite:{desk.home}/log.sqlite"}
    assert {(one.warm, one.warm_from) for _, one in others} == {(Warmth.IMPORTED, first[0])}


def test_the_arm_without_memory_can_be_what_the_others_learn_from(desk: Desk, troupe: Troupe, target: str) -> None:
    answer = desk.types("ablate", target, "--json", "--arms", "tiered", "--seeds", "2", "--source-seeds", "0", "--budget-trials", "4")

    document = json.loads(answer.out)
    logs = [settings.log.rpartition("/")[2] for settings, _ in troupe.told]
    assert run_so_far(troupe) == [(Arm.NONE, 0), (Arm.NONE, 1), (Arm.TIERED, 0), (Arm.TIERED, 1)]
    assert logs == ["source.sqlite", "source.sqlite", "log.sqlite", "log.sqlite"]
    assert [(entry["arm"], entry["runs"]) for entry in document["arms"]] == [("none", 2), ("tiered", 2)]
    assert document["sweeps"] == [troupe.told[place][0].sweep for place in (0, 2, 1, 3)]


def test_no_competition_sees_what_others_learn_meanwhile_or_what_it_has_taught_itself(desk: Desk, troupe: Troupe, target: str) -> None:
    desk.types("ablate", target, *ARMS)

    assert {(started_of(settings).rounds_max, started_of(settings).transfer) for settings, _ in troupe.told} == {(1, True)}


def test_what_the_home_holds_is_not_run_again(desk: Desk, troupe: Troupe, target: str) -> None:
    first = desk.types("ablate", target, "--json", *ARMS)
    done = len(troupe.told)

    again = desk.types("ablate", target, "--json", *ARMS, "--max-runs", "1")
    more = desk.types("ablate", target, "--json", "--arms", "tiered,shuffled,ranked", *ARMS[2:])

    assert again.out == first.out
    assert more.code == 0
    assert run_so_far(troupe)[done:] == [(Arm.RANKED, 0), (Arm.RANKED, 1)]


def test_an_ablation_that_was_interrupted_goes_on_where_it_was(desk: Desk, troupe: Troupe, target: str) -> None:
    def act(settings: Settings) -> None:
        if len(troupe.told) == 3:
            stopped(settings)
        else:
            ends_well(settings)

    troupe.act = act
    interrupted = desk.types("ablate", target, *ARMS)
    done = len(troupe.told)
    resumed = desk.types("ablate", target, *ARMS)

    assert (interrupted.code, done, resumed.code) == (130, 3, 0)
    assert troupe.told[3][0].sweep == troupe.told[2][0].sweep
    assert len(troupe.told) == 1 + 6 + 1


def test_another_log_to_learn_from_takes_the_place_of_the_cold_sweeps(desk: Desk, troupe: Troupe, target: str, tmp_path: Path) -> None:
    desk.types_bare("sweep", target, "--home", str(tmp_path / "earlier"))
    earlier = troupe.told[0][0].log

    answer = desk.types("ablate", target, "--warm-from", earlier, *ARMS)

    assert answer.code == 0
    assert {started_of(settings).warm_from for settings, _ in troupe.told[1:]} == {earlier}
    assert len(troupe.told) == 1 + 6


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--arms", "tiered,warm"), "expected arms out of tiered"),
        (("--seeds", "0"), "argument --seeds"),
        (("--warm-from", "home"), "could not be compared"),
    ],
)
def test_what_cannot_be_compared_is_wrong_use(desk: Desk, troupe: Troupe, target: str, words: tuple[str, str], told: str) -> None:
    answer = desk.types("ablate", target, *words)

    assert (answer.code, troupe.told) == (2, [])
    assert told in answer.err


def test_what_all_sweeps_together_may_spend_is_said_before_the_first(desk: Desk, troupe: Troupe, target: str) -> None:
    answer = desk.types("ablate", target, *ARMS, "--budget-tokens", "1000")

    assert len(troupe.told) == 7
    assert '"sweeps": 7, "usd_in_all": null, "tokens_in_all": 7000' in answer.err
    assert answer.err.index("tokens_in_all") < answer.err.index('"ablation"')
    assert {started_of(settings).budget.tokens for settings, _ in troupe.told} == {1000}
