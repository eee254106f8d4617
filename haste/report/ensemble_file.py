"""An ensemble as one standalone file: its members' sources, the host's own blending, and a few lines that run the ones and do the other."""

from importlib.resources import files

import msgspec

from haste.vocabulary.judgement import Member
from haste.vocabulary.scales import Blend

_FIRST = '''\
"""An ensemble: runs {count} solutions on the same input and blends what they answer. Reads $INPUT, writes $OUTPUT."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

'''
_LAST = '''

def main() -> None:
    """Run all members, and write the blend in the order of the sample submission."""
    shown, wanted = Path(os.environ.get("INPUT", "input")).absolute(), Path(os.environ.get("OUTPUT", "submission.csv")).absolute()
    sample = pd.read_csv(shown / "sample_submission.csv", dtype=str, na_filter=False)
    written = [_in_order_of(sample[ID], *_written(name, shown)) for name in MEMBERS]
    answers = [table[ANSWERS[0]].map(_spelled).to_numpy() if TEXT else table[ANSWERS].to_numpy(np.float64) for table, _ in written]
    weights = [weight for weight, _ in MEMBERS.values()]
    if BLEND == "likeliest":
        shares = [_shares(labels, table) for labels, (_, table) in zip(answers, written, strict=True)]
        columns = np.array(LABELS, dtype=object)[blended(shares, weights, "shares").argmax(axis=1)][None]
    else:
        columns = blended(answers, weights, BLEND, PLACES).reshape(len(sample), -1).T
    pd.DataFrame({ID: sample[ID], **dict(zip(ANSWERS, columns, strict=True))}).to_csv(wanted, index=False)


def _written(name: str, shown: Path) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    """What one member writes, in a process of its own: its answers, and how sure it was of each label where it says so; ids as text."""
    with tempfile.TemporaryDirectory() as folder:
        source, output, shares = (Path(folder) / name for name in ("solution.py", "submission.csv", "class_shares.csv"))
        source.write_text(MEMBERS[name][1], encoding="utf-8")
        places = {"INPUT": str(shown), "OUTPUT": str(output), **({"CLASS_SHARES": str(shares)} if BLEND == "likeliest" else {})}
        subprocess.run([sys.executable, str(source)], cwd=folder, env={**os.environ, **places}, check=True)
        answers = pd.read_csv(output, dtype={ID: str, **({ANSWERS[0]: str} if TEXT else {})}, na_filter=False)
        return answers, pd.read_csv(shares, dtype={SHARES_ID: str}, na_filter=False) if shares.exists() else None


def _shares(labels: NDArray[Any], table: pd.DataFrame | None) -> NDArray[Any]:
    """How sure a member was of each label; of its answer alone where it did not say."""
    sure = labels[:, None] == np.array(LABELS, dtype=object) if table is None else table[LABELS]
    return np.asarray(sure, dtype=np.float64)


def _in_order_of(ids: pd.Series, answers: pd.DataFrame, shares: pd.DataFrame | None) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    """Both with the rows of these ids."""
    return _rows(ids, answers, ID), None if shares is None else _rows(ids, shares, SHARES_ID)


def _rows(ids: pd.Series, table: pd.DataFrame, name: str) -> pd.DataFrame:
    """The rows of these ids, which stand in the column of that name; "007" is 7 to a member that read ids as numbers."""
    wanted, given = ids, table[name]
    if set(wanted) != set(given):
        wanted, given = wanted.map(_number), given.map(_number)
    return table.set_axis(pd.Index(given)).loc[list(wanted)]


def _spelled(label: str) -> str:
    """A label as the training data spell it: "1.0" is "1" where that is a label."""
    if label in LABELS or BLEND not in ("votes", "likeliest"):
        return label
    return next((known for known in LABELS if _number(known) == _number(label)), label)


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


if __name__ == "__main__":
    main()
'''


class Parts(msgspec.Struct, frozen=True, kw_only=True):
    """What the file is made of."""

    members: tuple[Member, ...]
    sources: tuple[str, ...]  # of their solutions, in their order
    blend: Blend
    places: int  # labels of a row that count; 0 where the answers are no ranked labels
    id_column: str
    shares_id_column: str  # what it is called beside a column for each class
    answer_columns: tuple[str, ...]
    classes: tuple[str, ...]


def ensemble_file(parts: Parts) -> str:
    """The source: reads $INPUT (default input/), writes $OUTPUT (default submission.csv), needs numpy, pandas and what its members need."""
    named = zip(parts.members, parts.sources, strict=True)
    members = "".join(f"    {f'trial {member.iteration}'!r}: ({member.weight!r}, {_literal(source)}),\n" for member, source in named)
    constants = {
        "BLEND": str(parts.blend),
        "PLACES": parts.places,
        "ID": parts.id_column,
        "SHARES_ID": parts.shares_id_column,
        "ANSWERS": list(parts.answer_columns),
        "TEXT": parts.blend in (Blend.VOTES, Blend.LIKELIEST, Blend.POINTS),
        "LABELS": list(parts.classes),
    }
    told = "".join(f"{name} = {value!r}\n" for name, value in constants.items())
    first = _FIRST.format(count=len(parts.members))
    return f"{first}{told}MEMBERS = {{  # name: weight and source\n{members}}}\n\n\n{_blending()}{_LAST}"


def _literal(source: str) -> str:
    """The source as text in a source: as it stands where nothing in it would end the text."""
    plain = "'''" not in source and "\r" not in source and not source.endswith(("'", "\\"))
    return f"r'''{source}'''" if plain else repr(source)


def _blending() -> str:
    """The functions of `haste.evaluation.blending` as they stand there, without its docstring and imports."""
    text = files("haste.evaluation").joinpath("blending.py").read_text(encoding="utf-8")
    return text[text.index("def blended(") :]
