"""A sweep between whose rounds real specialists decided, on made-up evidence: a technique here, a technique there, and what they brought."""

from collections.abc import Iterable, Sequence

import msgspec

from haste.commands import ConsiderPromotion, Consolidate, Distil
from haste.events.event import Event
from haste.events.sweep import RoundFinished
from haste.llm.scripted import ScriptedModel
from haste.projections.memory import MemoryFollower
from haste.vocabulary.brief import Answer, Asked, Brief, ConflictBrief, GroupBrief, Learning, Learnings, Separation, Wording
from haste.vocabulary.ids import CompetitionId, Iteration, run_id
from haste.vocabulary.scales import Comparison, Role, Sign, Tier
from haste.vocabulary.skill import Condition
from tests.builders import (
    NOW,
    RUN,
    SWEEP,
    chosen,
    competition,
    draft,
    good,
    improve,
    judged,
    profile,
    profiled,
    round_started,
    run_started,
    split_fixed,
    sweep_started,
)
from tests.unit.actors.acting import consolidator_of
from tests.unit.replay.histories import History

Tried = Sequence[tuple[str, str, float, int]]  # competition, technique, effect, rows of its table
WHERE = Condition(field="rows_log10", comparison=Comparison.AT_LEAST, value=3.0)


async def governed(tried: Tried, *, words: dict[str, str] | None = None, title: str = "Use it", shown: str = "") -> History:
    """One round of competitions of tables, after which specialists distil, tidy up and judge every group.

    Args:
        tried: What each run found out.
        words: What learnings say, by technique; the same for those that are not named.
        title: Of the skills that the gate makes; one that holds a competition's name is refused.
        shown: Rows of each table, as authors were shown them.
    """
    names = [name for name, *_ in tried]
    history = History()
    history.keeps(sweep_started(*map(competition, names)), round_started(*names))
    specialist = consolidator_of(history.log, history.blobs, ScriptedModel(lambda brief: _said(brief, dict(words or {}), title)))
    for name, technique, effect, rows in tried:
        description = history.blobs.put(b"A table of plants.")
        sample = history.blobs.put(shown.encode()) if shown else None
        known = msgspec.structs.replace(profiled(profile(rows=rows), description=description, name=name), sample=sample)
        history.keeps(run_started(name), known)
        history.keeps(*_in_run(name, split_fixed(2), *good(1, draft(), 0.6, 0.6), chosen(2, improve(1))))
        history.keeps(*judged(name, technique, effect, iteration=Iteration(2)))
        await specialist.distil(Distil(run=run_id(SWEEP, CompetitionId(name))))
    for domain, tier in (("tabular", Tier.DOMAIN), (None, Tier.GLOBAL)):
        await specialist.consolidate(Consolidate(sweep=SWEEP, domain=domain))
        follower = MemoryFollower(history.log, only=SWEEP)
        follower.catch_up()
        for group in follower.state.evidence.groups(domain):
            await specialist.consider(ConsiderPromotion(sweep=SWEEP, group=group, to=tier))
    history.keeps(RoundFinished(sweep=SWEEP, round=1, now=NOW))
    return history


def _in_run(name: str, *events: Event) -> Iterable[Event]:
    run = run_id(SWEEP, CompetitionId(name))
    return (msgspec.structs.replace(event, run=run) if getattr(event, "run", None) == RUN else event for event in events)


def _said(brief: Asked, words: dict[str, str], title: str) -> Answer | None:
    match brief:
        case GroupBrief():
            return Wording(title=title, when="", when_not="", instructions="Do it.")
        case ConflictBrief():
            return Separation(condition=WHERE, text="where there are many rows")
        case Brief(role=Role.DISTIL):
            learned = tuple(attempt.cause for attempt in brief.history if attempt.cause)
            return Learnings(learnings=tuple(_learning(technique, words.get(technique, "Do it.")) for technique in dict.fromkeys(learned)))
        case _:
            return None


def _learning(technique: str, text: str) -> Learning:
    return Learning(technique=technique, title="It", when="", when_not="", instructions=text, sign=Sign.HELPS, tier=Tier.DOMAIN)
