"""A server on the loopback that speaks the Messages API and takes nothing that the API would not take."""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast

from tests.anthropic_server import batching
from tests.anthropic_server.models import MODELS
from tests.anthropic_server.prefix_cache import PrefixCache, tokens_of
from tests.anthropic_server.replying import check_thinking, events, message
from tests.anthropic_server.validating import blocks_of, check_body, check_headers, check_size, refuse
from tests.anthropic_server.values import Body, Fault, RefusedError, Said, Script, Seen

COUNTED = {"max_tokens", "stream", "metadata", "service_tier"}  # fields that counting tokens does not take


@dataclass(kw_only=True)
class AnthropicServer:
    """The server's state, and what it has seen.

    Args:
        script: What Claude says.
        now: Seconds on a clock that tests may turn; the cache ages by it.
    """

    script: Script
    now: Callable[[], float] = time.monotonic
    faults: list[Fault] = field(default_factory=list)  # one a call, in order
    seen: list[Seen] = field(default_factory=list)
    hold: threading.Event | None = None  # replies to messages wait for it
    arrived: threading.Event = field(default_factory=threading.Event)  # a request for a message was taken
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        """Listen on a free port."""
        self.cache = PrefixCache(now=self.now)
        self.batches: dict[str, batching.Batch] = {}
        self.paused: list[list[dict[str, Any]]] = []
        self._http = _Http(("127.0.0.1", 0), _Handler)
        self._http.owner = self
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    @property
    def calls(self) -> list[Seen]:
        """Requests for messages."""
        return [one for one in self.seen if one.path == "/v1/messages"]

    def close(self) -> None:
        """Stop listening."""
        if self.hold is not None:
            self.hold.set()
        self._http.shutdown()
        self._http.server_close()

    def next_fault(self) -> Fault | None:
        """What goes wrong with this call, if anything."""
        with self.lock:
            return self.faults.pop(0) if self.faults else None

    def saw(self, seen: Seen) -> None:
        """Remember a request."""
        with self.lock:
            self.seen.append(seen)

    def was_paused(self, body: Body) -> bool:
        """Whether the last turn is one that this server paused."""
        messages = body.get("messages") or [{}]
        content = [{key: value for key, value in block.items() if key != "cache_control"} for block in messages[-1].get("content") or ()]
        return content in self.paused

    def said(self, body: Body) -> Said:
        """What Claude says to this."""
        return self.script(body)


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    owner: AnthropicServer


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def owner(self) -> AnthropicServer:
        return cast("_Http", self.server).owner

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - the signature of the standard library
        """Say nothing."""

    def do_POST(self) -> None:
        """Take a request, whole."""
        raw = self.rfile.read(int(self.headers.get("content-length", "0")))
        headers = {name.lower(): value for name, value in self.headers.items()}
        body: Body = {}
        try:
            check_headers(headers)
            check_size(raw)
            body = json.loads(raw)
            self._route(body, headers)
        except RefusedError as error:
            self.owner.saw(Seen(path=self.path, headers=headers, body=body, status=error.status))
            self._error(error.status, error.kind, error.message)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def do_GET(self) -> None:
        """Look at a model or a batch."""
        parts = self.path.strip("/").split("/")
        self.owner.saw(Seen(path=self.path, headers={}, body={}, status=200))
        if parts[:2] == ["v1", "models"] and parts[-1] in MODELS:
            self._json({"id": parts[-1], "type": "model", "display_name": parts[-1], "created_at": "2026-01-01T00:00:00Z"})
        elif parts[:3] == ["v1", "messages", "batches"] and parts[3] in self.owner.batches:
            batch = self.owner.batches[parts[3]]
            if parts[-1] == "results":
                self._send(200, batch.results().encode(), "application/x-jsonl")
            else:
                self._json(batch.looked_at(self.owner.url))
        else:
            self._error(404, "not_found_error", self.path)

    def _route(self, body: Body, headers: dict[str, str]) -> None:
        match self.path:
            case "/v1/messages":
                self._message(body, headers)
            case "/v1/messages/count_tokens":
                if COUNTED & set(body):
                    refuse("Extra inputs are not permitted")
                check_body(body | {"max_tokens": 1})
                self._json({"input_tokens": sum(map(tokens_of, blocks_of(body)))})
            case "/v1/messages/batches":
                batch = batching.submitted(body, number=len(self.owner.batches) + 1, answer=self._batched)
                self.owner.batches[batch.id] = batch
                self.owner.saw(Seen(path=self.path, headers=headers, body=body, status=200))
                self._json(batch.described(self.owner.url))
            case _:
                raise RefusedError(404, "not_found_error", self.path)

    def _batched(self, body: Body) -> dict[str, Any]:
        check_body(body, batched=True)
        reading = self.owner.cache.read(body)
        self.owner.cache.begin(reading)
        return message(body, self.owner.said(body), reading.usage, number=0)

    def _message(self, body: Body, headers: dict[str, str]) -> None:
        fault = self.owner.next_fault()
        if fault is not None and fault.reset:
            self.owner.saw(Seen(path=self.path, headers=headers, body=body, status=0))
            self.close_connection = True
            return
        if fault is not None and fault.status is not None:
            self.owner.saw(Seen(path=self.path, headers=headers, body=body, status=fault.status))
            self._error(fault.status, fault.kind, fault.message, fault.headers)
            return
        check_body(body, paused=self.owner.was_paused(body))
        check_thinking(body)
        reading = self.owner.cache.read(body)
        if sum(map(tokens_of, blocks_of(body))) + body["max_tokens"] > MODELS[body["model"]].context:
            refuse("prompt is too long: input length and `max_tokens` exceed context limit")
        seen = Seen(path=self.path, headers=headers, body=body, status=200, usage=reading.usage)
        self.owner.saw(seen)
        self.owner.arrived.set()
        if self.owner.hold is not None:
            self.owner.hold.wait(10)
        reply = message(body, self.owner.said(body), reading.usage, number=len(self.owner.seen))
        reading.usage["output_tokens"] = reply["usage"]["output_tokens"]
        self.owner.cache.begin(reading)
        if reply["stop_reason"] == "pause_turn":
            self.owner.paused.append(reply["content"])
        if fault is not None and fault.body is not None:
            self._send(200, fault.body, "application/json")
        elif body.get("stream"):
            self._stream(reply, fault or Fault())
        else:
            self._json(reply)

    def _stream(self, reply: dict[str, Any], fault: Fault) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("request-id", f"req_{reply['id']}")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        for number, event in enumerate(events(reply)):
            if fault.drip_s:
                time.sleep(fault.drip_s)
            if fault.cut_after == number:
                self.close_connection = True
                return
            if fault.error_after == number:
                self._chunk("error", json.dumps({"type": "error", "error": {"type": fault.kind, "message": fault.message}}))
                break
            self._chunk(event["type"], "{no json" if fault.garbage_after == number else json.dumps(event))
        self.wfile.write(b"0\r\n\r\n")

    def _chunk(self, name: str, text: str) -> None:
        line = f"event: {name}\ndata: {text}\n\n".encode()
        self.wfile.write(b"%x\r\n%s\r\n" % (len(line), line))
        self.wfile.flush()

    def _json(self, value: dict[str, Any], *, status: int = 200, headers: dict[str, str] | None = None) -> None:
        self._send(status, json.dumps(value).encode(), "application/json", headers)

    def _error(self, status: int, kind: str, text: str, headers: dict[str, str] | None = None) -> None:
        self._json({"type": "error", "error": {"type": kind, "message": text}, "request_id": "req_error"}, status=status, headers=headers)

    def _send(self, status: int, data: bytes, kind: str, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"content-type": kind, "content-length": str(len(data)), "request-id": "req_1", **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)
