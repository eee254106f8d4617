"""What may be typed: commands, options and their limits."""

import re
from pathlib import Path

import pytest

from haste import __version__
from haste.cli.main import COMMANDS, main
from haste.errors import HasteError, LogError, SpecError
from tests.unit.cli.homes import Desk


@pytest.mark.parametrize("words", [(), ("fly",), ("ablate",), ("solve",), ("diff", "one"), ("log",), ("log", "mend"), ("sweeps", "--loud")])
def test_what_cannot_be_understood_is_wrong_use(desk: Desk, words: tuple[str, ...]) -> None:
    answer = desk.types_bare(*words)

    assert (answer.code, answer.out) == (2, "")
    assert "usage: haste" in answer.err


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--budget-trials", "0"),
        ("--budget-trials", "-1"),
        ("--budget-trials", "many"),
        ("--budget-minutes", "0"),
        ("--budget-minutes", "nan"),
        ("--budget-minutes", "inf"),
        ("--seed", "-1"),
        ("--seed", str(2**32)),
        ("--seed", "1.5"),
        ("--max-runs", "0"),
    ],
)
@pytest.mark.parametrize("command", [("sweep", "tour"), ("solve", "folder")], ids=lambda words: words[0])
def test_a_number_outside_its_limits_is_wrong_use(desk: Desk, command: tuple[str, ...], option: str, value: str) -> None:
    answer = desk.types(*command, f"{option}={value}")

    assert (answer.code, answer.out) == (2, "")
    assert f"argument {option}" in answer.err
    assert not desk.home.exists()


def test_help_lists_every_command(desk: Desk) -> None:
    answer = desk.types_bare("--help")

    assert answer.code == 0
    assert [
        name for name, (_, summary) in COMMANDS.items() if not re.search(rf"^ +{name}\s", answer.out, re.MULTILINE) or summary[:30] not in answer.out
    ] == []


@pytest.mark.parametrize(
    "command",
    [
        *(name for name in COMMANDS if name not in ("competitions", "log", "skills")),
        "competitions show",
        "log verify",
        "skills list",
        "skills retire",
    ],
)
def test_every_command_takes_a_home_a_log_and_json(desk: Desk, command: str) -> None:
    answer = desk.types_bare(*command.split(), "--help")

    assert answer.code == 0
    assert all(option in answer.out for option in ("--home DIR", "--log KIND:REST", "--json"))


@pytest.mark.parametrize("command", ["sweep", "solve"])
def test_a_command_that_runs_something_new_takes_its_author_its_sandbox_its_seed_and_its_budgets(desk: Desk, command: str) -> None:
    answer = desk.types_bare(command, "--help")

    assert all(option in answer.out for option in ("--llm", "--sandbox", "--seed N", "--budget-trials N", "--budget-minutes M"))


def test_the_version_is_printed(desk: Desk) -> None:
    answer = desk.types_bare("--version")

    assert (answer.code, answer.out) == (0, f"haste {__version__}\n")


def test_a_log_of_an_unknown_kind_is_wrong_use(desk: Desk) -> None:
    answer = desk.types("sweeps", "--log", "oracle:somewhere")

    assert (answer.code, answer.out) == (2, "")
    assert "spec of a store adapter: expected one of memory:, postgres:, sqlite:, found 'oracle:somewhere'" in answer.err


def test_an_unknown_author_is_wrong_use_and_starts_nothing(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "train.csv").write_text("id,x,y\n" + "".join(f"{n},{n},{n % 2}\n" for n in range(20)), encoding="utf-8")
    (folder / "test.csv").write_text("id,x\n50,1\n51,2\n", encoding="utf-8")

    answer = desk.types("solve", str(folder), "--llm", "oracle:")

    assert (answer.code, answer.out) == (2, "")
    assert "spec of a llm adapter" in answer.err
    assert desk.types("sweeps", "--json").json == []


def test_a_folder_without_data_is_wrong_use(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    answer = desk.types("solve", str(tmp_path / "empty"))

    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("haste: ")


def test_a_target_that_is_nothing_is_wrong_use(desk: Desk) -> None:
    answer = desk.types("sweep", "no-such-target")

    assert (answer.code, answer.out) == (2, "")
    assert "no-such-target" in answer.err


@pytest.mark.parametrize("command", ["sweep", "solve"])
def test_a_folder_relative_to_the_working_directory_of_a_ray_job_is_refused(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("RAY_JOB_CONFIG_JSON_ENV_VAR", "{}")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine").mkdir()

    answer = desk.types(command, "mine")

    assert (answer.code, answer.out) == (2, "")
    assert "relative to the job's working directory" in answer.err
    assert not desk.home.exists()


@pytest.mark.parametrize("command", [("sweeps",), ("sweep", "tour"), ("report",)], ids=lambda words: words[0])
def test_a_home_relative_to_the_working_directory_of_a_ray_job_is_refused(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.setenv("RAY_JOB_CONFIG_JSON_ENV_VAR", "{}")
    monkeypatch.chdir(tmp_path)

    answer = desk.types_bare(*command, "--home", "mine")

    assert (answer.code, answer.out) == (2, "")
    assert "home of a Ray job: expected an absolute path, found 'mine', relative to the job's working directory" in answer.err
    assert list(tmp_path.iterdir()) == []


def error(kind: type[HasteError]) -> HasteError:
    return kind(expected="a", found="b", where="c", next_step="Do d.")


@pytest.mark.parametrize(
    ("raised", "code", "said"),
    [
        (error(SpecError), 2, "haste: c: expected a, found b. Do d.\n"),
        (error(LogError), 1, "haste: c: expected a, found b. Do d.\n"),
        (KeyboardInterrupt(), 130, "interrupted; `haste sweeps` lists what can go on\n"),
    ],
    ids=["wrong use", "failure", "interrupted"],
)
def test_an_error_is_one_message_on_stderr_and_an_exit_code(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, raised: BaseException, code: int, said: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise raised

    desk.keep([])
    monkeypatch.setattr("haste.cli.sweeps.closing_log", fail)

    answer = desk.types("sweeps", "--json")

    assert (answer.code, answer.out, answer.err) == (code, "", said)


def test_the_words_of_the_process_are_taken_where_none_are_given(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.keep([])
    monkeypatch.setattr("sys.argv", ["haste", "sweeps", "--home", str(desk.home)])

    assert main() == 0
