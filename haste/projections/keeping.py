"""All that a follower of the memory has, as bytes and back. What is big comes back undecoded: judgements, skills, streams."""

from typing import Any

import msgspec

from haste.projections.evidence import Evidence
from haste.projections.lazily import LateMapping, LazyMapping, LazySequence, plain
from haste.projections.memory import Kept, Memory
from haste.projections.skill_tiers import Entry, SkillTiers
from haste.vocabulary.ids import Position, SkillId, StreamName, Version
from haste.vocabulary.skill import Judged

_judged = msgspec.msgpack.Decoder(tuple[Judged, ...]).decode
_entry = msgspec.msgpack.Decoder(Entry).decode
_newest = msgspec.msgpack.Decoder(dict[StreamName, tuple[Version, Position]]).decode
_encode = msgspec.msgpack.Encoder().encode


def _with(kind: type[msgspec.Struct], **types: Any) -> Any:  # noqa: ANN401 - types that are made here have no static type
    """The same fields as a struct's, but some of other types."""
    fields = [(field.name, types.get(field.name, field.type)) for field in msgspec.structs.fields(kind)]
    return msgspec.defstruct(kind.__name__, fields, kw_only=True)


# What stands for bytes inside is a value of its own: a decoder passes over it in one step, and copies nothing.
_Evidence = _with(Evidence, gathered=dict[str, memoryview])
_Tiers = _with(SkillTiers, entries=dict[SkillId, memoryview])
_Memory = _with(Memory, evidence=_Evidence, tiers=_Tiers)
_Kept = _with(Kept, state=_Memory, newest=memoryview)
_kept: Any = msgspec.msgpack.Decoder(_Kept).decode


def encoded(kept: Kept) -> bytes:
    """The bytes of all that a follower has."""
    state = kept.state
    gathered = {technique: memoryview(_encode(plain(ones))) for technique, ones in state.evidence.gathered.items()}
    entries = {skill: memoryview(_encode(entry)) for skill, entry in state.tiers.entries.items()}
    evidence = _Evidence(**_fields(state.evidence) | {"gathered": gathered})
    tiers = _Tiers(**_fields(state.tiers) | {"entries": entries})
    memory = _Memory(**_fields(state) | {"evidence": evidence, "tiers": tiers})
    return _encode(_Kept(state=memory, read_to=kept.read_to, newest=memoryview(_encode(plain(kept.newest)))))


def decoded(data: bytes | memoryview) -> Kept:
    """What a follower had. Judgements, skills and versions of streams stay bytes until somebody looks at them.

    Raises:
        msgspec.MsgspecError: These are no such bytes. What stays bytes is not looked at yet.
    """
    found = _kept(data)
    gathered = {technique: LazySequence(ones, _judged) for technique, ones in found.state.evidence.gathered.items()}
    evidence = Evidence(**_fields(found.state.evidence) | {"gathered": gathered})
    tiers = SkillTiers(**_fields(found.state.tiers) | {"entries": LazyMapping(found.state.tiers.entries, _entry)})
    memory = Memory(**_fields(found.state) | {"evidence": evidence, "tiers": tiers})
    return Kept(state=memory, read_to=found.read_to, newest=LateMapping(found.newest, _newest))


def _fields(struct: msgspec.Struct) -> dict[str, Any]:
    return {name: getattr(struct, name) for name in struct.__struct_fields__}
