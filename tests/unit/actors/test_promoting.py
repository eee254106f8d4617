"""Between rounds the orchestrator has every group judged, by the specialist whose business it is."""

import pytest

from haste.commands import ConsiderPromotion, Consolidate
from haste.errors import ActorFailedError
from haste.events.event import Event
from haste.events.run import RunGraded
from haste.events.sweep import PromotionRefused, RoundFinished, SweepFinished
from haste.store.memory import MemoryLog
from haste.vocabulary.ids import CompetitionId, run_id
from haste.vocabulary.scales import Tier, Verdict
from tests.builders import SWEEP, finished, judged, log_of, round_started, run_started, sweep_started
from tests.unit.actors.acting import GONE, events_of
from tests.unit.actors.conducting import CONDUCT, FOUR, Crew, conducted, orchestrator_of


class Away(Crew):
    """A crew whose specialists do not answer the first few times."""

    def __init__(self, log: MemoryLog, times: int) -> None:
        super().__init__(log)
        self._times = times

    async def consider(self, domain: str, command: Consolidate | ConsiderPromotion) -> None:
        await super().consider(domain, command)
        if isinstance(command, ConsiderPromotion) and len(self.considered) <= self._times:
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

        async def consider(self, domain: str, command: Consolidate | ConsiderPromotion) -> None:
            await super().consider(domain, command)
            seen.append({type(event) for event in events_of(log)} & {RunGraded, RoundFinished})

    await orchestrator_of(log, Watching(log)).ask(CONDUCT)

    assert seen == [{RunGraded}] * 6


async def test_a_specialist_whose_process_is_gone_is_asked_to_judge_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("haste.actors.orchestrator._PAUSE_S", 0.0)
    log = log_of(sweep_started(), round_started(), run_started(), *evidence_of("leaf"))
    crew = Away(log, 2)

    await orchestrator_of(log, crew).ask(CONDUCT)

    assert [command.group.technique for _, command in crew.considered] == ["linear"] * 3 + ["one-hot", "linear", "one-hot"]


async def test_a_sweep_without_evidence_has_nobody_judge() -> None:
    assert (await conducted(log_of(sweep_started(*FOUR)))).considered == []


async def test_a_domain_is_tidied_up_before_its_groups_are_judged() -> None:
    round_ = (round_started("a1", "t1"), run_started("a1"), run_started("t1"))
    log = log_of(sweep_started(*FOUR), *round_, *evidence_of("a1", "t1"))

    crew = await conducted(log)

    told = [(specialist, type(command), getattr(command, "domain", "")) for specialist, command in crew.told][:8]
    assert [place for place, (_, kind, _) in enumerate(told) if kind is Consolidate] == [0, 3, 5]
    assert [(specialist, domain) for specialist, kind, domain in told if kind is Consolidate] == [
        ("tabular", "tabular"),
        ("text", "text"),
        ("tabular", None),
    ]


async def test_a_specialist_that_fails_costs_its_group_and_not_the_sweep() -> None:
    log = log_of(sweep_started(), round_started(), run_started(), *evidence_of("leaf"))

    class Failing(Crew):
        """A specialist that cannot judge one-hot, nor tidy up."""

        async def consider(self, domain: str, command: Consolidate | ConsiderPromotion) -> None:
            await super().consider(domain, command)
            if isinstance(command, Consolidate) or command.group.technique == "one-hot":
                raise ActorFailedError(expected="an answer", found="KeyError: 'x'", where="specialist", next_step="Report it.")

    crew = Failing(log)
    await orchestrator_of(log, crew).ask(CONDUCT)

    refused = [event for event in events_of(log) if isinstance(event, PromotionRefused)]
    assert [(event.group.technique, event.to, event.verdict) for event in refused] == [
        ("one-hot", Tier.DOMAIN, Verdict.SKIP),
        ("one-hot", Tier.GLOBAL, Verdict.SKIP),
    ]
    assert refused[0].because == "its specialist failed: KeyError: 'x'"
    assert [command.group.technique for _, command in crew.considered] == ["linear", "one-hot", "linear", "one-hot"], "each was asked once"
    assert isinstance(events_of(log)[-1], SweepFinished)
