"""What a failed call means: a reason for the ledger, whether to try again, or that a person has to mend something first."""

import re
from typing import TypeAlias

import anthropic
import httpx2
import msgspec

from haste.errors import AuthorError
from haste.vocabulary.scales import Reason, Status

_SPENT = re.compile(r"usage limit|spend limit|spending limit|credit balance|billing", re.IGNORECASE)
_TOO_LONG = re.compile(r"prompt is too long|context (?:limit|window)|exceeds? the (?:maximum|context)", re.IGNORECASE)
_MESSAGE_MAX = 500  # characters
_MAY_BE_SPENT = (400, 402, 403, 429)
_ACCOUNT = (anthropic.PaymentRequiredError, anthropic.EnforcedSpendLimitReachedError, anthropic.ContractSpendLimitReachedError)

Kind: TypeAlias = tuple[Status, Reason, bool]  # refused: a person has to mend something; the last: whether the call may be made anew
_BY_STATUS: dict[int, Kind] = {
    400: (Status.INVALID, Reason.BAD_REQUEST, False),
    401: (Status.REFUSED, Reason.KEY_REFUSED, False),
    403: (Status.REFUSED, Reason.KEY_REFUSED, False),
    404: (Status.REFUSED, Reason.BAD_REQUEST, False),
    413: (Status.INVALID, Reason.CONTEXT_FULL, False),
    422: (Status.INVALID, Reason.BAD_REQUEST, False),
    429: (Status.CRASHED, Reason.RATE_LIMIT, False),
    529: (Status.CRASHED, Reason.OVERLOADED, False),
}
_BY_CLASS: tuple[tuple[tuple[type[Exception], ...], Kind], ...] = (
    ((TimeoutError,), (Status.TIMED_OUT, Reason.WALL_LIMIT, False)),  # the limit of the whole call: once more would take as long again
    ((anthropic.APITimeoutError, httpx2.TimeoutException), (Status.TIMED_OUT, Reason.WALL_LIMIT, True)),
    ((anthropic.CredentialsError, TypeError), (Status.REFUSED, Reason.KEY_REFUSED, False)),  # without any key the SDK raises a TypeError
    ((anthropic.APIConnectionError,), (Status.CRASHED, Reason.UNREACHABLE, False)),  # the SDK has tried again
    # cut off, or bytes that are no stream: the SDK asserts that there is a message
    ((httpx2.HTTPError, ValueError, AssertionError), (Status.CRASHED, Reason.BROKEN_STREAM, True)),
)


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """Why a call brought no reply."""

    status: Status
    reason: Reason
    message: str
    again: bool = False  # whether the same call may succeed in a moment


def failure_of(error: Exception, *, begun: bool) -> Failure:
    """What an error of the SDK or of the connection means.

    Args:
        error: As it was raised.
        begun: Whether the reply had begun: then the call may have been billed, and is made anew as a whole.

    Raises:
        AuthorError: No call can succeed until a person has mended something.
    """
    status, reason, again = _kind(error, begun=begun)
    message = f"{type(error).__name__}: {error}"[:_MESSAGE_MAX]
    if status is Status.REFUSED:
        raise _for_a_person(reason, message) from error
    return Failure(status=status, reason=reason, message=message, again=again)


def reason_of(http_status: int) -> Reason:
    """The reason of an answer that the SDK retried."""
    if http_status == httpx2.codes.TOO_MANY_REQUESTS:
        return Reason.RATE_LIMIT
    return Reason.OVERLOADED if http_status == 529 else Reason.SERVER_ERROR


def _kind(error: Exception, *, begun: bool) -> Kind:
    if isinstance(error, anthropic.APIStatusError):
        return _status_kind(error, begun=begun)
    kinds = (kind for classes, kind in _BY_CLASS if isinstance(error, classes))
    status, reason, again = next(kinds, (Status.CRASHED, Reason.SERVER_ERROR, False))
    return status, reason, again and (begun or status is not Status.TIMED_OUT)


def _status_kind(error: anthropic.APIStatusError, *, begun: bool) -> Kind:
    text, number = str(error), error.status_code
    if isinstance(error, _ACCOUNT) or (number in _MAY_BE_SPENT and _SPENT.search(text)):
        return Status.REFUSED, Reason.SPEND_LIMIT, False
    if number in (400, 422) and _TOO_LONG.search(text):
        return Status.INVALID, Reason.CONTEXT_FULL, False
    if begun and error.type == "overloaded_error":
        return Status.CRASHED, Reason.OVERLOADED, True
    return _BY_STATUS.get(number, (Status.CRASHED, Reason.SERVER_ERROR, begun))


def _for_a_person(reason: Reason, message: str) -> AuthorError:
    expected, next_step = {
        Reason.SPEND_LIMIT: ("an account that may spend", "Raise the limit of the account, then `haste resume`."),
        Reason.BAD_REQUEST: ("a model that this account can use", "Name another model in a new sweep."),
    }.get(reason, ("a key that the server takes", "Set ANTHROPIC_API_KEY, then `haste resume`."))
    return AuthorError(expected=expected, found=message, where="language model claude", next_step=f"{next_step} Nothing that is in the log is lost.")
