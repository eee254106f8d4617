"""Makes the page of a sweep from its log and its document."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined

from haste.events.event import Recorded
from haste.events.skill import SkillAbstracted, SkillConflicted
from haste.ports import BlobStore, EventLog
from haste.projections import sweep as sweeps
from haste.projections.following import correlated
from haste.projections.memory import MemoryFollower
from haste.projections.sweep import Sweep
from haste.report.document import SweepDocument
from haste.report.html import figures, words
from haste.report.html.costs import Spending, spending, totals
from haste.report.html.failures import failures, rejections
from haste.report.html.forest import forest
from haste.report.html.gap import gaps
from haste.report.html.gate import gate_decisions
from haste.report.html.run_page import RunPage, run_page, verdict_words
from haste.report.html.search_plot import search_plot
from haste.sandbox.claims import ATTACKS
from haste.vocabulary.brief import Call
from haste.vocabulary.ids import BlobId, CompetitionId, Position, RunId, SweepId, run_stream
from haste.vocabulary.scales import Role

_PLAIN = {code: " " for code in range(32) if chr(code) not in "\n\t"}  # a message may hold what no page may

_templates = Environment(loader=PackageLoader("haste.report.html"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
_templates.filters |= {one.__name__: one for one in (*figures.ALL, *words.ALL, verdict_words)}
_templates.globals |= {"attacks": ATTACKS, "nothing": figures.NOTHING}


class _Calls(msgspec.Struct, frozen=True, kw_only=True):
    """What a stored reply says of its calls."""

    calls: tuple[Call, ...] = ()


def page(log: EventLog, blobs: BlobStore, document: SweepDocument) -> str:
    """One HTML page that needs nothing else.

    Args:
        log: As of its head; the page says which that was.
        blobs: Where the replies are that words of promotions came with.
        document: Of a sweep of this log.

    Raises:
        BlobMissingError: The reply of a promotion is not there.
    """
    sweep = SweepId(document.sweep)
    head = log.head()
    follower = sweeps.follow(log, sweep)
    state, newest = follower.state, follower.last()
    memory = MemoryFollower(log, only=state.started.warm.only(sweep) if state.started else sweep)
    end = newest.position if newest and state.finished else Position(head.position)  # what happens later is no part of the sweep
    memory.catch_up(to=end)
    own = correlated(log, sweep, to=end)
    runs = _runs(state, document, own)
    said = _templates.get_template("page.html").render(
        document=document,
        state=state,
        runs=runs,
        plots={run.entry.run: search_plot(run) for run in runs},
        forest=forest(document.inventory),
        gaps=gaps(runs),
        decisions=gate_decisions(log, sweep, state, own, memory.state),
        skills={entry.skill.id: entry.skill for entry in memory.state.tiers.entries.values()},
        spending=_spending(runs, own, blobs),
        failures=failures(runs),
        rejections=rejections(runs),
        head=head,
        newest=newest,
    )
    return said.translate(_PLAIN)


def _runs(state: Sweep, document: SweepDocument, own: Sequence[Recorded]) -> tuple[RunPage, ...]:
    streams = {entry.run: run_stream(RunId(entry.run)) for entry in document.runs}
    events = {name: [recorded.event for recorded in own if recorded.stream == stream] for name, stream in streams.items()}
    return tuple(run_page(entry, state.competition(CompetitionId(entry.competition)), events[entry.run]) for entry in document.runs)


def _spending(runs: Iterable[RunPage], own: Iterable[Recorded], blobs: BlobStore) -> tuple[Spending, ...]:
    """By role, over all runs and over what the gate asked for, whose calls stand in the stored replies."""
    events = [recorded.event for recorded in own]
    worded = [event.reply for event in events if isinstance(event, SkillAbstracted)]
    consulted = [event.settled for event in events if isinstance(event, SkillAbstracted)]
    consulted += [event.asked for event in events if isinstance(event, SkillConflicted)]
    settled = dict.fromkeys(one.reply for one in consulted if one)  # both skills of a conflict name the same reply
    parts = [part for run in runs for part in run.spending]
    return totals([*parts, *_replied(Role.ABSTRACT, worded, blobs), *_replied(Role.RECONCILE, settled, blobs)])


def _replied(role: Role, replies: Iterable[BlobId], blobs: BlobStore) -> Iterator[Spending]:
    for reply in replies:
        yield spending(role, msgspec.msgpack.decode(blobs.get(reply), type=_Calls).calls)
