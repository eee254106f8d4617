"""Writes the golden bytes of events, the constants of all rules, a golden log, and one that is wrong on purpose: `python tests/golden/make.py`.

From format 1 on a tag or a version of the rules that stands in a file stays as it is for ever, and only new ones are added.
"""

import dataclasses
import json
import runpy
import sys
from pathlib import Path

FOLDER = Path(__file__).parent
sys.path.insert(0, str(FOLDER.parents[1]))

from haste.events import codec  # noqa: E402 - the path has to be set before
from haste.events.catalogue import CATALOGUE  # noqa: E402 - the same
from haste.events.event import FORMAT, Event  # noqa: E402 - the same
from haste.ports import Expected, Write  # noqa: E402 - the same
from haste.store.exporting import exported  # noqa: E402 - the same
from haste.store.memory import MemoryLog  # noqa: E402 - the same
from haste.thresholds import RULES  # noqa: E402 - the same
from haste.vocabulary.ids import StreamName, Time  # noqa: E402 - the same

FILE = FOLDER / "events.json"
RULES_FILE = FOLDER / "rules.json"
LOG = FOLDER / "whole-log.jsonl"
WRONG_LOG = FOLDER / "wrong-log.jsonl"
WRONG_AT = 7


def main() -> None:
    """Write the files."""
    sample = runpy.run_path(str(FOLDER / "samples.py"))["sample"]
    kept = json.loads(FILE.read_text()) if FORMAT and FILE.exists() else {}
    made = {codec.tag(kind): codec.encode(sample(kind)).hex() for kind in CATALOGUE}
    lines = [f"{json.dumps(tag)}: {json.dumps(data)}" for tag, data in sorted({**made, **kept}.items())]
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n")
    constants = {version: dataclasses.asdict(rules) for version, rules in RULES.items()}
    known = json.loads(RULES_FILE.read_text()) if FORMAT and RULES_FILE.exists() else {}
    RULES_FILE.write_text(json.dumps(constants | known, indent=1) + "\n")
    if not FORMAT or not LOG.exists():
        _write_logs([sample(kind) for kind in CATALOGUE])


class _Clock:
    """A clock that always says the same."""

    def now(self) -> Time:
        return Time(1_700_000_000_000_000_000)


def _write_logs(events: list[Event]) -> None:
    log = MemoryLog(_Clock())
    for number, event in enumerate(events):
        stream = StreamName(f"golden-{number % 3}")
        log.append([Write(stream=stream, events=(event,), expected=Expected.ANY, actor="golden", correlation="golden")], key=f"golden-{number}")
    lines = [line.decode() for line in exported(log)]
    LOG.write_text("".join(lines))
    fields = json.loads(lines[WRONG_AT])
    fields["time"] += 1  # the one thing that no fold would ever notice
    lines[WRONG_AT] = json.dumps(fields, separators=(",", ":")) + "\n"
    WRONG_LOG.write_text("".join(lines))


if __name__ == "__main__":
    main()
