"""Logs are JSON lines of codes, ids and times: no names, no text, no addresses (L50)."""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime

from sqlalchemy.exc import DBAPIError

log = logging.getLogger("stafet.web")
TOLD = ("code", "kind", "message_id")
"""What a record may carry besides its event: words of ours and ids, never its arguments."""


class JsonLines(logging.Formatter):
    """One JSON object a line; of an exception its class and places, never its message."""

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.msg,
        }
        told |= {name: value for name in TOLD if (value := getattr(record, name, None))}
        if record.exc_info and record.exc_info[1]:
            told["fault"] = type(record.exc_info[1]).__name__
            frames = traceback.extract_tb(record.exc_info[2])
            told["where"] = [f"{frame.name}:{frame.lineno}" for frame in frames]
        return json.dumps(told, ensure_ascii=False)


def log_database(error: DBAPIError) -> None:
    """Log what the database calls its error (SQLITE_BUSY, 57P01): its words may hold values."""
    told = getattr(error.orig, "sqlite_errorname", None) or getattr(error.orig, "sqlstate", None)
    log.error("database", extra={"code": told or type(error).__name__})


def install(level: int = logging.INFO) -> None:
    """Send the product's log to standard error as JSON lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger("stafet")
    root.handlers[:] = [handler]
    root.setLevel(level)
    root.propagate = False
