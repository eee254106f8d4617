"""How many folds."""

import msgspec
import pytest

from haste.commands import FixSplit
from haste.decisions import splitting
from haste.events.run import SplitFixed
from haste.projections import search_tree
from haste.projections.search_tree import SearchTree
from haste.vocabulary.competition import Profile, Relation, Split
from haste.vocabulary.ids import Position
from haste.vocabulary.scales import ColumnKind, SplitKind, TargetKind, View
from tests.builders import NOW, RULES, RUN, profile, profiled, run_started, tree_of

FIX = FixSplit(run=RUN, view=View.HIDDEN, seed=5, read_to=Position(3), now=NOW)


def split_of(found: Profile) -> Split:
    tree = search_tree.evolve(SearchTree(started=run_started()), profiled(found))
    (event,) = splitting.decide(FIX, tree, RULES)
    assert isinstance(event, SplitFixed)
    assert (event.run, event.view, event.read_to, event.rule, event.now) == (RUN, View.HIDDEN, 3, RULES.version, NOW)
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


def related(kind: SplitKind, *, steps: int = 100, horizon: float = 0.0, stratified: bool | None = None) -> Profile:
    relation = Relation(kind=kind, column="" if kind is SplitKind.RANDOM else "c", steps=steps, horizon=horizon, stratified=stratified)
    return msgspec.structs.replace(profile(), relation=relation)


@pytest.mark.parametrize("kind", SplitKind)
def test_the_split_is_of_the_kind_that_the_profile_found(kind: SplitKind) -> None:
    split = split_of(related(kind))

    assert (split.kind, split.column) == (kind, "" if kind is SplitKind.RANDOM else "c")
    assert split.stratified is (kind in (SplitKind.RANDOM, SplitKind.GROUPED))


@pytest.mark.parametrize(("kind", "steps", "wanted"), [(SplitKind.GROUPED, 4, 5), (SplitKind.LATER, 9, 10), (SplitKind.INTERLEAVED, 9, 10)])
def test_too_few_groups_or_times_are_dealt_out_at_random_and_the_event_says_so(kind: SplitKind, steps: int, wanted: int) -> None:
    assert split_of(related(kind, steps=steps)).kind is SplitKind.RANDOM
    assert split_of(related(kind, steps=wanted)).kind is kind


@pytest.mark.parametrize(("horizon", "share"), [(0.1, 0.1), (0.001, 0.02), (0.5, 0.2), (0.15, 0.15), (0.0, 0.12)])
def test_a_window_is_as_long_as_the_test_set_while_enough_is_left_to_train_on(horizon: float, share: float) -> None:
    assert split_of(related(SplitKind.LATER, horizon=horizon)).holdout == pytest.approx(share)


def test_a_test_set_that_lies_far_ahead_gets_fewer_and_longer_windows() -> None:
    assert [split_of(related(SplitKind.LATER, horizon=horizon)).folds for horizon in (0.12, 0.13, 0.9)] == [5, 3, 3]
    assert split_of(related(SplitKind.INTERLEAVED, horizon=0.9)).folds == 5
    assert split_of(msgspec.structs.replace(related(SplitKind.LATER, horizon=0.9), rows=200_000_000)).folds == 1


def test_a_person_may_ask_for_even_classes_or_for_none() -> None:
    assert not split_of(related(SplitKind.RANDOM, stratified=False)).stratified
    numbers = msgspec.structs.replace(related(SplitKind.RANDOM, stratified=True), target_kind=TargetKind.REGRESSION)
    assert split_of(numbers).stratified


def test_several_labels_at_once_are_dealt_out_evenly() -> None:
    assert split_of(msgspec.structs.replace(profile(), target_kind=TargetKind.REGRESSION, classes=0, flags=True)).stratified
