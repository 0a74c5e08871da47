"""The log: one line an event, as text for people or as JSON for programs.

Nothing personal goes in: users by id, requests by their route's template,
never a query, a body or the message of an unknown error, which may quote them.
"""

import logging
import sys
import traceback
from typing import Any

import structlog

from api.settings import LogFormat


def set_up(log_format: LogFormat) -> None:
    """Send all events of this process to standard error.

    What libraries log goes the same way, from warnings up.
    """
    shape: structlog.types.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            shape,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),  # whatever it is by then
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(handlers=[_Forwarded()], level=logging.WARNING, force=True)


class _Forwarded(logging.Handler):
    """Hands on what libraries log, without their exceptions' messages."""

    def emit(self, record: logging.LogRecord) -> None:
        """Log it as an event of ours."""
        log = structlog.get_logger(__name__).bind(logger=record.name)
        if record.exc_info and record.exc_info[1] is not None:
            report(log, "library", record.exc_info[1])
        else:
            log.log(record.levelno, "library", text=str(record.msg))


def report(log: Any, event: str, error: BaseException) -> None:
    """Log an error: its kind and where it came from, not what it says."""
    log.error(event, error=type(error).__name__, frames=frames(error))


def frames(error: BaseException) -> list[str]:
    """Return where an error came from, innermost last, without what it says: that may quote a customer."""
    found = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    cause = error.__cause__ or error.__context__
    return found if cause is None else [*frames(cause), type(cause).__name__, *found]
