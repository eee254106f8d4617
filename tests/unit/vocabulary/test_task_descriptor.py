"""A task in words: what is alike reads alike, and nothing in it could name the competition."""

import msgspec
import pytest

from haste.vocabulary.competition import Column, Competition, MediaProfile, Metric, Profile, Series
from haste.vocabulary.scales import AnswerForm, ColumnKind, Direction, TargetKind
from haste.vocabulary.task_descriptor import task_descriptor
from tests.builders import competition

PHOTOS = MediaProfile(files=100, bytes=1, width=64, height=28, channels=1, same_size=True, suffix=".png")


def column(kind: ColumnKind = ColumnKind.NUMERIC, *, missing: float = 0.0, words: float = 0.0, skew: float = 0.0) -> Column:
    return Column(name="secret_name", kind=kind, missing=missing, distinct=5, in_test=True, words=words, skew=skew)


def described(*columns: Column, of: Competition | None = None, **changes: object) -> str:
    found = Profile(
        rows=500,
        test_rows=10,
        bytes=1,
        columns=columns or (column(),),
        target=column(),
        target_kind=TargetKind.BINARY,
        classes=2,
        rarest_class=0.4,
    )
    return task_descriptor(of or competition(), msgspec.structs.replace(found, **changes))


def test_a_table_of_two_classes() -> None:
    assert described() == (
        "Domain tabular: classification, two classes are told apart, probabilities are asked for, scored by auc. "
        "Few rows: hundreds, one column. Columns hold numbers."
    )


def test_a_regression_with_everything() -> None:
    priced = msgspec.structs.replace(
        competition(), also=("text",), form=AnswerForm.VALUE, metric=Metric(name="mean_absolute_error", direction=Direction.MINIMIZE)
    )
    kinds = (column(ColumnKind.DATE), column(ColumnKind.TEXT, words=25.0), column(ColumnKind.CATEGORICAL, missing=0.1), column())

    said = described(*kinds, of=priced, rows=50_000, target_kind=TargetKind.REGRESSION, target=column(skew=-2.0), rarest_class=0.0)

    assert said == (
        "Domain tabular, text: regression, numbers are predicted, scored by mean absolute error. Many rows: tens of thousands, few columns. "
        "Columns hold numbers, categories, text, dates. Some values are missing. Texts are long. The target has a long tail."
    )


def test_images_without_columns() -> None:
    small = described(of=msgspec.structs.replace(competition(domain="image"), form=AnswerForm.LABEL), media=PHOTOS, columns=(), classes=12)

    assert small.startswith("Domain image: classification, two classes are told apart, labels are asked for, scored by auc. Few rows: hundreds. ")
    assert small.endswith("hundreds. Images are small and grey.")


@pytest.mark.parametrize(
    ("side", "channels", "words"), [(65, 3, "middle-sized and coloured"), (256, 4, "large and coloured"), (64, 1, "small and grey")]
)
def test_images_are_told_by_their_longer_side_and_their_channels(side: int, channels: int, words: str) -> None:
    media = msgspec.structs.replace(PHOTOS, width=20, height=side, channels=channels)

    assert f"Images are {words}." in described(media=media)


@pytest.mark.parametrize(
    ("samples", "channels", "words"),
    [(100, 1, "short and of one channel"), (1000, 3, "middle-sized and of several channels"), (44_100, 2, "long and of several channels")],
)
def test_signals_are_told_by_length_and_channels(samples: int, channels: int, words: str) -> None:
    media = MediaProfile(kind="signal", files=9, bytes=1, samples=samples, channels=channels, same_size=True, suffix=".wav")

    assert f"Signals are {words}." in described(media=media)


def test_signals_in_columns_are_told_too() -> None:
    one, other = Series(before="left_", samples=40), Series(before="right_", samples=40)

    assert "Columns are samples of a signal." in described(series=(one,))
    assert "Columns are samples of several signals." in described(series=(one, other))


@pytest.mark.parametrize(
    ("rows", "words"),
    [(999, "Few rows: hundreds"), (1000, "Some thousand rows"), (9_999, "Some thousand rows"), (10_000, "Many rows"), (100_000, "Very many rows")],
)
def test_rows_are_told_roughly(rows: int, words: str) -> None:
    assert f". {words}" in described(rows=rows)


@pytest.mark.parametrize(
    ("number", "words"), [(1, "one column"), (2, "few columns"), (21, "dozens of columns"), (200, "dozens of columns"), (201, "many columns")]
)
def test_columns_are_told_roughly(number: int, words: str) -> None:
    assert f", {words}" in described(*[column()] * number)


@pytest.mark.parametrize(("classes", "words"), [(3, "several classes"), (12, "dozens of classes")])
def test_classes_are_told_roughly(classes: int, words: str) -> None:
    assert words in described(target_kind=TargetKind.MULTICLASS, classes=classes)


def test_what_is_uneven_short_or_skewed_is_said_where_it_is() -> None:
    assert "Classes are uneven, some are rare." in described(rarest_class=0.05)
    assert "uneven" not in described(rarest_class=0.1)
    assert "uneven" not in described(target_kind=TargetKind.REGRESSION, rarest_class=0.0)
    assert "long tail" not in described(target_kind=TargetKind.REGRESSION, target=column(skew=0.9))
    assert "Texts are short." in described(column(ColumnKind.TEXT, words=19.0))
    assert "Columns hold" not in described(column(ColumnKind.CONSTANT))


def test_competitions_that_differ_in_names_alone_read_the_same() -> None:
    other = msgspec.structs.replace(competition("other"), id_column="key", target=("z",), classes=("a", "b"), public="/x", digest="1" * 64)
    renamed = msgspec.structs.replace(column(), name="another", distinct=6, lower=1.0, upper=2.0)

    assert described(renamed, of=other) == described()
    assert "secret" not in described()
