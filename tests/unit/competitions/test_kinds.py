"""Kinds of columns, by their contents."""

import pandas as pd
import pytest

from haste.competitions import kinds
from haste.competitions.inference import classes_in
from haste.vocabulary.scales import ColumnKind, TargetKind

CASES: list[tuple[str, list[object], ColumnKind]] = [
    ("floats", [row / 3 for row in range(50)], ColumnKind.NUMERIC),
    ("few whole numbers", [1, 2, 3] * 20, ColumnKind.NUMERIC),
    ("amounts, all different", [row * row for row in range(50)], ColumnKind.NUMERIC),
    ("numbers written as text", [f"{row / 3:.2f}" for row in range(50)], ColumnKind.NUMERIC),
    ("numbers with one slip", [*(str(row / 3) for row in range(50)), "n.n."], ColumnKind.NUMERIC),
    ("row numbers", list(range(50)), ColumnKind.IDENTIFIER),
    ("truth values", [True, False] * 20, ColumnKind.CATEGORICAL),
    ("truth values with gaps", [True, False, None] * 20, ColumnKind.CATEGORICAL),
    ("words", ["red", "green", "blue"] * 20, ColumnKind.CATEGORICAL),
    ("phrases that come again", ["very high risk", "no risk at all"] * 30, ColumnKind.CATEGORICAL),
    ("sentences", [f"This is what customer {row} had to say" for row in range(60)], ColumnKind.TEXT),
    ("one value", ["same"] * 30, ColumnKind.CONSTANT),
    ("no value", [None] * 30, ColumnKind.CONSTANT),
    ("one value and gaps", ["same", None] * 30, ColumnKind.CONSTANT),
    ("ISO dates", [f"2020-01-{day:02}" for day in range(1, 29)], ColumnKind.DATE),
    ("ISO times", [f"2020-01-{day:02}T10:00:00Z" for day in range(1, 29)], ColumnKind.DATE),
    ("American dates", [f"1/{day}/2020" for day in range(1, 29)], ColumnKind.DATE),
    ("German dates", [f"{day}.1.2020" for day in range(1, 29)], ColumnKind.DATE),
    ("hashes", [f"{row * 2654435761 % 2**32:032x}" for row in range(60)], ColumnKind.IDENTIFIER),
    ("short keys", [f"B{row:05}" for row in range(60)], ColumnKind.IDENTIFIER),
    ("formulas", ["CC(=O)N" * (1 + row % 9) + "c1ccccc1" + "C" * row for row in range(60)], ColumnKind.TEXT),
    ("Chinese sentences", [f"快递今天到了、颜色是蓝色的、第{row}次购买" for row in range(60)], ColumnKind.TEXT),
    ("Thai sentences", [f"สินค้าคุณภาพดีมากส่งเร็ว{row}" for row in range(60)], ColumnKind.TEXT),
    ("Chinese names", [f"王{chr(0x4E00 + row)}明" for row in range(60)], ColumnKind.IDENTIFIER),
    ("Chinese categories", ["黑色大号加厚款式", "白色小号普通款式"] * 30, ColumnKind.CATEGORICAL),
    ("Latin keys with a Chinese sign", [f"B-{row:05}-北" for row in range(60)], ColumnKind.IDENTIFIER),
    ("mixed", [1, "two", 3.5, None, "2020-01-01"] * 10, ColumnKind.CATEGORICAL),
]


@pytest.mark.parametrize(("values", "kind"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_column_is_known_by_its_contents(values: list[object], kind: ColumnKind) -> None:
    assert kinds.kind_of(pd.Series(values)) is kind


def test_words_are_counted_among_the_values_that_are_there() -> None:
    assert kinds.words_in(pd.Series(["one two", "", None, "three four five six"])) == 3
    assert kinds.words_in(pd.Series(["", None])) == 0


def test_words_of_scripts_without_blanks_are_counted_by_their_signs() -> None:
    assert kinds.words_in(pd.Series(["颜色是蓝色的", "とても良いです"])) == 3.25
    assert kinds.words_in(pd.Series(["the word 漢字 in English"])) == 5


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["0", "1"] * 10, TargetKind.BINARY),
        (["1.5", "2.5"] * 10, TargetKind.BINARY),
        (["a", "b", "c"] * 10, TargetKind.MULTICLASS),
        (["1", "2", "3"] * 10, TargetKind.MULTICLASS),
        (["1.0", "2.0", "3.0", ""] * 10, TargetKind.MULTICLASS),
        (["1", "2", "3.5"] * 10, TargetKind.REGRESSION),
        ([str(number) for number in range(100)], TargetKind.REGRESSION),
        (["1", "2", "3"], TargetKind.REGRESSION),
    ],
)
def test_a_target_is_known_by_its_contents(values: list[str], kind: TargetKind) -> None:
    assert kinds.target_kind_of(pd.Series(values, dtype=str)) is kind


def test_text_dominates_by_what_there_is_to_read() -> None:
    prose = pd.Series([f"a long story about thing {row} that never ends" for row in range(50)])
    numbers = {f"x{column}": pd.Series([f"{row * column / 7:.4f}" for row in range(50)]) for column in range(1, 20)}

    assert kinds.text_dominates({"prose": prose, "x1": numbers["x1"]})
    assert kinds.text_dominates({"prose": pd.Series([f"快递今天到了、第{row}次购买" for row in range(50)]), "x1": numbers["x1"]})
    assert not kinds.text_dominates({"prose": prose, **numbers})
    assert not kinds.text_dominates(numbers)


@pytest.mark.parametrize(
    ("columns", "labels", "classes"),
    [
        (["a", "b"], ["b", "a"], ("a", "b")),
        (["a", "b", "c"], ["b", "a", ""], ("a", "b", "c")),
        (["p_1", "p_2"], ["1", "2"], ("1", "2")),
        (["Status_C", "Status_CL"], ["CL", "C"], ("C", "CL")),
        (["a", "b"], ["c", "a"], ()),
        (["a"], ["a"], ()),
        (["a", "b"], [""], ()),
    ],
)
def test_answer_columns_stand_for_labels(columns: list[str], labels: list[str], classes: tuple[str, ...]) -> None:
    assert classes_in(columns, pd.Series(labels, dtype=str)) == classes
