"""What is made of a package's files before it becomes rows: filled outlines, and messages with their translations."""

from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from haste.competitions.bundled import pub_cell_shape_drug, pub_close_languages

CATALOGUE = """\
msgid ""
msgstr ""
"Language: xx\\n"

msgid "Personal information"
msgstr "Información persoal"

#, python-format
msgid ""
"The object %(name)s "
"was <b>changed</b>."
msgstr ""
"O obxecto %(name)s "
"<b>foi \\"mudado\\"</b>."

#, fuzzy
msgid "Important dates"
msgstr "Datas importantes"

msgid "%d day remains"
msgid_plural "%d days remain"
msgstr[0] "%d día restante"
msgstr[1] "%d días restantes"

msgid "Yes"
msgstr "Si"

msgid "Administration"
msgstr "Administration"

#~ msgid "Not used any more"
#~ msgstr "Xa non se usa"
"""


def drawn(*outlines: list[tuple[int, int]]) -> list[NDArray[np.uint8]]:
    """The pictures of these outlines, in the order of their treatments."""
    repeated = [outlines[number % len(outlines)] for number in range(300)]
    files = {
        "cells.txt": "\n\n".join("\n".join(f"{x} {y}" for x, y in outline) for outline in repeated) + "\n",
        "treatments.txt": "\n".join(f"t{number % len(outlines)}" for number in range(300)),
    }
    rows = pub_cell_shape_drug.frames(lambda path: files[path.rsplit("/", 1)[-1]].encode()).train
    found = []
    for name in sorted(set(rows["treatment"])):
        with Image.open(BytesIO(rows.loc[rows["treatment"] == name, "image"].iloc[0])) as image:
            found.append(np.asarray(image))
    return found


def test_an_outline_is_filled_in_the_middle_wherever_it_lay_and_either_way_round() -> None:
    square = [(0, 0), (45, 0), (45, 45), (0, 45)]
    expected = np.zeros((64, 64), dtype=np.uint8)
    expected[28:36, 28:36] = 255  # 45 units are 8 pixels

    for picture in drawn(square, [(x + 900, y - 300) for x, y in reversed(square)]):
        assert (picture == expected).all()


def test_a_slanted_outline_is_filled_on_one_side_of_the_slant_only() -> None:
    (picture,) = drawn([(0, 0), (180, 0), (0, 180)])

    rows, columns = np.nonzero(picture)
    assert (rows.min(), columns.min()) == (16, 16)
    assert (rows + columns).max() == 62  # centres on the slant itself lie outside
    assert len(rows) == 31 * 32 / 2


def test_translations_lose_their_marks_and_useless_ones_are_left_out() -> None:
    asked = []

    def read(path: str) -> bytes:
        asked.append(path)
        return CATALOGUE.encode()

    found = list(pub_close_languages._translations(read, "contrib/auth", "gl"))

    assert asked == ["django/contrib/auth/locale/gl/LC_MESSAGES/django.po"]
    assert [text for _, text, _ in found] == ["Información persoal", 'O obxecto    foi "mudado" .', "día restante"]
    assert [message for message, _, _ in found][1:] == ["The object %(name)s was <b>changed</b>.", "%d day remains"]
    assert {language for _, _, language in found} == {"gl"}
