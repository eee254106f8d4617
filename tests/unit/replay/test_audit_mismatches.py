"""What an audit finds where log, blobs or rules are not what they were."""

from collections.abc import Sequence
from dataclasses import replace

import msgspec
import pytest

from haste.clock.system import SystemClock
from haste.errors import BlobMissingError, ReplayMismatchError
from haste.events.event import Event
from haste.events.rows import Pair
from haste.events.run import CompetitionProfiled, LearningsDistilled, ProposalAccepted
from haste.events.skill import SkillAbstracted, SkillProven, SkillRetired
from haste.store.blobs import MemoryBlobs
from haste.store.memory import MemoryLog
from haste.thresholds import RULES as ALL_RULES
from haste.vocabulary.ids import BlobId, Position, SkillId
from replay.audit import audit, require_match
from replay.telling import lines
from tests.builders import NOW, RULES, append
from tests.unit.replay.auditing import audited, promoted, rewritten, where
from tests.unit.replay.histories import History


def test_an_effect_that_was_proven_on_other_figures_does_not_match() -> None:
    history = History()
    history.starts()
    history.tries("leaf", 0.3)
    event = history.considers()
    assert isinstance(event, SkillAbstracted)
    history.tries("moss", 0.3)
    history.considers()

    def inflated(one: Event) -> Event:
        if not isinstance(one, SkillProven) or one.effect is None:
            return one
        return msgspec.structs.replace(one, effect=msgspec.structs.replace(one.effect, mean=0.9))

    assert where(audited(rewritten(history, inflated), event.skill)) == [(history.log.head().position, "effect.mean")]


def test_a_retirement_that_no_evidence_asks_for_does_not_match() -> None:
    history, event = promoted()
    early = SkillRetired(
        skill=event.skill, because="judged in 3 competitions", by=RULES.version, effect=None, read_to=event.read_to, rule=RULES.version, now=NOW
    )
    append(history.log, [early])

    found = audited(history, event.skill)

    assert where(found) == [(history.log.head().position, "event")]
    assert found.differences[0].recorded == f"skill.retired.v1 of skill-{event.skill}"


def test_a_changed_threshold_is_found_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    history, event = promoted()
    monkeypatch.setitem(ALL_RULES, RULES.version, replace(RULES, probation_competitions=3))

    found = audited(history, event.skill)

    assert not found.match
    assert where(found) == [(1, f"{RULES.version} probation_competitions"), (history.log.head().position, "event")]
    assert (found.differences[0].recorded, found.differences[0].replayed) == ("1", "3")
    assert found.differences[1].replayed == "sweep.promotion_refused.v1, competition: significant in 2 competitions, needs 3"


def test_a_changed_constant_that_only_moves_a_figure_is_found_too(monkeypatch: pytest.MonkeyPatch) -> None:
    history, event = promoted()
    monkeypatch.setitem(ALL_RULES, RULES.version, replace(RULES, effect_confidence=0.95))

    assert [field for _, field in where(audited(history, event.skill))] == [f"{RULES.version} effect_confidence", "effect.lower", "effect.upper"]


def test_a_changed_constant_that_moves_nothing_is_named_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    history, event = promoted()
    monkeypatch.setitem(ALL_RULES, RULES.version, replace(RULES, credit_confidence_folds=0.99))

    found = audited(history, event.skill)

    assert [(one.position, one.field, one.recorded, one.replayed) for one in found.differences] == [
        (1, f"{RULES.version} credit_confidence_folds", "0.9", "0.99")
    ]


def test_a_rule_that_this_code_does_not_have_is_a_mismatch(monkeypatch: pytest.MonkeyPatch) -> None:
    history, event = promoted()
    monkeypatch.delitem(ALL_RULES, RULES.version)

    found = audited(history, event.skill)

    assert where(found) == [(history.log.head().position, "rule")]
    assert found.differences[0].recorded == RULES.version


@pytest.mark.parametrize("field", ["reply", "request"])
def test_words_that_are_not_there_any_more_are_a_mismatch(field: str) -> None:
    history, event = promoted()
    lost = BlobId(getattr(event, field))

    class Losing(MemoryBlobs):
        def get(self, blob: BlobId) -> bytes:
            if blob == lost:
                raise BlobMissingError(expected="the bytes", found="other bytes", where="here", next_step="Restore.")
            return history.blobs.get(blob)

    found = audit(history.log, Losing(), event.skill)

    assert where(found) == [(history.log.head().position, field)]
    assert found.differences[0].replayed == "other bytes"


def test_words_that_are_another_replys_are_a_mismatch() -> None:
    history, event = promoted()

    def reworded(one: Event) -> Event:
        return msgspec.structs.replace(one, value=msgspec.structs.replace(one.value, title="Always")) if isinstance(one, SkillAbstracted) else one

    found = audited(rewritten(history, reworded), event.skill)

    assert where(found) == [(history.log.head().position, "value.title")]
    assert (found.differences[0].recorded, found.differences[0].replayed) == ("Always", "Use: one-hot columns")


def test_evidence_that_was_changed_with_its_whole_chain_is_a_mismatch() -> None:
    history, event = promoted()

    def worse(one: Event) -> Event:
        if isinstance(one, ProposalAccepted) and one.credit is not None:
            return msgspec.structs.replace(one, credit=msgspec.structs.replace(one.credit, se=0.8))
        return one

    assert where(audited(rewritten(history, worse), event.skill)) == [(history.log.head().position, "event")]


def test_words_that_are_copied_from_a_description_do_not_match() -> None:
    history, event = promoted()
    copied = history.blobs.put(b"Use one hot columns. There are categories, there are thousands; encode them!")

    def described(one: Event) -> Event:
        return msgspec.structs.replace(one, description=copied) if isinstance(one, CompetitionProfiled) else one

    found = audited(rewritten(history, described), event.skill)

    assert where(found) == [(history.log.head().position, "event")]
    assert "the words share 12 in a row" in found.differences[0].replayed


def test_a_distillation_that_names_other_skills_is_found_at_its_own_position() -> None:
    history, _ = promoted()
    skill = history.distils("moss")

    def renamed(one: Event) -> Event:
        return msgspec.structs.replace(one, skills=(SkillId("x"),)) if isinstance(one, LearningsDistilled) and one.run == "s.moss" else one

    assert where(audited(rewritten(history, renamed), skill)) == [(history.log.head().position - 1, "skills.0")]


def test_a_learning_without_its_distillation_does_not_match() -> None:
    history, _ = promoted()
    skill = history.distils("moss")

    def moved(one: Event) -> Event:
        return msgspec.structs.replace(one, reply=BlobId("f" * 64)) if isinstance(one, LearningsDistilled) else one

    found = audited(rewritten(history, moved), skill)

    assert where(found) == [(history.log.head().position, "event")]
    assert found.differences[0].replayed == "nothing"


class Tampered(MemoryLog):
    """A log in which one event reads differently than it was written."""

    bad = Position(0)

    def rows(self, *, after: Position, limit: int) -> Sequence[Pair]:
        pairs = enumerate(super().rows(after=after, limit=limit), start=after + 1)
        return [(envelope, data[:-1] + b"\x00" if position == self.bad else data) for position, (envelope, data) in pairs]


def test_a_changed_byte_is_found_at_its_position() -> None:
    history = History(Tampered(SystemClock()))
    history.starts()
    history.tries("leaf", 0.3)
    event = history.considers()
    assert isinstance(event, SkillAbstracted)
    assert isinstance(history.log, Tampered)
    history.log.bad = Position(9)

    found = audited(history, event.skill)

    assert (found.match, found.verdict, found.head, found.chain) == (False, None, None, ())
    assert where(found) == [(9, "log")]
    assert "MISMATCH" in next(lines(found))
    with pytest.raises(ReplayMismatchError, match=r"position 9, skill .*do not match its hash"):
        require_match(found)


def test_the_error_names_the_first_position_that_differs(monkeypatch: pytest.MonkeyPatch) -> None:
    history, event = promoted()
    monkeypatch.setitem(ALL_RULES, RULES.version, replace(RULES, effect_confidence=0.95))
    found = audited(history, event.skill)

    with pytest.raises(ReplayMismatchError, match=rf"expected {RULES.version} effect_confidence as recorded: 0\.9, found 0\.95") as raised:
        require_match(found)

    assert raised.value.position == 1
    assert list(lines(found))[-2:] == [f"  recorded: {event.effect.upper}", f"  replayed: {found.differences[-1].replayed}"]
