"""Labels that differ in case or blanks alone are named, and stay as they are."""

from pathlib import Path

from haste.competitions import folder, like_labels, own_data, sources
from tests.unit.competitions.folders import TRAIN, labels, write_files


def test_labels_that_differ_in_case_or_blanks_are_named_and_stay_different(tmp_path: Path) -> None:
    place = write_files(tmp_path / "mine", train={**TRAIN, "y": labels("Yes", "yes", " YES", "No")}, sample_submission=None)

    competition = own_data.prepare(sources.find(place), into=tmp_path / "into")

    assert competition.classes == (" YES", "No", "Yes", "yes")
    (said,) = [line for line in folder.inferred(Path(competition.public)) if line.startswith("labels that differ")]
    assert said.startswith("labels that differ in case or blanks alone: ' YES', 'Yes', 'yes'; they count as different")


def test_other_labels_are_not_remarked() -> None:
    assert like_labels.remarks(["a", "b", "ab", "a b"]) == ()


def test_no_more_than_three_groups_are_named() -> None:
    (said,) = like_labels.remarks([*"abcde", *"ABCDE"])

    assert "'a', 'A'; 'b', 'B'; 'c', 'C'; and 2 more groups; they" in said
