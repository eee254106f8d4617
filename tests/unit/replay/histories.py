"""Logs in which skills came about by the real decisions, without any actor."""

import msgspec

from haste.clock.system import SystemClock
from haste.commands import ConsiderPromotion
from haste.decisions import consolidation, learning
from haste.decisions.abstracting import Said, Texts, Words, texts_of
from haste.decisions.learning import Taught
from haste.events.event import Event
from haste.events.run import LearningsDistilled
from haste.events.sweep import RoundFinished
from haste.ports import BlobStore, EventLog, Expected, Write
from haste.projections.memory import Memory, MemoryFollower
from haste.store.blobs import MemoryBlobs
from haste.store.memory import MemoryLog
from haste.vocabulary.brief import Learning, Learnings, Reply, Wording
from haste.vocabulary.ids import BlobId, CompetitionId, Position, SkillId, SweepId, run_id
from haste.vocabulary.scales import Sign, Tier, Warmth
from haste.vocabulary.skill import Group
from tests.builders import NOW, RULES, SWEEP, competition, executed, judged, profiled, run_started, sweep_started

WORDING = Wording(title="Use: one-hot columns", when="There are categories.", when_not="There are thousands.", instructions="Encode them.")
LEARNING = Learning(
    technique="one-hot", title="One-hot", when="Few categories.", when_not="Many.", instructions="Encode.", sign=Sign.HELPS, tier=Tier.GLOBAL
)
_encoder = msgspec.msgpack.Encoder(order="sorted")


class History:
    """A log with its blobs, filled by one sweep as actors fill them.

    Args:
        log: In memory where None.
        blobs: The same.
        sweep: Its id.
        warm: Whose events it remembers.
    """

    def __init__(self, log: EventLog | None = None, blobs: BlobStore | None = None, *, sweep: SweepId = SWEEP, warm: Warmth = Warmth.COLD) -> None:
        self.log = log or MemoryLog(SystemClock())
        self.blobs = blobs or MemoryBlobs()
        self.sweep = sweep
        self._warm = warm

    def starts(self, **domains: str) -> None:
        """A sweep with a run for each competition, two of tables where none is named."""
        domains = domains or {"leaf": "tabular", "moss": "tabular"}
        started = sweep_started(*(competition(name, domain) for name, domain in domains.items()))
        description = self.blobs.put(b"A table of plants. The target says whether it is green.")
        self.keeps(msgspec.structs.replace(started, warm=self._warm))
        for name in domains:
            self.keeps(run_started(name), profiled(name=name, description=description))

    def keeps(self, *events: Event) -> None:
        """Append events, told of the sweep of the builders, as this sweep's."""
        for event in events:
            own = msgspec.structs.replace(event, **{name: self._own(getattr(event, name)) for name in ("sweep", "run") if hasattr(event, name)})
            write = Write(stream=own.stream, events=(own,), expected=Expected.ANY, actor="given", correlation=self.sweep)
            self.log.append([write], key=f"given-{self.log.head().position}")

    def tries(self, name: str, effect: float, se: float = 0.01, *, iteration: int = 2) -> None:
        """A credited trial of one-hot, with executions on two folds."""
        proposal, verdict = judged(name, "one-hot", effect, se, iteration=iteration)
        run = run_id(SWEEP, CompetitionId(name))
        self.keeps(proposal, *(msgspec.structs.replace(event, run=run) for event in executed(iteration, (0.7, 0.8))), verdict)

    def distils(self, name: str) -> SkillId:
        """What the run taught: one learning about one-hot."""
        memory, read_to = self._memory()
        asked, answered = self._reply(Reply(value=Learnings(learnings=(LEARNING,)), raw=b"raw", calls=(), author="scripted"))
        distilled = LearningsDistilled(
            run=run_id(self.sweep, CompetitionId(name)),
            request=asked,
            reply=answered,
            author="scripted",
            calls=(),
            skills=(),
            read_to=read_to,
            rule=RULES.version,
            now=NOW,
        )
        events = learning.learn(distilled, Taught(competition=competition(name), learnings=Learnings(learnings=(LEARNING,))), memory, RULES)
        self.keeps(*events)
        return SkillId(str(getattr(events[-1], "skill", "")))

    def considers(self, *, domain: str | None = "tabular", meanwhile: int = 0) -> Event:
        """The gate judges one-hot for a domain, or for all, on the log as it is; others append meanwhile, and its event follows."""
        to = Tier.GLOBAL if domain is None else Tier.DOMAIN
        memory, read_to = self._memory()
        group = Group(technique="one-hot", domain=domain)
        command = ConsiderPromotion(sweep=self.sweep, group=group, to=to, read_to=read_to, now=NOW)
        asked, answered = self._reply(Reply(value=WORDING, raw=b"raw", calls=(), author="scripted"))
        told, shown = (tuple(self.blobs.get(blob).decode() for blob in blobs) for blobs in texts_of(command, memory))
        words = Words(wording=WORDING, texts=Texts(descriptions=told, rows=shown), author="scripted", request=asked, reply=answered)
        (event,) = consolidation.decide(command, memory, said=Said(words=(words,)), rules=RULES)
        self.keeps(*(RoundFinished(sweep=SWEEP, round=number, now=NOW) for number in range(meanwhile)))
        self.keeps(event)
        return event

    def _own(self, name: str) -> str:
        return self.sweep + name.removeprefix(SWEEP) if name == SWEEP or name.startswith(f"{SWEEP}.") else name

    def _memory(self) -> tuple[Memory, Position]:
        follower = MemoryFollower(self.log, only=self._warm.only(self.sweep))
        follower.catch_up()
        return follower.state, follower.read_to

    def _reply(self, reply: Reply) -> tuple[BlobId, BlobId]:
        return self.blobs.put(b"a request"), self.blobs.put(_encoder.encode(reply))
