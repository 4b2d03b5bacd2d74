"""
One log for all code: ours (structlog) and the libraries' (standard logging) use the same processors.

Write `log.info("delivery kept", delivery_id=7)`: the first argument is a fixed text, which becomes the key
`action` of the JSON line; pass what varies as ids.  If the text is a sentence, pass the action separately:
`log.info("the ticket was put back", action="put back", task_id=...)`; the sentence becomes `message`.
Never log a payload, a token or a person's text.
"""

import json
import logging
import sys
from collections.abc import Iterable
from typing import IO, TYPE_CHECKING

import structlog

from app.config.settings import LogFormat, LogLevel

if TYPE_CHECKING:
    from structlog.typing import EventDict, Processor, WrappedLogger

#: They log several lines for each job and start, which add nothing to our own.
QUIET_LOGGERS = ("procrastinate", "alembic")

#: Shorter values are not replaced: that would garble ordinary words.
SHORTEST_SECRET = 6


def configure_logs(
    *, log_format: LogFormat | None, level: LogLevel, secrets: Iterable[str], stream: IO[str] | None = None
) -> None:
    """
    Send every log line of this process to `stream` (default: standard error).  Safe to call again.

    Args:
        log_format: None means console on a terminal and JSON elsewhere.
        level: The lowest level shown.
        secrets: Values replaced by `***` wherever they appear, also in tracebacks.  A last line of
            defence: no code may log them in the first place.
        stream: Where to write.
    """
    out = stream or sys.stderr
    chosen = log_format or ("console" if out.isatty() else "json")
    stamp = structlog.processors.TimeStamper(fmt="iso", utc=True, key="at")
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        stamp,
    ]
    foreign: list[Processor] = [*shared, structlog.stdlib.ExtraAdder(), _keep_ids_of_jobs]
    if chosen == "json":
        foreign.append(_name_foreign_action)
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        _HidingFormatter(
            secrets=secrets,
            foreign_pre_chain=foreign,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_renderers(chosen, out)],
        )
    )
    logging.captureWarnings(capture=True)
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    for name in QUIET_LOGGERS:
        logging.getLogger(name).setLevel("DEBUG" if level == "debug" else "WARNING")
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


class _HidingFormatter(structlog.stdlib.ProcessorFormatter):
    """Replaces known secrets in the finished log line."""

    def __init__(
        self, *, secrets: Iterable[str], processors: list["Processor"], foreign_pre_chain: list["Processor"]
    ) -> None:
        super().__init__(processors=processors, foreign_pre_chain=foreign_pre_chain)
        plain = {secret for secret in secrets if len(secret) >= SHORTEST_SECRET}
        in_json = {json.dumps(secret)[1:-1] for secret in plain}
        self._hidden = sorted(plain | in_json, key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        for secret in self._hidden:
            line = line.replace(secret, "***")
        return line


def _renderers(chosen: LogFormat, out: IO[str]) -> list["Processor"]:
    if chosen == "json":
        return [structlog.processors.format_exc_info, _put_action_first, structlog.processors.JSONRenderer()]
    return [
        structlog.dev.ConsoleRenderer(
            colors=out.isatty(),
            timestamp_key="at",
            # Coloured tracebacks show local variables, which may hold secrets.
            exception_formatter=structlog.dev.plain_traceback,
        )
    ]


def _keep_ids_of_jobs(_logger: "WrappedLogger", _method: str, event: "EventDict") -> "EventDict":
    """Keep only the job's id: procrastinate attaches whole jobs and results."""
    job = event.pop("job", None)
    if isinstance(job, dict):
        event["job_id"] = job.get("id")
    event.pop("worker", None)
    event.pop("job_result", None)
    return event


def _name_foreign_action(_logger: "WrappedLogger", _method: str, event: "EventDict") -> "EventDict":
    """Use a library's logger name as the action, because its texts vary from line to line."""
    event.setdefault("action", event["logger"])
    return event


def _put_action_first(_logger: "WrappedLogger", _method: str, event: "EventDict") -> "EventDict":
    text = event.pop("event", "")
    action = event.pop("action", text)
    first = {name: event.pop(name) for name in ("at", "level") if name in event}
    message = {} if action == text else {"message": text}
    return first | {"action": action} | message | dict(event)
