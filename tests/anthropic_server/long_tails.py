"""Small competitions whose target has a long tail, so that one technique helps in all of them."""

import math
import random
from pathlib import Path

ROWS, TEST_ROWS = 240, 80


def write(place: Path, *, seed: int) -> Path:
    """A competition's folder, with private answers.

    Args:
        place: The folder; its name is the competition's.
        seed: Another one gives other data of the same kind.
    """
    chance = random.Random(seed)  # noqa: S311 - the same data every time
    public, private = place / "prepared" / "public", place / "prepared" / "private"
    public.mkdir(parents=True)
    private.mkdir()
    rows = [_row(number, chance) for number in range(ROWS + TEST_ROWS)]
    train, test = rows[:ROWS], rows[ROWS:]
    (public / "train.csv").write_text("id,a,b,c,price\n" + "".join(f"{n},{a:.4f},{b:.4f},{c:.4f},{price:.4f}\n" for n, a, b, c, price in train))
    (public / "test.csv").write_text("id,a,b,c\n" + "".join(f"{n},{a:.4f},{b:.4f},{c:.4f}\n" for n, a, b, c, _ in test))
    (public / "sample_submission.csv").write_text("id,price\n" + "".join(f"{n},0\n" for n, *_ in test))
    (public / "description.md").write_text(f"# {place.name}\n\nPredict the price of things from three numbers. Relative errors count.\n")
    (private / "test.csv").write_text("id,price\n" + "".join(f"{n},{price:.4f}\n" for n, *_, price in test))
    (place / "config.yaml").write_text(f"id: {place.name}\nmetric: rmsle\ndomain: tabular\n")
    return place


def _row(number: int, chance: random.Random) -> tuple[int, float, float, float, float]:
    a, b, c = (chance.gauss(0, 1) for _ in range(3))
    return number, a, b, c, math.exp(3 + 1.1 * a + 0.8 * b - 0.5 * c + chance.gauss(0, 0.2))
