"""`python -m benchmarks.peers.unmet DIR`: four folders of tables on which no technique was ever measured, for `benchmarks.peers --competitions`.

They are tables of ISLP 0.6, a random part of whose rows is asked for; columns stay as they are. Hitters keeps rows without an answer in train.csv.
They have private answers and no leaderboard: what tells is the lead in score.
"""

import argparse
from io import BytesIO
from pathlib import Path

import numpy as np
import pandas as pd

from haste.competitions.bundled.package import Read, reader

TABLES = (
    ("Caravan", "Purchase", 1800, "auc"),
    ("Hitters", "Salary", 70, "rmsle"),
    ("OJ", "Purchase", 350, "accuracy"),
    ("Wage", "wage", 1000, "mae"),
)
_LEFT_OUT = {"Wage": ["logwage", "region"]}  # the answer again, and a constant
_ID = "id"


def main() -> None:
    """Write the folders."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.peers.unmet", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("place", type=Path, help="below which the folders are written")
    place = parser.parse_args().place
    read = reader("islp", "0.6.0")
    for name, target, asked, metric in TABLES:
        write(place / name.lower(), parts(read, name, target, asked), target, metric)


def parts(read: Read, name: str, target: str, asked: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows that are known, and those that are asked for, all with their answers where they have one."""
    table = pd.read_csv(BytesIO(read(f"ISLP/data/{name}.csv"))).drop(columns=_LEFT_OUT.get(name, []))
    answered = table[table[target].notna()].reset_index(drop=True)
    order = np.random.default_rng(0).permutation(len(answered))
    whole = pd.concat([answered, table[table[target].isna()]], ignore_index=True)
    whole.insert(0, _ID, np.arange(len(whole)))
    rest = np.arange(len(answered), len(whole))
    return whole.iloc[[*order[asked:], *rest]], whole.iloc[order[:asked]]


def write(folder: Path, rows: tuple[pd.DataFrame, pd.DataFrame], target: str, metric: str) -> None:
    """One competition, in the layout that HASTE and the peers read."""
    train, test = rows
    public, private = folder / "prepared" / "public", folder / "prepared" / "private"
    for made in (public, private):
        made.mkdir(parents=True, exist_ok=True)
    train.to_csv(public / "train.csv", index=False)
    test.drop(columns=[target]).to_csv(public / "test.csv", index=False)
    test[[_ID]].assign(**{target: train[target].dropna().iloc[0]}).to_csv(public / "sample_submission.csv", index=False)
    test[[_ID, target]].to_csv(private / "test.csv", index=False)
    (public / "description.md").write_text(f"# {folder.name}\n", encoding="utf-8")
    (folder / "config.yaml").write_text(f"id: {folder.name}\nmetric: {metric}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
