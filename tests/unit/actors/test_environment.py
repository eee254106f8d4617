"""What Ray reads from the environment when it is imported."""

import os

import pytest

from haste.actors.environment import own_cluster, prepare

NAMES = ("RAY_ADDRESS", "RAY_AUTH_MODE", "RAY_AUTH_TOKEN", "RAY_AUTH_TOKEN_PATH", "RAY_USAGE_STATS_ENABLED")


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.setenv(name, "")  # so that what a test sets is undone
        monkeypatch.delenv(name)


def test_a_cluster_of_our_own_gets_a_token_that_nobody_else_knows() -> None:
    prepare()

    assert own_cluster()
    assert os.environ["RAY_AUTH_MODE"] == "token"
    assert len(os.environ["RAY_AUTH_TOKEN"]) == 64
    assert os.environ["RAY_USAGE_STATS_ENABLED"] == "0"


def test_a_token_is_kept_for_the_processes_that_follow() -> None:
    prepare()
    token = os.environ["RAY_AUTH_TOKEN"]

    prepare()

    assert os.environ["RAY_AUTH_TOKEN"] == token


def test_a_cluster_that_is_joined_keeps_its_own_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAY_ADDRESS", "10.0.0.1:6379")

    prepare()

    assert not own_cluster()
    assert "RAY_AUTH_MODE" not in os.environ
    assert "RAY_AUTH_TOKEN" not in os.environ


@pytest.mark.parametrize(("name", "value"), [("RAY_AUTH_MODE", "disabled"), ("RAY_AUTH_TOKEN_PATH", "/somewhere/token")])
def test_what_the_user_has_set_stays(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)

    prepare()

    assert os.environ[name] == value
    assert "RAY_AUTH_TOKEN" not in os.environ
