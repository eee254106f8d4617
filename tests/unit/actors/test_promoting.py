"""Between rounds the orchestrator has every group judged, by the specialist whose business it is."""

import pytest

from haste.commands import ConsiderPromotion
from haste.events.event import Event
from haste.events.run import RunGraded
from haste.events.sweep import RoundFinished
from haste.store.memory import MemoryLog
from haste.vocabulary.ids import CompetitionId, run_id
from haste.vocabulary.scales import Tier
from tests.builders import SWEEP, finished, judged, log_of, round_started, run_started, sweep_started
from tests.unit.actors.acting import GONE, events_of
from tests.unit.actors.conducting import CONDUCT, FOUR, Crew, conducted, orchestrator_of


class Away(Crew):
    """A crew whose specialists do not answer the first few times."""

    def __init__(self, log: MemoryLog, times: int) -> None:
        super().__init__(log)
        self._times = times

    async def consider(self, domain: str, command: ConsiderPromotion) -> None:
        await super().consider(domain, command)
        if len(self.considered) <= self._times:
            raise GONE


def evidence_of(*names: str) -> tuple[Event, ...]:
    """Runs that have ended, each of which has judged one-hot, and the first also linear."""
    told = [(*judged(name, "one-hot", 0.4), finished(run=run_id(SWEEP, CompetitionId(name)))) for name in names]
    return (*judged(names[0], "linear", -0.2, iteration=3), *(event for events in told for event in events))


async def test_between_rounds_each_domain_judges_its_groups_and_then_the_first_one_those_of_all() -> None:
    round_ = (round_started("a1", "t1"), run_started("a1"), run_started("t1"))
    log = log_of(sweep_started(*FOUR), *round_, *evidence_of("a1", "t1"))

    crew = await conducted(log)

    first = [(domain, command.group.technique, command.group.domain, command.to) for domain, command in crew.considered][:5]
    assert first == [
        ("tabular", "linear", "tabular", Tier.DOMAIN),
        ("tabular", "one-hot", "tabular", Tier.DOMAIN),
        ("text", "one-hot", "text", Tier.DOMAIN),
        ("tabular", "linear", None, Tier.GLOBAL),
        ("tabular", "one-hot", None, Tier.GLOBAL),
    ]
    assert len(crew.considered) == 10, "the second round is followed by the same groups"
    assert {command.sweep for _, command in crew.considered} == {SWEEP}


async def test_groups_are_judged_when_all_runs_of_a_round_are_graded_and_before_it_ends() -> None:
    log = log_of(sweep_started(), round_started(), run_started(), *evidence_of("leaf"))
    seen: list[set[type[Event]]] = []

    class Watching(Crew):
        """Looks at the log when it is asked to judge."""

        async def consider(self, domain: str, command: ConsiderPromotion) -> None:
            await super().consider(domain, command)
            seen.append({type(event) for event in events_of(log)} & {RunGraded, RoundFinished})

    await orchestrator_of(log, Watching(log)).ask(CONDUCT)

    assert seen == [{RunGraded}] * 4


async def test_a_specialist_whose_process_is_gone_is_asked_to_judge_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("haste.actors.orchestrator._PAUSE_S", 0.0)
    log = log_of(sweep_started(), round_started(), run_started(), *evidence_of("leaf"))
    crew = Away(log, 2)

    await orchestrator_of(log, crew).ask(CONDUCT)

    assert [command.group.technique for _, command in crew.considered] == ["linear"] * 3 + ["one-hot", "linear", "one-hot"]


async def test_a_sweep_without_evidence_has_nobody_judge() -> None:
    assert (await conducted(log_of(sweep_started(*FOUR)))).considered == []
