"""What a brief keeps of a run's past: the active phase as it was (L1), each finished one as its summary (L2), nothing else.

Of an attempt of a finished phase a trace stays: what was made of what, and the verdict. No author may try a solution twice,
and the offline author knows solutions by their blueprints.
"""

from collections.abc import Iterable, Sequence

import msgspec

from haste.briefs.tokens import estimated_tokens
from haste.thresholds import Thresholds
from haste.vocabulary.brief import Attempt, Summary

_encoder = msgspec.msgpack.Encoder()
_CUT = "[...] "


def recalled(history: Iterable[Attempt], *, active: int) -> tuple[Attempt, ...]:
    """The history with the attempts of the active phase as they were, and of all others the trace."""
    return tuple(attempt if attempt.phase == active else _trace(attempt) for attempt in history)


def folded(summaries: Sequence[Summary], rules: Thresholds) -> tuple[Summary, ...]:
    """The summaries within their share of a brief: while they are more, the two oldest become one.

    Args:
        summaries: Of the finished phases, in order.
        rules: Largest brief, in tokens, and the share of it.

    Returns:
        The newest as they are. The first may stand for several phases: their slugs, and the newest of their words.
    """
    tokens_max = int(rules.context_tokens_max * rules.summaries_share)
    kept = tuple(summaries)
    while len(kept) > 1 and _tokens(kept) > tokens_max:
        kept = (_shortened(_joined(kept[0], kept[1]), tokens_max), *kept[2:])
    return kept if _tokens(kept) <= tokens_max else tuple(_shortened(summary, tokens_max) for summary in kept)


def _trace(attempt: Attempt) -> Attempt:
    return msgspec.structs.replace(attempt, title="", reason=None, lift=None)


def _tokens(summaries: tuple[Summary, ...]) -> int:
    return estimated_tokens(_encoder.encode(summaries))


def _joined(older: Summary, newer: Summary) -> Summary:
    return Summary(
        adopted=tuple(dict.fromkeys((*older.adopted, *newer.adopted))),
        dead_ends=tuple(dict.fromkeys((*older.dead_ends, *newer.dead_ends))),
        text=f"{older.text}\n{newer.text}",
    )


def _shortened(summary: Summary, tokens_max: int) -> Summary:
    """Slugs and words cut from their old ends, so that each of the three takes at most a quarter of the room."""
    bytes_max = tokens_max * 3 // 4
    text = summary.text.encode()
    words = text if len(text) <= bytes_max else _CUT.encode() + text[len(text) - bytes_max + len(_CUT) :]
    return Summary(
        adopted=_newest(summary.adopted, bytes_max),
        dead_ends=_newest(summary.dead_ends, bytes_max),
        text=words.decode(errors="ignore"),
    )


def _newest(slugs: tuple[str, ...], bytes_max: int) -> tuple[str, ...]:
    """The last of some slugs, with the few bytes that each needs beside its own."""
    kept, room = 0, bytes_max
    for slug in reversed(slugs):
        room -= len(slug.encode()) + 5
        if room < 0:
            break
        kept += 1
    return slugs[len(slugs) - kept :]
