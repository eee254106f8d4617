"""One brief of each role, of a competition that nobody holds: what docs/prompts.md shows, and what its tests ask with."""

import msgspec

from haste.domains import registry as domains
from haste.techniques import registry as techniques
from haste.vocabulary.brief import Asked, Attempt, Brief, ConflictBrief, GroupBrief, Heading, Idea, Incumbent, LoadedSkill, Plan, Summary, TrackRecord
from haste.vocabulary.competition import Column, Competition, Metric, Profile
from haste.vocabulary.ids import CompetitionId, Iteration, SkillId
from haste.vocabulary.judgement import Credit, Evaluation, Lift
from haste.vocabulary.scales import (
    AnswerForm,
    ColumnKind,
    Comparison,
    Direction,
    Operator,
    Reason,
    Role,
    Sign,
    SkillKind,
    SkillState,
    Status,
    TargetKind,
    Tier,
)
from haste.vocabulary.skill import Condition, Effect, Group, Skill
from haste.vocabulary.solution import Resources

PARENT = """\
import os
import pandas as pd
from sklearn.ensemble import HistGradientBoostingRegressor

shown = os.environ.get("INPUT", "input")
train = pd.read_csv(os.path.join(shown, "train.csv"))
test = pd.read_csv(os.path.join(shown, "test.csv"))
features = ["size", "age"]
model = HistGradientBoostingRegressor(random_state=int(os.environ.get("SEED", "0")))
model.fit(train[features], train["price"])
answers = pd.DataFrame({"id": test["id"], "price": model.predict(test[features])})
answers.to_csv(os.environ.get("OUTPUT", "submission.csv"), index=False)
"""
_EFFECT = Effect(mean=0.08, lower=0.03, upper=0.13, competitions=3, supporting=2, contradicting=0)
_SMALL, _LARGE = {"rows_log10": 3.2, "target_skew": 2.4}, {"rows_log10": 5.1, "target_skew": 0.2}


def first_brief() -> Brief:
    """The first brief of a run: a draft."""
    return Brief(
        role=Role.DRAFT,
        iteration=Iteration(1),
        competition=_competition(),
        description="# Sheds\n\nPredict the price of a garden shed from its size and age. Lower root mean squared error is better.",
        profile=_profile(),
        skills=(LoadedSkill(skill=_skill("s1", Tier.DOMAIN, Sign.HELPS), state=SkillState.PROBATION, effect=_EFFECT),),
        records=(_record("group-means", -0.02, 0.01), _record("one-hot", 0.05, 0.04, -0.01)),
        guidance=domains.find("tabular").guidance,
        techniques=techniques.known("tabular")[:12],
        limits=Resources(cpus=2, memory_bytes=2 * 2**30, time_limit_s=300.0),
        trials_left=7,
        time_left_s=5400.0,
        seed=1,
        solution_seed=2,
    )


def incumbent(iteration: int = 1, *, failed: bool = False) -> Incumbent:
    """A solution to start from."""
    return Incumbent(
        iteration=Iteration(iteration),
        code=PARENT,
        evaluation=None if failed else Evaluation(scores=(12.5, 13.25, 12.0), mean=12.583),
        status=Status.CRASHED if failed else Status.SUCCEEDED,
        reason=Reason.EXCEPTION if failed else None,
        message="Traceback (most recent call last):\n  ...\nValueError: could not convert string to float: 'old'" if failed else "",
    )


def attempt(iteration: int, *, operator: Operator = Operator.IMPROVE, accepted: bool = False, phase: int = 1) -> Attempt:
    """A judged trial."""
    refined = operator is not Operator.DRAFT
    return Attempt(
        iteration=Iteration(iteration),
        operator=operator,
        parent=Iteration(1) if refined else None,
        title="Train on the logarithm of the price" if refined else "Boosted trees on plain numbers",
        cause="log-target" if refined else None,
        also=(),
        accepted=accepted,
        reason=None if accepted else Reason.NO_GAIN,
        lift=Lift(mean=0.41 if accepted else -0.02, se=0.12, df=2.0, method="folds-overlap-corrected") if refined else None,
        credit=Credit(effect=0.05, se=0.015, significant=1) if refined and accepted else None,
        phase=phase,
    )


def example_briefs() -> dict[Role, Asked]:
    """One of each role, at a place in a run where it is asked."""
    change = msgspec.structs.replace
    first = first_brief()
    drafted = change(
        first, iteration=Iteration(4), history=(attempt(1, operator=Operator.DRAFT, accepted=True), attempt(2), attempt(3, accepted=True))
    )
    second = change(drafted, phase=2, summaries=(_summary(),))
    later = change(second, plan=_plan(), incumbent=incumbent(3))
    return {
        Role.PLAN: change(second, role=Role.PLAN, iteration=Iteration(0), incumbent=incumbent(3), ideas=(2, 2)),
        Role.DRAFT: first,
        Role.IMPROVE: change(later, role=Role.IMPROVE),
        Role.DEBUG: change(drafted, role=Role.DEBUG, incumbent=incumbent(2, failed=True)),
        Role.MERGE: change(later, role=Role.MERGE, other=incumbent(2)),
        Role.SUMMARISE: change(drafted, role=Role.SUMMARISE, iteration=Iteration(0), incumbent=incumbent(3)),
        Role.DISTIL: change(drafted, role=Role.DISTIL, iteration=Iteration(0), summaries=(_summary(),)),
        Role.ABSTRACT: _group_brief(),
        Role.RECONCILE: ConflictBrief(
            group=Group(technique="log-target", domain="tabular"),
            helped=(_SMALL,),
            harmed=(_LARGE,),
            undecided=(),
            guidance=first.guidance,
        ),
    }


def _group_brief() -> GroupBrief:
    return GroupBrief(
        group=Group(technique="log-target", domain="tabular"),
        to=Tier.DOMAIN,
        sign=Sign.HELPS,
        effect=_EFFECT,
        sources=(msgspec.structs.replace(_skill("s2", Tier.COMPETITION, Sign.HELPS), competition=None),),
        supporting=(_SMALL,),
        others=(_LARGE,),
        guidance=domains.find("tabular").guidance,
    )


def _summary() -> Summary:
    return Summary(
        adopted=("log-target",), dead_ends=("new:area-per-year",), text="Boosted trees on two numbers, trained on the logarithm of the price."
    )


def _plan() -> Plan:
    ideas = (Idea(technique="few-leaves", text="Set max_leaf_nodes to 15."), Idea(text="Add the product of size and age as a third feature."))
    return Plan(headings=(Heading(title="Less variance", ideas=ideas),))


def _skill(name: str, tier: Tier, sign: Sign) -> Skill:
    return Skill(
        id=SkillId(name),
        tier=tier,
        kind=SkillKind.LEARNING,
        domain="tabular",
        competition=CompetitionId("barns-2024") if tier is Tier.COMPETITION else None,
        technique="log-target",
        title="Use the logarithm of a skewed target",
        when="The target is positive and its tail is long.",
        when_not="The metric counts large errors and the large values matter.",
        conditions=(Condition(field="target_skew", comparison=Comparison.AT_LEAST, value=1.3),),
        instructions="Fit on log1p of the target and take expm1 of the predictions.",
        sign=sign,
        author="offline",
    )


def _record(technique: str, *effects: float) -> TrackRecord:
    return TrackRecord(
        technique=technique, effects=tuple((CompetitionId(f"barns-{number}"), effect, 0.03) for number, effect in enumerate(effects, 1))
    )


def _competition() -> Competition:
    return Competition(
        id=CompetitionId("sheds"),
        name="Sheds",
        domain="tabular",
        metric=Metric(name="rmse", direction=Direction.MINIMIZE, lower=0.0),
        form=AnswerForm.VALUE,
        id_column="id",
        target=("price",),
        answer_columns=("price",),
        public="/nowhere",
        digest="0" * 64,
    )


def _profile() -> Profile:
    def column(name: str, kind: ColumnKind, upper: float | None = None) -> Column:
        lower = None if upper is None else 0.0
        return Column(name=name, kind=kind, missing=0.02, distinct=40, in_test=True, lower=lower, upper=upper, skew=0.6 if upper else 0.0)

    columns = (column("size", ColumnKind.NUMERIC, 48.0), column("age", ColumnKind.NUMERIC, 70.0), column("wood", ColumnKind.CATEGORICAL))
    target = Column(name="price", kind=ColumnKind.NUMERIC, missing=0.0, distinct=500, in_test=False, skew=2.4, lower=20.0, upper=9000.0)
    return Profile(rows=1800, test_rows=450, bytes=90_000, columns=columns, target=target, target_kind=TargetKind.REGRESSION)
