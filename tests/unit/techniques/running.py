"""Runs solutions one after the other in this process, each as if it were the main program; prints what went wrong with each."""

import json
import os
import runpy
import sys
import traceback
from pathlib import Path


def main() -> None:
    folder = Path(sys.argv[1])
    errors = []
    for number, public in enumerate(sys.argv[2:]):
        os.environ["INPUT"] = public
        os.environ["OUTPUT"] = str(folder / f"submission-{number}.csv")
        os.environ["CLASS_SHARES"] = str(folder / f"shares-{number}.csv")
        try:
            runpy.run_path(str(folder / f"solution-{number}.py"), run_name="__main__")
        except Exception:  # noqa: BLE001 - whatever a solution raises is what the test wants to see
            errors.append(traceback.format_exc()[-1500:])
        else:
            errors.append("")
    sys.stdout.write(json.dumps(errors) + "\n")


if __name__ == "__main__":
    main()
