"""How many folds: a pure function of the profile, so that measured time can never change what a score means."""

from haste.commands import FixSplit
from haste.events.event import Event
from haste.events.run import SplitFixed
from haste.projections.search_tree import SearchTree
from haste.thresholds import Thresholds
from haste.vocabulary.competition import Profile, Split
from haste.vocabulary.scales import ColumnKind, TargetKind


def decide(command: FixSplit, tree: SearchTree, rules: Thresholds) -> tuple[Event, ...]:
    """Fix the split of a profiled run, once."""
    if tree.split is not None or tree.profiled is None:
        return ()
    profile = tree.profiled.profile
    folds, because = _folds(profile, rules)
    split = Split(
        folds=folds,
        holdout=rules.holdout_share if folds == 1 else None,
        stratified=profile.target_kind is not TargetKind.REGRESSION,
        seed=command.seed,
    )
    return (
        SplitFixed(
            run=command.run,
            split=split,
            view=command.view,
            because=because,
            read_to=command.read_to,
            rule=rules.version,
            now=command.now,
        ),
    )


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
