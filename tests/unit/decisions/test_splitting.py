"""How many folds."""

import msgspec
import pytest

from haste.commands import FixSplit
from haste.decisions import splitting
from haste.events.run import SplitFixed
from haste.projections import search_tree
from haste.projections.search_tree import SearchTree
from haste.vocabulary.competition import Profile, Split
from haste.vocabulary.ids import Position
from haste.vocabulary.scales import ColumnKind, TargetKind, View
from tests.builders import NOW, RULES, RUN, profile, profiled, run_started, tree_of

FIX = FixSplit(run=RUN, view=View.HIDDEN, seed=5, read_to=Position(3), now=NOW)


def split_of(found: Profile) -> Split:
    tree = search_tree.evolve(SearchTree(started=run_started()), profiled(found))
    (event,) = splitting.decide(FIX, tree, RULES)
    assert isinstance(event, SplitFixed)
    assert (event.run, event.view, event.read_to, event.rule, event.now) == (RUN, View.HIDDEN, 3, "rules@1", NOW)
    assert event.because.startswith("one hold-out" if event.split.folds == 1 else f"{event.split.folds} folds")
    return event.split


@pytest.mark.parametrize(
    ("rows", "columns", "folds"),
    [(100, 1, 5), (2_000_000, 10, 5), (2_000_001, 10, 3), (10_000_000, 10, 3), (10_000_001, 10, 1), (20_000_001, 0, 3)],
)
def test_large_tables_get_fewer_folds(rows: int, columns: int, folds: int) -> None:
    assert split_of(profile(rows=rows, columns=columns)).folds == folds


@pytest.mark.parametrize(("size_bytes", "folds"), [(50_000_000, 5), (50_000_001, 3), (500_000_000, 3), (500_000_001, 1)])
def test_much_text_gets_fewer_folds(size_bytes: int, folds: int) -> None:
    assert split_of(profile(kind=ColumnKind.TEXT, size_bytes=size_bytes)).folds == folds
    assert split_of(profile(kind=ColumnKind.NUMERIC, size_bytes=size_bytes)).folds == 5


def test_only_a_single_hold_out_has_a_share() -> None:
    assert split_of(profile(rows=200_000_000)).holdout == RULES.holdout_share
    assert split_of(profile()).holdout is None


def test_classes_are_dealt_out_evenly_and_numbers_are_not() -> None:
    assert split_of(profile()).stratified
    assert not split_of(msgspec.structs.replace(profile(), target_kind=TargetKind.REGRESSION)).stratified


def test_the_seed_is_that_of_the_command() -> None:
    assert split_of(profile()).seed == 5


def test_a_split_is_fixed_once_and_not_before_the_profile() -> None:
    assert splitting.decide(FIX, tree_of(), RULES) == ()
    assert splitting.decide(FIX, SearchTree(started=run_started()), RULES) == ()
