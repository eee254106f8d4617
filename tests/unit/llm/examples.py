"""Briefs to ask with."""

import msgspec

from haste.domains import registry as domains
from haste.techniques import registry as techniques
from haste.techniques.blueprint import encode
from haste.techniques.fitting import started
from haste.techniques.task import Task
from haste.vocabulary.brief import Attempt, Brief, Incumbent, Reply, Suggestion
from haste.vocabulary.competition import Column, Competition, Metric, Profile
from haste.vocabulary.ids import CompetitionId, Iteration
from haste.vocabulary.scales import AnswerForm, ColumnKind, Direction, Operator, Reason, Role, Status, TargetKind
from haste.vocabulary.solution import Resources

LIMITS = Resources(cpus=2, gpus=1.0, memory_bytes=2**31, time_limit_s=300.0)


def brief(*, domain: str = "tabular", role: Role = Role.DRAFT, seed: int = 1) -> Brief:
    """The first brief of a run."""
    return Brief(
        role=role,
        competition=_competition(domain),
        description="# A competition",
        profile=_profile(domain),
        guidance=domains.find(domain).guidance if domain in domains.known() else "",
        techniques=techniques.known(domain),
        limits=LIMITS,
        seed=seed,
        solution_seed=7,
    )


def first_draft(domain: str = "tabular") -> bytes:
    """Notes of a small solution."""
    models = {"tabular": ("plain-numbers", "hist-boosting"), "text": ("word-tfidf", "linear")}
    asked = brief(domain=domain)
    return encode(started(Task(competition=asked.competition, profile=asked.profile), "boosting", models[domain]))


def suggested(reply: Reply) -> Suggestion:
    """The suggestion of a reply that has one."""
    suggestion = reply.of(Suggestion)
    assert suggestion is not None
    return suggestion


def after(earlier: Brief, reply: Reply, *, accepted: bool = False, parent: Iteration | None = None) -> Brief:
    """The same brief with this reply in its history, and the seed of another iteration."""
    suggestion = suggested(reply)
    attempt = Attempt(
        iteration=Iteration(len(earlier.history) + 1),
        operator=Operator(earlier.role.value),
        parent=parent,
        title=suggestion.title,
        cause=suggestion.cause,
        also=suggestion.also,
        accepted=accepted,
        reason=None if accepted else Reason.NO_GAIN,
        lift=None,
        blueprint=suggestion.blueprint,
    )
    return msgspec.structs.replace(earlier, history=(*earlier.history, attempt), seed=earlier.seed + 1000)


def from_reply(earlier: Brief, reply: Reply, *, role: Role = Role.IMPROVE, reason: Reason | None = None) -> Brief:
    """A brief that asks to go on from this reply, which was the newest of the history."""
    suggestion = suggested(reply)
    incumbent = Incumbent(
        iteration=Iteration(len(earlier.history)),
        code=suggestion.code,
        blueprint=suggestion.blueprint,
        status=Status.SUCCEEDED if reason is None else Status.CRASHED,
        reason=reason,
    )
    return msgspec.structs.replace(earlier, role=role, incumbent=incumbent)


def _competition(domain: str) -> Competition:
    return Competition(
        id=CompetitionId("sales"),
        name="Sales",
        domain=domain,
        metric=Metric(name="rmse", direction=Direction.MINIMIZE, lower=0.0),
        form=AnswerForm.VALUE,
        id_column="id",
        target=("price",),
        answer_columns=("price",),
        public="/nowhere",
        digest="0" * 64,
    )


def _profile(domain: str) -> Profile:
    def column(name: str, kind: ColumnKind, *, skew: float = 0.0, missing: float = 0.0) -> Column:
        return Column(name=name, kind=kind, missing=missing, distinct=20, in_test=True, skew=skew)

    columns = [column("size", ColumnKind.NUMERIC, skew=3.0, missing=0.1), column("age", ColumnKind.NUMERIC), column("rooms", ColumnKind.NUMERIC)]
    columns += [column("town", ColumnKind.CATEGORICAL), column("kind", ColumnKind.CATEGORICAL), column("day", ColumnKind.DATE)]
    if domain == "text":
        columns.append(column("note", ColumnKind.TEXT))
    target = Column(name="price", kind=ColumnKind.NUMERIC, missing=0.0, distinct=500, in_test=False, skew=2.0, lower=1.0, upper=900.0)
    return Profile(rows=2000, test_rows=500, bytes=100_000, columns=tuple(columns), target=target, target_kind=TargetKind.REGRESSION)
