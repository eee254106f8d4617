"""The files in cluster/ are what Ray accepts, and say nothing that they must not."""

from pathlib import Path

import pytest
import yaml
from ray.autoscaler._private.util import prepare_config, validate_config
from ray.runtime_env import RuntimeEnv

from tests.architecture.sources import text


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the launcher a home that holds the token that it copies to the machines."""
    (tmp_path / ".ray").mkdir()
    (tmp_path / ".ray" / "auth_token").touch()
    monkeypatch.setenv("HOME", str(tmp_path))


def test_the_launcher_accepts_the_machines() -> None:
    validate_config(prepare_config(yaml.safe_load(text(Path("cluster/local.yaml")))))


def test_the_launcher_would_refuse_a_misspelt_key() -> None:
    config = yaml.safe_load(text(Path("cluster/local.yaml"))) | {"maximum_workers": 2}

    with pytest.raises(Exception, match="maximum_workers"):
        validate_config(prepare_config(config))


def test_every_machine_is_started_with_its_authentication_said() -> None:
    config = yaml.safe_load(text(Path("cluster/local.yaml")))
    starts = [line for when in ("head", "worker") for line in config[f"{when}_start_ray_commands"] if "ray start" in line]

    assert len(starts) == 2
    assert [line for line in starts if "RAY_AUTH_MODE=token" not in line] == []


def test_the_environment_of_a_job_is_one_that_ray_knows() -> None:
    settings = yaml.safe_load(text(Path("cluster/runtime_env.yaml")))

    assert set(settings) <= RuntimeEnv.known_fields  # an unknown one would be passed by with a warning
    assert dict(RuntimeEnv(**settings)) == settings
