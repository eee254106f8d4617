"""Folders as people have them: each a function that fills one, by the name of what is odd about it."""

import hashlib
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from PIL import Image

from tests.unit.competitions.folders import COUNT, TEST_COUNT, filled, labels, numbers, test_of, train_of, write_files
from tests.unit.competitions.odd_signals import SIGNALS
from tests.unit.competitions.odder_folders import ODDER
from tests.unit.evaluation.examples import table


def mixed_types(place: Path) -> None:
    values = ["1", "two", "3.5", "", "x-9"]
    filled(place, train_of(mixed=labels(*values, count=COUNT)), test_of(mixed=labels(*values[::-1], count=TEST_COUNT)))


def dates_in_three_formats(place: Path) -> None:
    days = [date(2021, 1, 1) + timedelta(days=row) for row in range(COUNT)]
    formats = ("%Y-%m-%d", "%d.%m.%Y", "%b %d, %Y")
    spelled = [day.strftime(formats[row % 3]) for row, day in enumerate(days)]
    filled(place, train_of(day=spelled), test_of(day=spelled[:TEST_COUNT]))


def a_wide_table(place: Path) -> None:
    wide = {f"w{number}": numbers(COUNT, number + 2) for number in range(80)}
    filled(place, train_of(**wide), test_of(**{name: values[:TEST_COUNT] for name, values in wide.items()}))


def rows_sorted_by_the_target(place: Path) -> None:
    filled(place, train_of(y=range(COUNT)))


def a_hash_of_the_label_as_id(place: Path) -> None:
    spoken = labels("cat", "dog", count=COUNT)
    hashes = [hashlib.sha256(label.encode()).hexdigest()[:12] for label in spoken]
    filled(place, train_of(id=hashes, y=spoken), test_of(id=hashes[:TEST_COUNT]))


def a_class_with_two_rows(place: Path) -> None:
    filled(place, train_of(y=["rare", "rare", *labels("a", "b", count=COUNT - 2)]))


def text_that_is_no_utf8(place: Path) -> None:
    cities = labels("K\u00f6ln", "Z\u00fcrich", "Gen\u00e8ve", count=COUNT)
    place.mkdir(parents=True)
    for name, rows in (("train", train_of(city=cities)), ("test", test_of(city=cities[:TEST_COUNT]))):
        table(**rows).to_csv(place / f"{name}.csv", index=False, encoding="cp1252")


def utf16_with_tabs(place: Path) -> None:
    place.mkdir(parents=True)
    for name, rows in (("train", train_of()), ("test", test_of())):
        table(**rows).to_csv(place / f"{name}.tsv", index=False, sep="\t", encoding="utf-16")


def semicolons_and_decimal_commas(place: Path) -> None:
    place.mkdir(parents=True)
    for name, rows in (("train", train_of()), ("test", test_of())):
        spelled = table(**rows).map(lambda value: str(value).replace(".", ","))
        spelled.to_csv(place / f"{name}.csv", index=False, sep=";")


def thousands_separators(place: Path) -> None:
    amounts = [f"{row * row * 997 + 3:,}" for row in range(COUNT)]
    filled(place, train_of(amount=amounts, y=amounts[::-1]), test_of(amount=amounts[5 : 5 + TEST_COUNT]))


def a_target_with_gaps(place: Path) -> None:
    filled(place, train_of(y=["", "NA", *numbers(COUNT - 2, 53)]))


def ids_that_stand_twice(place: Path) -> None:
    filled(place, train_of(id=[row // 2 for row in range(COUNT)]), test_of(id=[row // 2 for row in range(TEST_COUNT)]))


def other_columns_in_another_order(place: Path) -> None:
    shared, only_test = numbers(COUNT, 11), {"z": numbers(TEST_COUNT, 3)}
    test = {**only_test, "shared": shared[:TEST_COUNT], "id": range(COUNT, COUNT + TEST_COUNT)}
    write_files(place, train=train_of(shared=shared), test=test, sample_submission=None)
    (place / "config.yaml").write_text("target: y\n", encoding="utf-8")


def quoted_newlines(place: Path) -> None:
    said = [f'line {row}\nand "another", with\r\nthree' for row in range(COUNT)]
    filled(place, train_of(said=said), test_of(said=said[:TEST_COUNT]))


def yes_and_no(place: Path) -> None:
    filled(
        place, train_of(flag=labels("yes", "no", "no", count=COUNT), y=labels("Yes", "No", count=COUNT)), test_of(flag=labels("no", count=TEST_COUNT))
    )


def empty_columns(place: Path) -> None:
    filled(place, train_of(void=[""] * COUNT, nothing=["NA"] * COUNT), test_of(void=[""] * TEST_COUNT, nothing=["NA"] * TEST_COUNT))


def odd_column_names(place: Path) -> None:
    names = ("a b", "c,d", 'e"f', "gr\u00f6\u00dfe \u6f22", "{i}", "it's")
    more = {name: numbers(COUNT, step + 5) for step, name in enumerate(names)}
    train = {name: values for name, values in train_of(**more).items() if name != "y"} | {"price, \u20ac": numbers(COUNT, 53)}
    filled(place, train, test_of(**{name: values[:TEST_COUNT] for name, values in more.items()}))


def two_columns_of_one_name(place: Path) -> None:
    place.mkdir(parents=True)
    rows = [f"{row},{row * 37 % 101},{row * 29 % 97}" for row in range(COUNT + TEST_COUNT)]
    train = [f"{line},{row * 53 % 89}" for row, line in enumerate(rows[:COUNT])]
    (place / "train.csv").write_text("\n".join(["id,x,x,y", *train, ""]), encoding="utf-8")
    (place / "test.csv").write_text("\n".join(["id,x,x", *rows[COUNT:], ""]), encoding="utf-8")


def empty_texts(place: Path) -> None:
    said = ["" if row % 4 == 0 else f"the number {row} of {row * 7} good words said here" for row in range(COUNT)]
    filled(place, train_of(said=said), test_of(said=said[:TEST_COUNT]))


def a_category_that_only_the_test_has(place: Path) -> None:
    filled(place, train_of(kind=labels("a", "b", count=COUNT)), test_of(kind=labels("never seen", "b", count=TEST_COUNT)))


def gaps_in_a_time_series(place: Path) -> None:
    days = [date(2020, 1, 1) + timedelta(days=row + (90 if row > 30 else 0)) for row in range(COUNT + TEST_COUNT)]
    filled(place, train_of(day=[day.isoformat() for day in days[:COUNT]]), test_of(day=[day.isoformat() for day in days[COUNT:]]))


def one_table_alone(place: Path) -> None:
    place.mkdir(parents=True)
    table(**train_of(y=labels("a", "b", "c", count=COUNT))).to_csv(place / "survey.csv", index=False)


def images_of_one_table(place: Path) -> None:
    names = [f"p{row}" for row in range(COUNT)]
    write_files(place, train={"name": names, "y": labels("light", "dark", count=COUNT)}, test=None, sample_submission=None)
    (place / "config.yaml").write_text("id_column: name\n", encoding="utf-8")
    (place / "train").mkdir()
    for row, name in enumerate(names):
        Image.new("L", (4, 4), 200 if row % 2 == 0 else 20).save(place / "train" / f"{name}.png")


FOLDERS: dict[str, Callable[[Path], None]] = {
    made.__name__: made
    for made in (
        mixed_types,
        dates_in_three_formats,
        a_wide_table,
        rows_sorted_by_the_target,
        a_hash_of_the_label_as_id,
        a_class_with_two_rows,
        text_that_is_no_utf8,
        utf16_with_tabs,
        semicolons_and_decimal_commas,
        thousands_separators,
        a_target_with_gaps,
        ids_that_stand_twice,
        other_columns_in_another_order,
        quoted_newlines,
        yes_and_no,
        empty_columns,
        odd_column_names,
        two_columns_of_one_name,
        empty_texts,
        a_category_that_only_the_test_has,
        gaps_in_a_time_series,
        one_table_alone,
        images_of_one_table,
        *SIGNALS,
        *ODDER,
    )
}
