"""Encodings and delimiters are found out, and what was assumed is said."""

import pytest

from haste.competitions import text_tables

WORDS = "name,größe\nmüller,1\n"


@pytest.mark.parametrize(
    ("encoding", "remark"),
    [
        ("utf-8", ()),
        ("utf-8-sig", ()),
        ("utf-16", ("read as utf-16",)),
        ("utf-16-le", ("read as utf-16-le",)),
        ("utf-16-be", ("read as utf-16-be",)),
        ("utf-32", ("read as utf-32",)),
        ("cp1252", ("no UTF-8, so read as cp1252; where letters look wrong convert it: iconv -f ENCODING -t utf-8",)),
    ],
)
def test_text_of_an_encoding_is_read(encoding: str, remark: tuple[str, ...]) -> None:
    assert text_tables.decoded(WORDS.encode(encoding)) == (WORDS, remark)


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("gb18030", ("快递今天到了", "非常好", "上海市浦东新区", "质量很差")),
        ("cp932", ("とても良い商品です", "大阪府", "配送が遅い", "値段が高い")),
        ("euc_jp", ("とても良い商品です", "大阪府", "配送が遅い", "値段が高い")),
        ("cp949", ("배송이 빨라요", "정말 좋아요", "부산광역시", "품질이 나쁘다")),
        ("big5", ("今天到了", "顏色是藍色的", "台北市", "非常好")),
    ],
)
def test_encodings_of_two_bytes_are_told_by_their_bytes(encoding: str, words: tuple[str, ...]) -> None:
    text = "id,said\n" + "".join(f"{row},{words[row % 4]}\n" for row in range(40))

    assert text_tables.decoded(text.encode(encoding)) == (
        text,
        (f"no UTF-8, so read as {encoding}; where letters look wrong convert it: iconv -f ENCODING -t utf-8",),
    )


@pytest.mark.parametrize("words", [("Köln", "Zürich", "Größe 30 °C"), ("Genève", "façade", "élève à l'école"), ("España", "São Paulo", "niño")])
@pytest.mark.parametrize("rows", [1, 9, 200])
def test_text_of_western_windows_is_not_taken_for_one_of_two_bytes(words: tuple[str, ...], rows: int) -> None:
    text = "id,said\n" + "".join(f"{row},{words[row % 3]}\n" for row in range(rows))

    assert text_tables.decoded(text.encode("cp1252"))[0] == text


def test_too_few_bytes_tell_no_encoding_of_two() -> None:
    assert text_tables.decoded("id,said\n1,太差\n".encode("gb18030"))[1][0].startswith("no UTF-8, so read as cp1252")


def test_bytes_that_the_encoding_does_not_know_leave_it_out() -> None:
    text = "id,said\n" + "".join(f"{row},质量很差\n" for row in range(600))

    assert text_tables.decoded(text.encode("gb18030") + b"\xff\n")[1][0].startswith("no UTF-8, so read as cp1252")


def test_bytes_that_cp1252_does_not_know_are_latin_1() -> None:
    text, (remark,) = text_tables.decoded(b"a\n\x81\xe9\n")

    assert (text, "read as latin-1" in remark) == ("a\n\x81é\n", True)


def test_a_few_broken_bytes_do_not_spoil_good_utf8() -> None:
    text, remarks = text_tables.decoded(("grüße " * 20).encode() + b"\xff")

    assert (text, remarks) == ("grüße " * 20 + "\ufffd", ("1 bytes are no UTF-8, and are read as U+FFFD",))


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a,b\n1,2\n", ","),
        ("a;b;c\n1,5;2,5;3,5\n", ";"),
        ("a\tb\n1\t2\n", "\t"),
        ("a|b\n1|2\n", "|"),
        ('a,b\n"x;y",1\n"z;w",2\n', ","),
        ("only\n1\n2\n", ","),
        ("a;b\n1;2\n3;4;5\n" * 1 + "1;2\n" * 40, ";"),
        ("a,b\n1,2,3\n4,5,6\n", ","),
        ("", ","),
        ('a;b\n"x\ny";2\n', ";"),
    ],
)
def test_a_delimiter_is_the_sign_that_cuts_records_into_as_many_values_as_the_header(text: str, delimiter: str) -> None:
    assert text_tables.delimiter_of(text) == delimiter


def test_a_record_that_the_look_cuts_off_does_not_count() -> None:
    text = "a;b\n1;2\n" + "y" * 70_000 + ";2\n"

    assert text_tables.delimiter_of(text) == ";"


def test_what_was_assumed_is_said_with_the_name_of_the_file() -> None:
    read = text_tables.read(b"a;;a\n1;2;3\n", tabs=False, name="mine.csv")

    assert read.table.to_dict("list") == {"a": ["1"], "Unnamed: 1": ["2"], "a.1": ["3"]}
    assert read.remarks == (
        "mine.csv: values are separated by semicolons",
        "mine.csv: column 2 is called 'Unnamed: 1', since it has no name",
        "mine.csv: column 3 is called 'a.1', since 'a' stands there twice",
    )
    assert read.free_comma


def test_tabs_that_the_name_promises_are_not_remarked() -> None:
    read = text_tables.read(b"a\tb\n1\t2\n", tabs=True, name="mine.tsv")

    assert (read.table.to_dict("list"), read.remarks) == ({"a": ["1"], "b": ["2"]}, ())
