"""Runs attacks as whoever starts it, in every adapter that holds for that user, and prints what came of them."""

import asyncio
import json
import sys
import tempfile
from pathlib import Path

from haste.sandbox.choosing import KINDS
from haste.sandbox.claims import ATTACKS
from tests.contracts.attacking import CEILINGS, attacked, got_through, scene


def main() -> None:
    """One JSON object: by adapter, whether each attack got through; why an adapter does not hold in place of that."""
    wanted = sys.argv[1:] or list(ATTACKS)
    print(json.dumps({kind: tried(kind, wanted) for kind in KINDS}))  # noqa: T201 - what it is for


def tried(kind: str, wanted: list[str]) -> dict[str, bool] | str:
    """What came of these attacks in one adapter."""
    with tempfile.TemporaryDirectory(prefix="haste-user-") as folder:
        sandbox = KINDS[kind](Path(folder) / "scratch", CEILINGS)
        walls = sandbox.probe()
        if not walls.holds:
            return walls.because
        with scene(Path(folder) / "scene") as at:
            at.input.chmod(0o755)
            return {attack: got_through(attack, asyncio.run(attacked(sandbox, attack, at)), at) for attack in wanted}


if __name__ == "__main__":
    main()
