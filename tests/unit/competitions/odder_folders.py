"""More folders as people have them, beside those of odd_folders.py, which lists them all."""

import zipfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from tests.unit.competitions.folders import COUNT, TEST_COUNT, Rows, filled, labels, numbers, test_of, train_of
from tests.unit.evaluation.examples import table


def decimal_commas_in_archives(place: Path) -> None:
    place.mkdir(parents=True)
    for name, rows in (("train", train_of()), ("test", test_of())):
        spelled = table(**rows).map(lambda value: str(value).replace(".", ","))
        with zipfile.ZipFile(place / f"{name}.zip", "w") as archive:
            archive.writestr(f"export/{name} (1).csv", spelled.to_csv(index=False, sep=";"))


def more_columns_than_rows(place: Path) -> None:
    wide = {f"w{number}": numbers(80, number % 97 + 2) for number in range(120)}
    train: Rows = {"id": range(80), **wide, "y": labels("a", "b", count=80)}
    filled(place, train, {"id": range(80, 104), **{name: values[:TEST_COUNT] for name, values in wide.items()}})


def infinite_and_huge_numbers(place: Path) -> None:
    odd = labels("inf", "-inf", "1e300", "-1e308", "1e-320", "12345678901234567890", count=COUNT)
    values = [odd[row] if row % 3 == 0 else str(row) for row in range(COUNT)]
    filled(place, train_of(h=values, y=[value * 1e12 for value in numbers(COUNT, 53)]), test_of(h=values[:TEST_COUNT]))


def an_index_in_train_alone(place: Path) -> None:
    place.mkdir(parents=True)
    table(**train_of()).to_csv(place / "train.csv")
    table(**test_of()).to_csv(place / "test.csv", index=False)


def an_empty_target_in_the_test(place: Path) -> None:
    filled(place, train_of(), test_of(y=[""] * TEST_COUNT))


def columns_that_say_nothing(place: Path) -> None:
    train = train_of(same=["same"] * COUNT, seven=[7] * COUNT, once=[0.5] * COUNT)
    filled(place, train, test_of(same=["same"] * TEST_COUNT, seven=[8] * TEST_COUNT, once=numbers(TEST_COUNT)))


def truth_values(place: Path) -> None:
    train = train_of(flag=labels("True", "False", "", count=COUNT), switch=labels("on", "off", count=COUNT), y=labels("True", "False", count=COUNT))
    filled(place, train, test_of(flag=labels("False", "True", count=TEST_COUNT), switch=labels("on", count=TEST_COUNT)))


def ids_of_nineteen_digits(place: Path) -> None:
    first = 1_234_567_890_123_456_789  # more than a float can tell apart
    filled(place, train_of(id=[first + row for row in range(COUNT)]), test_of(id=[first + 1000 + row for row in range(TEST_COUNT)]))


def one_very_long_text(place: Path) -> None:
    said = ["x y " * 20_000 if row == 2 else f"short text number {row} of some words \U0001f600" for row in range(COUNT)]
    filled(place, train_of(said=said), test_of(said=said[:TEST_COUNT]))


def bytes_of_zero(place: Path) -> None:
    place.mkdir(parents=True)
    for name, rows in (("train", train_of(kind=labels("a", "b", count=COUNT))), ("test", test_of(kind=labels("a", count=TEST_COUNT)))):
        (place / f"{name}.csv").write_bytes(table(**rows).to_csv(index=False).encode().replace(b",a", b",a\0"))


def images_at_paths_that_are_the_ids(place: Path) -> None:
    spoken = labels("light", "dark", count=COUNT + TEST_COUNT)
    paths = [f"{'train/' + spoken[row] if row < COUNT else 'test'}/{row}.png" for row in range(COUNT + TEST_COUNT)]
    for path, label in zip(paths, spoken, strict=True):
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        Image.new("L", (4, 4), 200 if label == "light" else 20).save(place / path)
    table(path=paths[:COUNT], kind=spoken[:COUNT]).to_csv(place / "train.csv", index=False)
    table(path=paths[COUNT:]).to_csv(place / "test.csv", index=False)


def amounts_in_dollars(place: Path) -> None:
    amounts = [f"${row * 997 % 5000 + 3:,}.50" for row in range(COUNT)]
    filled(place, train_of(area=amounts, y=amounts[::-1]), test_of(area=amounts[5 : 5 + TEST_COUNT]))


def chinese_text(place: Path) -> None:
    good, bad = "非常好", "太差"
    parts = ("快递今天到了", "颜色是蓝色的", "第二次购买")
    said = [f"{(good, bad)[row % 2]}、{parts[row % 3]}、{parts[row // 3 % 3]}{row}" for row in range(COUNT + TEST_COUNT)]
    filled(place, train_of(said=said[:COUNT], y=labels("好评", "差评", count=COUNT)), test_of(said=said[COUNT:]))


ODDER: tuple[Callable[[Path], None], ...] = (
    decimal_commas_in_archives,
    more_columns_than_rows,
    infinite_and_huge_numbers,
    an_index_in_train_alone,
    an_empty_target_in_the_test,
    columns_that_say_nothing,
    truth_values,
    ids_of_nineteen_digits,
    one_very_long_text,
    bytes_of_zero,
    images_at_paths_that_are_the_ids,
    amounts_in_dollars,
    chinese_text,
)
