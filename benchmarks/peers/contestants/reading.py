"""What every peer's program shares: from public files to a table, and from predictions to the submission. Runs in a peer's environment."""

import json
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

SIDE = 16  # pixels of the longer side of an image, each a column
WORDS = 300  # of all running text together that become columns


class Order(NamedTuple):
    """What to compete on, as the benchmark says it; `given` is its JSON."""

    given: dict[str, Any]
    public: Path
    output: Path

    @property
    def seconds_left(self) -> float:
        """Wall clock until the submission has to be there; what was spent on starting and importing is counted."""
        return float(self.given["ends"]) - time.time()


class Table(NamedTuple):
    """Features of training and test rows, alike in columns and kinds, and the targets as numbers or labels."""

    train: pd.DataFrame
    test: pd.DataFrame
    targets: dict[str, pd.Series]  # by answer column; one entry for labels
    classes: bool


def order() -> Order:
    """The one that stands on the command line."""
    given = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    return Order(given, Path(given["public"]), Path(given["output"]))


def table(asked: Order, *, words: bool = True) -> Table:
    """Read all rows.

    Args:
        asked: Where they are.
        words: Whether running text becomes columns of its most frequent words; otherwise the peer reads it as it stands.
    """
    given = asked.given
    train, test = (pd.read_csv(asked.public / f"{part}.csv") for part in ("train", "test"))
    known = train[given["targets"]].notna().all(axis=1)
    train = train[known].reset_index(drop=True)
    columns = [name for name in test if name in train and name not in (*given["targets"], given["id"], given["media"])]
    features, features_test = train[columns].copy(), test[columns].copy()
    for name in columns:
        if not (pd.api.types.is_numeric_dtype(features[name]) and pd.api.types.is_numeric_dtype(features_test[name])):
            features[name], features_test[name] = features[name].astype("object"), features_test[name].astype("object")
    if words and given["texts"]:
        counted, counted_test = word_columns(
            [side[given["texts"]].fillna("").astype(str).agg(" ".join, axis=1) for side in (features, features_test)]
        )
        features = pd.concat([features.drop(columns=given["texts"]), counted], axis=1)
        features_test = pd.concat([features_test.drop(columns=given["texts"]), counted_test], axis=1)
    if given["media"]:
        features = pd.concat([features, pixels(asked, "train", train)], axis=1)
        features_test = pd.concat([features_test, pixels(asked, "test", test)], axis=1)
    names = {name: f"c{place}" for place, name in enumerate(features)}  # LightGBM takes no name with quotes or commas
    return Table(
        features.rename(columns=names), features_test.rename(columns=names), targets(given, train), given["form"] != "value" or given["flags"]
    )


def targets(given: dict[str, Any], train: pd.DataFrame) -> dict[str, pd.Series]:
    """Labels as text, or numbers by answer column; where each of these is yes or no, as labels 0 and 1."""
    if given["form"] == "value" and given["flags"]:
        return {name: (train[name].astype(float) > 0.5).astype(int) for name in given["targets"]}
    if given["form"] == "value":
        return {name: train[name].astype(float) for name in given["targets"]}
    if len(given["targets"]) > 1:
        return {"": train[given["targets"]].idxmax(axis=1)}
    return {"": train[given["targets"][0]].map(plain)}


def word_columns(texts: list[pd.Series]) -> list[pd.DataFrame]:
    """Weights of the most frequent words of the training rows, a column each."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415 - competitions without texts need none of it

    reader = TfidfVectorizer(max_features=WORDS, sublinear_tf=True)
    reader.fit(texts[0])
    return [pd.DataFrame(reader.transform(part).toarray(), columns=[f"word {number}" for number in range(len(reader.vocabulary_))]) for part in texts]


def plain(label: object) -> str:
    """One spelling for labels that a reader may have taken for numbers or truth values."""
    return str(int(label)) if isinstance(label, float) and label.is_integer() else str(label)


def pixels(asked: Order, part: str, rows: pd.DataFrame) -> pd.DataFrame:
    """A column for each value of each pixel of a small copy of each row's image; 0 for an image that cannot be read."""
    from PIL import Image  # noqa: PLC0415 - competitions without images need no Pillow

    media, names = asked.given["media"], {path.stem: path for path in (asked.public / part).glob("*")}
    files = (
        [names.get(str(row), asked.public / "none") for row in rows[asked.given["id"]]]
        if media == "id"
        else [asked.public / str(p) for p in rows[media]]
    )
    height, width, channels = asked.given["shape"]
    scale = min(1.0, SIDE / max(height, width))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    found = np.zeros((len(files), size[1], size[0], channels), dtype=np.float32)
    for place, file in enumerate(files):
        try:
            with Image.open(file) as opened:
                image = opened.convert({1: "L", 3: "RGB"}[channels]) if channels in (1, 3) else opened
                bands = [band.resize(size, Image.Resampling.BILINEAR) for band in image.split()]
                found[place] = np.stack([np.asarray(band) for band in bands], axis=2)
        except (OSError, ValueError):
            continue
    return pd.DataFrame(found.reshape(len(files), -1), columns=[f"pixel {number}" for number in range(found[0].size)])


def write(asked: Order, predicted: dict[str, np.ndarray], classes: list[str]) -> None:
    """Fill the sample submission, in its own order of rows.

    Args:
        asked: Says in which form.
        predicted: Numbers by answer column; for labels one entry: probabilities, shape (test rows, classes).
        classes: Labels of the columns of probabilities.
    """
    given = asked.given
    sample = pd.read_csv(asked.public / "sample_submission.csv", dtype=str)
    ids = pd.read_csv(asked.public / "test.csv", dtype=str)[given["id"]]
    places = pd.Index(ids).get_indexer(sample[given["id"]])
    if given["form"] == "value":
        for name, values in predicted.items():
            sample[name] = (values[:, 1] if given["flags"] else values)[places]
    else:
        probabilities = predicted[""][places]
        if given["form"] == "probability":
            sample[given["answers"][0]] = probabilities[:, classes.index(given["classes"][1])]
        elif given["form"] == "class_probabilities":
            for name, label in zip(given["answers"], given["classes"], strict=True):
                sample[name] = probabilities[:, classes.index(label)] if label in classes else 0.0
        elif given["form"] == "ranked_labels":
            best = np.array(classes, dtype=object)[(-probabilities).argsort(axis=1)[:, : int(given["metric"].rpartition("_")[2])]]
            sample[given["answers"][0]] = [" ".join(row) for row in best]
        else:
            sample[given["answers"][0]] = np.array(classes, dtype=object)[probabilities.argmax(axis=1)]
    sample.to_csv(asked.output, index=False)
