"""What goes where: results to stdout, everything else to stderr - for a terminal in words, for a machine as JSON lines."""

import sys

import structlog


def configure() -> None:
    """Set structlog up for this process."""
    terminal = sys.stderr.isatty()
    renderer = structlog.dev.ConsoleRenderer(sort_keys=False) if terminal else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="%H:%M:%S" if terminal else "iso", utc=not terminal),
            renderer,
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
