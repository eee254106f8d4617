"""Several authors, one for each role that is named: a cheaper model can word skills, a better one write code."""

from collections.abc import Mapping, Sequence

from haste.ports import Batching, LanguageModel
from haste.vocabulary.brief import Asked, Reply, Request
from haste.vocabulary.scales import Role


class ByRole:
    """Hands each request to the author of its role.

    Args:
        default: Of all roles that have no author of their own.
        others: Authors of roles.
    """

    def __init__(self, default: LanguageModel, others: Mapping[Role, LanguageModel]) -> None:
        self._default = default
        self._others = dict(others)

    def request(self, brief: Asked) -> Request:
        """The brief as the role's author takes it."""
        return self._others.get(brief.role, self._default).request(brief)

    async def ask(self, request: Request) -> Reply:
        """The answer of the role's author."""
        return await self._others.get(request.role, self._default).ask(request)

    async def submit(self, requests: Sequence[Request]) -> str | None:
        """Hand requests of one role to its author together; None where that one takes no batches."""
        author = self._others.get(requests[0].role, self._default)
        return await author.submit(requests) if isinstance(author, Batching) else None

    async def collect(self, batch: str, requests: Sequence[Request]) -> tuple[Reply, ...] | None:
        """The replies of the same author."""
        author = self._others.get(requests[0].role, self._default)
        return await author.collect(batch, requests) if isinstance(author, Batching) else None
