"""Keep fewer of the main directions."""

from haste.techniques.blueprint import Slot
from haste.techniques.picturing import shows_shapes
from haste.techniques.technique import Technique

TECHNIQUE = Technique(
    slug="fewer-components",
    title="fewer of the main directions",
    domains=("image",),
    slot=Slot.SETTINGS,
    when="Few or noisy images.",
    when_not="Fine details tell classes apart.",
    condition=shows_shapes,
    settings={"components": 25},
)
