"""Skills that come from another log."""

from haste.events.skill import SkillImported
from haste.vocabulary.ids import Position
from haste.vocabulary.scales import SkillState
from haste.vocabulary.skill import Skill
from tests.builders import NOW, SWEEP


def taken_over(value: Skill, state: SkillState = SkillState.PROVEN) -> SkillImported:
    """A skill of another log in this state, without evidence."""
    return SkillImported(
        skill=value.id,
        value=value,
        state=state,
        effect=None,
        learned_from=(),
        pinned=False,
        evidence=(),
        competitions=(),
        log="sqlite:other",
        head=b"h" * 32,
        read_to=Position(7),
        sweep=SWEEP,
        now=NOW,
    )
