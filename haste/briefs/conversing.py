"""The call that a brief's own goes on from: the newest one of the active phase, with its reply."""

from collections.abc import Callable

import msgspec

from haste.projections.search_tree import SearchTree
from haste.vocabulary.brief import Exchange, Reply
from haste.vocabulary.ids import BlobId

_replies = msgspec.msgpack.Decoder(Reply)


def earlier(tree: SearchTree, read: Callable[[BlobId], bytes]) -> Exchange | None:
    """The newest call of the active phase whose reply stands in the log; None where the phase begins.

    Args:
        tree: The run so far.
        read: Gives the bytes of a blob.
    """
    active = tree.active
    if active is None:
        return None
    answered = [(trial.request, trial.reply) for trial in tree.within(active.number)]
    for request, reply in reversed([(active.started.request, active.started.reply), *answered]):
        if request is not None and reply is not None:
            return Exchange(request=read(request), reply=_replies.decode(read(reply)).raw)
    return None
