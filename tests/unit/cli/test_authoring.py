"""Who writes the code is said with what it costs and what it is sent; nothing is spent without somebody's word."""

import io
import sys
from pathlib import Path

import pytest

from tests.anthropic_server import long_tails
from tests.unit.cli.homes import Desk
from tests.unit.cli.troupe import Troupe, started_of

KEYS = ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN")


@pytest.fixture(autouse=True)
def _no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in KEYS:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def target(tmp_path: Path) -> str:
    return str(long_tails.write(tmp_path / "alder", seed=1))


class Terminal(io.StringIO):
    """A person at a terminal who types something."""

    def isatty(self) -> bool:
        """Say that it is one."""
        return True


def test_the_default_asks_nobody_and_names_no_model(desk: Desk, troupe: Troupe, target: str) -> None:
    answer = desk.types("sweep", target, "--json")

    started = started_of(troupe.told[0][0])
    assert answer.code == 0
    assert (started.language_model, started.budget.usd, started.budget.tokens, started.share_rows) == ("offline", None, None, 0)
    assert "laude" not in answer.err


@pytest.mark.parametrize("name", KEYS)
def test_a_key_beside_the_default_is_answered_by_one_line(
    desk: Desk, troupe: Troupe, target: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "a-secret-key")

    answer = desk.types("sweep", target, "--json")

    assert answer.err.count("--llm claude: --budget-usd") == 1
    assert "a-secret-key" not in answer.err + answer.out
    assert started_of(troupe.told[0][0]).language_model == "offline"


def test_claude_says_what_leaves_what_it_may_cost_and_keeps_to_the_limit(desk: Desk, troupe: Troupe, target: str) -> None:
    answer = desk.types("sweep", target, "--json", "--llm", "claude:", "--budget-usd", "2.5", "--budget-tokens", "100000")

    started = started_of(troupe.told[0][0])
    assert (started.language_model, started.budget.usd, started.budget.tokens) == ("claude:", 2.5, 100_000)
    assert "what leaves this machine" in answer.err
    assert "no rows" in answer.err
    assert "claude-sonnet-5-5" in answer.err
    assert "2.50" in answer.err


def test_rows_leave_only_when_they_are_let(desk: Desk, troupe: Troupe, target: str) -> None:
    answer = desk.types("sweep", target, "--json", "--llm", "claude:", "--budget-usd", "2", "--share-rows", "5")

    assert started_of(troupe.told[0][0]).share_rows == 5
    assert "the first 5 rows" in answer.err


def test_claude_without_a_limit_and_without_anybody_to_ask_is_wrong_use(desk: Desk, troupe: Troupe, target: str) -> None:
    answer = desk.types("sweep", target, "--llm", "claude:")

    assert answer.code == 2
    assert "--budget-usd" in answer.err
    assert troupe.told == []


def test_a_person_may_agree_to_the_estimate(desk: Desk, troupe: Troupe, target: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("haste.cli.authoring._at_a_terminal", lambda: True)
    monkeypatch.setattr(sys, "stdin", Terminal("y\n"))

    answer = desk.types("sweep", target, "--json", "--llm", "claude:")

    limit = started_of(troupe.told[0][0]).budget.usd
    assert limit is not None
    assert f"Spend up to {limit:.2f} USD?" in answer.err


@pytest.mark.parametrize("said", ["n\n", "\n", ""])
def test_a_person_may_decline(desk: Desk, troupe: Troupe, target: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("haste.cli.authoring._at_a_terminal", lambda: True)
    monkeypatch.setattr(sys, "stdin", Terminal(said))

    assert desk.types("sweep", target, "--llm", "claude:").code == 2
    assert troupe.told == []


def test_a_role_may_have_an_author_of_its_own(desk: Desk, troupe: Troupe, target: str) -> None:
    desk.types("sweep", target, "--json", "--llm-abstract", "claude:claude-haiku-5-5", "--budget-usd", "1")

    assert started_of(troupe.told[0][0]).language_model == "offline;abstract=claude:claude-haiku-5-5"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--llm", "claude:gpt-5", "--budget-usd", "1"), "claude-sonnet-5-5"),
        (("--llm-plan", "oracle:"), "offline"),
        (("--llm", "claude:", "--budget-usd", "0"), "above 0"),
        (("--llm", "claude:", "--budget-tokens", "0"), "from 1"),
    ],
)
def test_what_cannot_be_is_wrong_use(desk: Desk, troupe: Troupe, target: str, words: tuple[str, ...], expected: str) -> None:
    answer = desk.types("sweep", target, *words)

    assert answer.code == 2
    assert expected in answer.err
    assert troupe.told == []
