"""The models that the server knows, with the limits that it holds requests to."""

from dataclasses import dataclass

LOW_TO_MAX = ("low", "medium", "high", "xhigh", "max")


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one model takes."""

    context: int = 1_000_000
    output: int = 128_000
    cache_tokens_min: int = 512
    effort: tuple[str, ...] = LOW_TO_MAX
    thinking: tuple[str, ...] = ("adaptive",)
    forced_tools: bool = False
    binds_thinking: bool = True  # a thinking block goes with everything before it


MODELS = {
    "claude-sonnet-5-5": Limits(thinking=("adaptive", "between_tools")),
    "claude-opus-5-5": Limits(),
    "claude-haiku-5-5": Limits(),
    "claude-sonnet-4-6": Limits(
        cache_tokens_min=1024,
        effort=("low", "medium", "high", "max"),
        thinking=("disabled", "adaptive", "enabled"),
        forced_tools=True,
        binds_thinking=False,
    ),
    "claude-haiku-4-5": Limits(
        context=200_000, output=64_000, cache_tokens_min=4096, effort=(), thinking=("disabled", "enabled"), forced_tools=True, binds_thinking=False
    ),
}
