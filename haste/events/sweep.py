"""Facts about a sweep: what was asked for, what was granted, which rounds it went through."""

import msgspec

from haste.events.event import Event
from haste.vocabulary.brief import Call
from haste.vocabulary.budget import Budget, Lease
from haste.vocabulary.competition import Competition
from haste.vocabulary.ids import BlobId, CompetitionId, Position, RunId, StreamName, SweepId, Time, sweep_stream
from haste.vocabulary.scales import Arm, Role, Tier, Verdict, Warmth
from haste.vocabulary.skill import Effect, Group, Judged, KnownCompetition


class SweepEvent(Event, frozen=True, kw_only=True):
    """A fact about one sweep."""

    sweep: SweepId

    @property
    def stream(self) -> StreamName:
        """The sweep's stream."""
        return sweep_stream(self.sweep)


class SweepStarted(SweepEvent, frozen=True, kw_only=True, tag="sweep.started.v1"):
    """A person asked for a sweep. Whatever its decisions depend on beside the log's own events stands here."""

    competitions: tuple[Competition, ...]
    arm: Arm  # which skills its briefs may see
    warm: Warmth = Warmth.COLD  # whose events it remembers
    warm_from: str | None = None  # spec of the log whose skills were taken over; None where none were
    transfer: bool = False  # leave out what a competition itself has taught
    policy: str = "refine"  # who picks the next step of its runs
    rounds_max: int | None = None  # None: as many as the rule makes of domains and competitions
    seed: int
    budget: Budget
    language_model: str  # spec, for example "offline"
    batch: bool = False  # what nobody waits for is asked in batches, at half the price
    share_rows: int = 0  # of train.csv, that authors are shown
    sandbox: str  # spec, for example "auto"
    rule: str  # rule version of all decisions of this sweep, also after a resume under newer code
    constants: dict[str, str] | msgspec.UnsetType = msgspec.UNSET  # of that rule, as they were written when the sweep began
    max_runs: int  # runs that may live at once
    log_format: int  # 1: tags, bytes and rules are frozen
    haste: str  # version of the package that started it
    now: Time


class SweepResumed(SweepEvent, frozen=True, kw_only=True, tag="sweep.resumed.v1"):
    """A new driver took a sweep over. Actors of earlier epochs stop when they see it."""

    epoch: int  # 1 is the first driver's; the first resume is 2
    idle_s: float  # from the sweep's last event to this one: nobody worked, so deadlines move by it
    now: Time


class EvidenceImported(SweepEvent, frozen=True, kw_only=True, tag="sweep.evidence_imported.v1"):
    """The sweep began with what another log had judged of techniques that no skill of it speaks of: track records know of it."""

    evidence: tuple[Judged, ...]
    competitions: tuple[KnownCompetition, ...]  # that the evidence comes from
    log: str  # where it comes from, as its owner named it
    head: bytes  # hash of that log's head when it was read, 32 bytes
    read_to: Position  # position of that head, in that log
    now: Time


class SandboxProbed(SweepEvent, frozen=True, kw_only=True, tag="sweep.sandbox_probed.v1"):
    """The sandboxes were tried by running them; this one is in force."""

    epoch: int
    sandbox: str  # "bubblewrap", "landlock" or "process"
    walled: bool  # False: nothing holds a solution back, so model-written code is refused
    stops: tuple[str, ...]  # what it was seen to stop
    misses: tuple[str, ...]  # what it does not stop
    tried: tuple[str, ...]  # those that were tried before it, each with why it did not hold
    cluster_cpus: int = 1  # cores of the largest node: an execution runs on one
    cluster_gpus: float = 0.0  # devices of the node that has most
    now: Time


class RoundStarted(SweepEvent, frozen=True, kw_only=True, tag="sweep.round_started.v1"):
    """The orchestrator opened a round: these competitions, one run each, and the inventory as of `read_to`."""

    round: int  # from 1
    competitions: tuple[CompetitionId, ...]
    read_to: Position
    rule: str
    now: Time


class BudgetGranted(SweepEvent, frozen=True, kw_only=True, tag="sweep.budget_granted.v1"):
    """A run got its share of the sweep's budget."""

    run: RunId
    lease: Lease
    now: Time


class BatchSubmitted(SweepEvent, frozen=True, kw_only=True, tag="sweep.batch_submitted.v1"):
    """Requests were handed in together. Whoever goes on after a crash collects this batch, and pays for no second one."""

    batch: str  # as its server names it
    requests: tuple[BlobId, ...]
    now: Time


class AuthorConsulted(SweepEvent, frozen=True, kw_only=True, tag="sweep.author_consulted.v1"):
    """The language model was asked about a group between rounds; its answer is stored before it is used, and paid for by the sweep."""

    role: Role
    group: Group
    request: BlobId
    reply: BlobId
    author: str
    calls: tuple[Call, ...]
    now: Time


class PromotionRefused(SweepEvent, frozen=True, kw_only=True, tag="sweep.promotion_refused.v1"):
    """The gate judged a group, and made no skill of it."""

    group: Group
    to: Tier
    verdict: Verdict
    because: str
    effect: Effect | None
    read_to: Position
    rule: str
    now: Time


class TechniqueReconciled(SweepEvent, frozen=True, kw_only=True, tag="sweep.technique_reconciled.v1"):
    """A technique that an author named anew is one that was known: from now on its evidence and skills count as that one's."""

    domain: str | None  # whose skills and evidence were looked at
    technique: str  # "new:<slug>"
    known: str  # the slug that it is
    because: str
    read_to: Position
    rule: str
    now: Time


class RoundFinished(SweepEvent, frozen=True, kw_only=True, tag="sweep.round_finished.v1"):
    """Every run of the round has ended."""

    round: int
    now: Time


class SweepFinished(SweepEvent, frozen=True, kw_only=True, tag="sweep.finished.v1"):
    """Nothing of the sweep is left to do."""

    valid: int  # runs that wrote a valid submission
    now: Time
