"""An author over a server of its own, for suites that know nothing of servers."""

import anthropic
import httpx2

from haste.llm.claude import ClaudeAuthor
from haste.llm.claude_limits import CallLimits
from haste.llm.prices import find
from haste.prompts.letter import Voice
from tests.anthropic_server.lines import draft
from tests.anthropic_server.server import AnthropicServer
from tests.anthropic_server.values import KEY

MODEL = "claude-sonnet-5-5"
_servers: list[AnthropicServer] = []


def served() -> ClaudeAuthor:
    """Claude, who writes the same draft whatever is asked."""
    server = AnthropicServer(script=draft)
    _servers.append(server)

    def connect() -> anthropic.AsyncAnthropic:
        http = anthropic.DefaultAsyncHttpxClient(
            limits=httpx2.Limits(max_keepalive_connections=0)
        )  # nothing stays open that would need a loop to close
        return anthropic.AsyncAnthropic(api_key=KEY, base_url=server.url, http_client=http)

    return ClaudeAuthor(find(MODEL), Voice(model=MODEL, tokens_max=8000), connect, limits=CallLimits())


def close_all() -> None:
    """Stop the servers."""
    while _servers:
        _servers.pop().close()
