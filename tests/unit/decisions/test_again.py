"""The command, made again from the event that answered it."""

import pytest

from haste.commands import ConsiderPromotion
from haste.decisions import again
from haste.vocabulary.ids import Position
from haste.vocabulary.scales import Tier
from haste.vocabulary.skill import Group
from tests.builders import NOW, SWEEP, abstracted, skill


@pytest.mark.parametrize(("tier", "domain"), [(Tier.DOMAIN, "tabular"), (Tier.GLOBAL, None)])
def test_a_skill_tells_which_group_was_judged_for_which_tier(tier: Tier, domain: str | None) -> None:
    value = skill("one-hot-1", tier)

    command = again.command_of(abstracted(value), value, SWEEP)

    assert command == ConsiderPromotion(sweep=SWEEP, group=Group(technique="one-hot", domain=domain), to=tier, read_to=Position(0), now=NOW)
