"""Makes the client: Anthropic's own API, or the same models on Bedrock, Vertex or Foundry. Keys come from the environment, by the SDK's own rules."""

from collections.abc import Callable
from contextvars import ContextVar
from typing import TypeAlias

import anthropic
import httpx2

from haste.errors import AuthorError, SpecError
from haste.llm.claude_limits import CallLimits

Client: TypeAlias = anthropic.AsyncAnthropic | anthropic.AsyncAnthropicBedrock | anthropic.AsyncAnthropicVertex | anthropic.AsyncAnthropicFoundry

PLATFORMS: dict[str, Callable[..., Client]] = {
    "anthropic": anthropic.AsyncAnthropic,
    "bedrock": anthropic.AsyncAnthropicBedrock,
    "vertex": anthropic.AsyncAnthropicVertex,
    "foundry": anthropic.AsyncAnthropicFoundry,
}
refused: ContextVar[list[int]] = ContextVar("refused")  # statuses of the answers that the SDK retried within the call under way


def connect(platform: str, limits: CallLimits) -> Client:
    """A client of that platform.

    Raises:
        SpecError: There is no such platform.
        AuthorError: The platform's settings are missing.
    """
    if platform not in PLATFORMS:
        raise SpecError(
            expected="one of " + ", ".join(PLATFORMS),
            found=repr(platform),
            where="platform of --llm claude:PLATFORM/MODEL",
            next_step="Name one of these, or only the model.",
        )

    async def answered(response: httpx2.Response) -> None:
        _cap(response.headers, limits.retry_after_max_s)
        if response.is_error:
            refused.get([]).append(response.status_code)

    http = anthropic.DefaultAsyncHttpxClient(event_hooks={"response": [answered]})
    try:
        return PLATFORMS[platform](
            http_client=http,
            max_retries=limits.retries,
            timeout=httpx2.Timeout(limits.silence_s, connect=10.0),
        )
    except (anthropic.AnthropicError, ValueError, ImportError) as error:
        raise AuthorError(
            expected=f"what {platform} needs to be reached",
            found=str(error),
            where=f"--llm claude:{platform}/...",
            next_step="Set the variables that it names.",
        ) from error


def _cap(headers: httpx2.Headers, seconds_max: float) -> None:
    """Shorten what a server asks to wait: the SDK would sleep for as long as it says."""
    for name, unit_s in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        if (asked := headers.get(name)) is None:
            continue
        try:
            wanted_s = float(asked) * unit_s
        except ValueError:
            wanted_s = seconds_max  # a date
        headers[name] = f"{min(max(wanted_s, 0.0), seconds_max) / unit_s:.3f}"
