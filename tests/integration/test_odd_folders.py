"""Folders as people have them go the whole way, from tables to a submission of the right form, in one sweep."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.competitions.odd_folders import FOLDERS

ROOT = Path(__file__).parents[2]
LEFT_TO_QUICK_TESTS = (
    "a_wide_table",
    "one_table_alone",
    "rows_sorted_by_the_target",
    "a_hash_of_the_label_as_id",
    "empty_columns",
    "utf16_with_tabs",
    "decimal_commas_in_archives",
    "an_index_in_train_alone",
    "an_empty_target_in_the_test",
    "bytes_of_zero",
    "ids_of_nineteen_digits",
)


@pytest.mark.slow
@pytest.mark.timeout(3600)  # 34 minutes where others used the machine too
def test_every_odd_folder_ends_with_a_valid_submission(tmp_path: Path) -> None:
    names = [name for name in FOLDERS if name not in LEFT_TO_QUICK_TESTS]
    for name in names:
        FOLDERS[name](tmp_path / "odd" / name.replace("_", "-"))
    words = ("sweep", str(tmp_path / "odd"), "--budget-trials", "3", "--home", str(tmp_path / "home"), "--json")

    done = subprocess.run(
        [sys.executable, "-m", "haste.cli.main", *words], cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr[-3000:]
    runs = json.loads(done.stdout)["runs"]
    assert len(runs) == len(names) >= 12
    assert [run["competition"] for run in runs if not run["valid"]] == []
    assert all(Path(run["submission"]).with_name("requirements.txt").is_file() for run in runs)
