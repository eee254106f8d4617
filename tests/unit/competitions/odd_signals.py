"""Folders of signals as people have them: each a function that fills one, by the name of what is odd about it."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from scipy.io import wavfile

from tests.unit.competitions.folders import Rows, labels, write_files
from tests.unit.evaluation.examples import table

COUNT, TEST_COUNT = 60, 24
EVERY = COUNT + TEST_COUNT


def waves(samples: int, channels: int = 1) -> list[np.ndarray]:
    """A tone for each row, higher from row to row in turns of three; shape (samples, channels)."""
    rng = np.random.default_rng(2)
    time = np.arange(samples)[:, None]
    return [np.sin(time * (0.1 + 0.2 * (row % 3)) + rng.uniform(0, 6, channels)) + rng.normal(0, 0.05, (samples, channels)) for row in range(EVERY)]


def written(place: Path, target: Rows, columns: Rows | None = None, *, config: str = "") -> None:
    """Write the tables: ids, these columns, and what is predicted."""
    shared: Rows = {"id": range(EVERY), **(columns or {})}
    train = {name: list(values)[:COUNT] for name, values in shared.items()}
    place.mkdir(parents=True, exist_ok=True)
    table(**train, **target).to_csv(place / "train.csv", index=False)
    table(**{name: list(values)[COUNT:] for name, values in shared.items()}).to_csv(place / "test.csv", index=False)
    if config:
        (place / "config.yaml").write_text(config, encoding="utf-8")


def by_id(place: Path, suffix: str) -> list[Path]:
    """Where the file of each row belongs."""
    for part in ("train", "test"):
        (place / part).mkdir(parents=True)
    return [place / ("train" if row < COUNT else "test") / f"{row}{suffix}" for row in range(EVERY)]


def columns_of(signals: list[np.ndarray], *names: str) -> dict[str, list[str]]:
    """Numbered columns, a channel after the other."""
    stack = np.stack(signals).round(3)
    return {f"{name}_{time:02d}": list(map(str, stack[:, time, place])) for place, name in enumerate(names) for time in range(stack.shape[1])}


def wide_columns_with_gaps(place: Path) -> None:
    columns = columns_of(waves(40, 2), "left", "right")
    for number, values in enumerate(columns.values()):
        values[number % EVERY] = ""
        values[7] = ""  # a row without a signal
    written(place, {"y": labels("low", "middle", "high", count=COUNT)}, columns)


def stereo_sounds_of_all_lengths(place: Path) -> None:
    for row, (path, sound) in enumerate(zip(by_id(place, ".wav"), waves(900, 2), strict=True)):
        wavfile.write(path, (8000, 22050)[row % 2], (sound[: 300 + 7 * row, : 1 + row % 2] * 9000).astype(np.int16))
    written(place, {"y": labels("low", "middle", "high", count=COUNT)})


def arrays_in_half_precision(place: Path) -> None:
    for path, signal in zip(by_id(place, ".npy"), waves(80, 3), strict=True):
        np.save(path, signal.T.astype(np.float16))
    written(place, {"y": labels("yes", "no", count=COUNT)})


def a_table_for_each_row(place: Path) -> None:
    (place / "walks").mkdir(parents=True)
    paths = [f"walks/w{row}.csv" for row in range(EVERY)]
    for row, (path, signal) in enumerate(zip(paths, waves(70, 3), strict=True)):
        lines = [
            f"2020-01-01 00:00:{time % 60:02d},{','.join(f'{value:.3f}' for value in values)}" for time, values in enumerate(signal[: 40 + row % 30])
        ]
        (place / path).write_text("\n".join(["time,x,y,z", *lines, ""]), encoding="utf-8")
    written(place, {"y": labels("low", "middle", "high", count=COUNT)}, {"walk": paths, "shop": labels("north", "south", count=EVERY)})


def three_rows_of_a_class(place: Path) -> None:
    written(place, {"y": [f"kind {row // 3}" for row in range(COUNT)]}, columns_of(waves(64), "v"))


def numbers_out_of_signals(place: Path) -> None:
    for path, signal in zip(by_id(place, ".txt"), waves(120, 2), strict=True):
        np.savetxt(path, signal, fmt="%.3f")
    written(place, {"y": [row % 3 + 0.25 for row in range(COUNT)]})


def several_labels_of_a_signal(place: Path) -> None:
    for path, signal in zip(by_id(place, ".npy"), waves(100), strict=True):
        np.save(path, signal[:, 0])
    flags: Rows = {"high": [int(row % 3 == 2) for row in range(COUNT)], "even": [row % 2 for row in range(COUNT)]}
    written(place, flags, config="target: [high, even]\nmetric: auc\n")


def sounds_of_one_table(place: Path) -> None:
    names = [f"s{row}" for row in range(COUNT)]
    write_files(place, train={"name": names, "y": labels("low", "middle", "high", count=COUNT)}, test=None, sample_submission=None)
    (place / "config.yaml").write_text("id_column: name\n", encoding="utf-8")
    (place / "train").mkdir()
    for name, sound in zip(names, waves(500)[:COUNT], strict=True):
        wavfile.write(place / "train" / f"{name}.wav", 8000, sound.astype(np.float32))


def sounds_at_paths_that_are_the_ids(place: Path) -> None:
    (place / "clips").mkdir(parents=True)
    paths = [f"clips/c{row}.wav" for row in range(EVERY)]
    for path, sound in zip(paths, waves(500), strict=True):
        wavfile.write(place / path, 8000, sound.astype(np.float32))
    table(clip=paths[:COUNT], pitch=labels("low", "middle", "high", count=COUNT)).to_csv(place / "train.csv", index=False)
    table(clip=paths[COUNT:]).to_csv(place / "test.csv", index=False)


SIGNALS: tuple[Callable[[Path], None], ...] = (
    wide_columns_with_gaps,
    stereo_sounds_of_all_lengths,
    arrays_in_half_precision,
    a_table_for_each_row,
    three_rows_of_a_class,
    numbers_out_of_signals,
    several_labels_of_a_signal,
    sounds_of_one_table,
    sounds_at_paths_that_are_the_ids,
)
