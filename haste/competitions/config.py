"""config.yaml of a competition: what a person may say about it. Whatever is not said is inferred."""

import hashlib
from pathlib import Path
from typing import Annotated, Self

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, model_validator

from haste.errors import CompetitionError
from haste.vocabulary.scales import Direction, SplitKind, View


def _listed(value: object) -> object:
    return [value] if isinstance(value, str | int | float) else value


def _paths(value: object) -> object:
    return [value] if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], BeforeValidator(_listed)]


class Grader(BaseModel):
    """The part of a grader's description that names the metric."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    name: str | None = None


class SplitWords(BaseModel):
    """How a person wants training rows to be told apart."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: SplitKind
    column: str = ""
    stratified: bool | None = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if (self.kind is SplitKind.RANDOM) != (not self.column):
            message = "random takes no column, every other kind needs one, as in: split: {kind: grouped, column: patient}"
            raise ValueError(message)
        return self


def _spelled(value: object) -> object:
    """One word is the kind; "stratified" is a random split that deals out classes evenly."""
    if value == "stratified":
        return {"kind": "random", "stratified": True}
    return {"kind": value, "stratified": False if value == "random" else None} if isinstance(value, str) else value


class Config(BaseModel):
    """One config.yaml; keys that are not listed are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)

    id: str | None = None
    name: str | None = None
    metric: str | None = None
    grader: Grader | None = None
    direction: Direction | None = None
    lower_is_better: bool | None = None
    target: Names = ()
    id_column: str | None = None
    domain: str | None = None
    also: Names = ()
    split: Annotated[SplitWords | None, BeforeValidator(_spelled)] = None
    view: View | None = None  # hidden or declared; which files a hidden one shows is for other_files to say
    other_files: Annotated[bool | tuple[str, ...] | None, BeforeValidator(_paths)] = None  # which of them folds may show
    notes: Names = ()  # what was done to the files when HASTE prepared them

    @property
    def metric_name(self) -> str | None:
        """The metric, wherever it is named."""
        return self.metric or (self.grader.name if self.grader else None)

    @property
    def wanted_direction(self) -> Direction | None:
        """Which way the metric improves, however it is said."""
        if self.direction is None and self.lower_is_better is not None:
            return Direction.MINIMIZE if self.lower_is_better else Direction.MAXIMIZE
        return self.direction


def read(path: Path) -> Config:
    """Read a config.yaml; a missing file says nothing.

    Raises:
        CompetitionError: It is not YAML, or a key holds something else than it should.
    """
    if not path.is_file():
        return Config()
    try:
        return Config.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")) or {})
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(map(str, first["loc"])) or "the whole file"
        raise CompetitionError(
            expected="keys as docs/competitions.md describes them",
            found=f"{key}: {first['msg']}",
            where=str(path),
            next_step="Mend the key or leave it out: every key may be missing.",
        ) from error
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise CompetitionError(
            expected="YAML in UTF-8", found=" ".join(str(error).split()), where=str(path), next_step="Mend the file, or remove it."
        ) from error


def key_of(said: Config, contents: str) -> str:
    """Twelve hex digits that tell one preparation from another: of what was said, and of the contents that it was said about."""
    return hashlib.sha256(f"{said.model_dump_json()}{contents}".encode()).hexdigest()[:12]
