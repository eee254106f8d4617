"""The control for knowledge: skills whose effects and signs belong to other techniques."""

from collections.abc import Sequence

import msgspec

from haste.seeds import derive
from haste.vocabulary.brief import LoadedSkill, TrackRecord
from haste.vocabulary.ids import CompetitionId
from haste.vocabulary.scales import Tier

_Scope = tuple[Tier, str | None, CompetitionId | None]


def shuffled(skills: Sequence[LoadedSkill], *, seed: int) -> tuple[LoadedSkill, ...]:
    """The same skills with effects and signs permuted over techniques inside each scope, so that no technique keeps its own.

    Words go too: they would tell the effect that was taken away. A scope of one technique has nothing to permute with,
    and is left out.

    Args:
        skills: As the loading rule would show them.
        seed: Of the sweep: all of its runs meet the same permutation.
    """
    scopes: dict[_Scope, list[str]] = {}
    for loaded in skills:
        techniques = scopes.setdefault(_scope(loaded), [])
        if loaded.skill.technique not in techniques:
            techniques.append(loaded.skill.technique)
    partners = {scope: _partners(techniques, ":".join(map(str, scope)), seed) for scope, techniques in scopes.items() if len(techniques) > 1}
    first = {(_scope(loaded), loaded.skill.technique): loaded for loaded in reversed(skills)}
    return tuple(
        _relabelled(loaded, first[scope, partners[scope][loaded.skill.technique]]) for loaded in skills if (scope := _scope(loaded)) in partners
    )


def shuffled_records(records: Sequence[TrackRecord], *, seed: int) -> tuple[TrackRecord, ...]:
    """The same records with their figures permuted over techniques, so that no technique keeps its own.

    Args:
        records: One for each technique. A single one has nothing to permute with, and is left out.
        seed: Of the sweep.
    """
    if len(records) < 2:
        return ()
    effects = {record.technique: record.effects for record in records}
    partners = _partners(list(effects), "records", seed)
    return tuple(msgspec.structs.replace(record, effects=effects[partners[record.technique]]) for record in records)


def _scope(loaded: LoadedSkill) -> _Scope:
    return loaded.skill.tier, loaded.skill.domain, loaded.skill.competition


def _partners(techniques: list[str], place: str, seed: int) -> dict[str, str]:
    """Whose labels each technique gets: its successor on a ring in random order, so never its own."""
    ring = sorted(techniques, key=lambda technique: derive(seed, f"{place}:{technique}", 0, "shuffle"))
    return dict(zip(ring, (*ring[1:], ring[0]), strict=True))


def _relabelled(loaded: LoadedSkill, other: LoadedSkill) -> LoadedSkill:
    words = msgspec.structs.replace(
        loaded.skill,
        sign=other.skill.sign,
        conditions=other.skill.conditions,
        title=loaded.skill.technique,
        when="",
        when_not="",
        instructions=loaded.skill.technique,
    )
    return msgspec.structs.replace(loaded, skill=words, state=other.state, effect=other.effect, effects=other.effects)
