"""How many folds, and of which kind: a pure function of the profile, so that measured time can never change what a score means."""

from haste.commands import FixSplit
from haste.events.event import Event
from haste.events.run import SplitFixed
from haste.projections.search_tree import SearchTree
from haste.thresholds import Thresholds
from haste.vocabulary.competition import Profile, Relation, Split
from haste.vocabulary.scales import ColumnKind, SplitKind, TargetKind


def decide(command: FixSplit, tree: SearchTree, rules: Thresholds) -> tuple[Event, ...]:
    """Fix the split of a profiled run, once."""
    if tree.split is not None or tree.profiled is None:
        return ()
    profile = tree.profiled.profile
    folds, because = _folds(profile, rules)
    if folds > rules.folds_few and profile.relation.kind is SplitKind.LATER and profile.relation.horizon > rules.windows_share_max / folds:
        folds, because = rules.folds_few, f"{rules.folds_few} folds, longer ones, since test.csv lies far ahead: {because.partition(': ')[2]}"
    relation, note = _possible(profile.relation, folds)
    split = Split(
        kind=relation.kind,
        column=relation.column,
        folds=folds,
        holdout=_share(relation, folds, rules),
        stratified=_stratified(profile, relation),
        seed=command.seed,
    )
    return (
        SplitFixed(
            run=command.run,
            split=split,
            view=command.view,
            because=f"{because}; {note}",
            read_to=command.read_to,
            rule=rules.version,
            now=command.now,
        ),
    )


def _possible(relation: Relation, folds: int) -> tuple[Relation, str]:
    """How to mimic test.csv, and why; rows at random where there are too few groups or times to hold any out in every fold."""
    wanted = max(folds, 2) * (1 if relation.kind is SplitKind.GROUPED else 2)
    if relation.kind is SplitKind.RANDOM or relation.steps >= wanted:
        return relation, relation.because or "random rows"
    return Relation(), f"random rows, since column {relation.column!r} has only {relation.steps} different values"


def _share(relation: Relation, folds: int, rules: Thresholds) -> float | None:
    """Of one hold-out the usual share; of a window of time the horizon of test.csv, as far as enough earlier rows are left."""
    if relation.kind is not SplitKind.LATER:
        return rules.holdout_share if folds == 1 else None
    most = rules.windows_share_max / folds
    return min(most, max(relation.horizon, rules.window_share_min)) if relation.horizon else min(most, rules.holdout_share)


def _stratified(profile: Profile, relation: Relation) -> bool:
    if relation.kind in (SplitKind.LATER, SplitKind.INTERLEAVED):
        return False
    if relation.stratified is not None:
        return relation.stratified
    return profile.flags or (profile.target_kind is not TargetKind.REGRESSION and profile.classes > 0)


def _folds(profile: Profile, rules: Thresholds) -> tuple[int, str]:
    cells = profile.rows * max(1, len(profile.columns))
    heavy = profile.media is not None or any(column.kind is ColumnKind.TEXT for column in profile.columns)
    size = profile.bytes if heavy else 0
    found = f"{cells} cells, {size} bytes of text and media"
    if cells > rules.holdout_cells or size > rules.holdout_bytes:
        return 1, f"one hold-out: {found}"
    if cells > rules.folds_few_cells or size > rules.folds_few_bytes:
        return rules.folds_few, f"{rules.folds_few} folds: {found}"
    return rules.folds, f"{rules.folds} folds: {found}"
