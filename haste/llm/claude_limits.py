"""How patient the Claude adapter is, and how much it does at once. Tests bring limits of their own."""

import msgspec


class CallLimits(msgspec.Struct, frozen=True, kw_only=True):
    """Limits of one adapter."""

    concurrent: int = 8  # calls under way at once
    retries: int = 6  # of one call by the SDK: rate limits, overload, connections; half a minute where the server names no time
    retry_after_max_s: float = 60.0  # a server that asks for more is asked again after this
    silence_s: float = 120.0  # without a byte of a reply
    call_s: float = 900.0  # for a whole reply: one that drips on for ever ends here
    broken_max: int = 2  # calls made anew after a broken stream
    pause_s: float = 0.5  # before a call is made anew, doubled every time
    continued_max: int = 3  # turns that a server may pause and have continued
    slow_gap_s: float = 240.0  # between two calls of one run, above which its prompts are cached for an hour
