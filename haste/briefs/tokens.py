"""How large a text is for a language model, by the one rule that briefs use."""

import math


def estimated_tokens(text: bytes) -> int:
    """Tokens of a text: UTF-8 bytes / 3, rounded up.

    >>> estimated_tokens(b"four")
    2
    """
    return math.ceil(len(text) / 3)
