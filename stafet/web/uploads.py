"""Files on their way in and out: in memory only, and never alive in our origin."""

from io import BytesIO
from typing import IO
from uuid import UUID

from flask import Request, Response
from werkzeug.exceptions import RequestEntityTooLarge

MOST_BYTES = 10 * 1024 * 1024
SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"


class Bounded(BytesIO):
    """Memory that refuses to grow beyond one file."""

    def write(self, data: object) -> int:
        written = super().write(data)  # type: ignore[arg-type]
        if self.tell() > MOST_BYTES:
            raise RequestEntityTooLarge
        return written


class MemoryRequest(Request):
    """A request whose upload never touches the disk (the framework spills at 500 kB)."""

    _files_seen = 0

    def _get_file_stream(
        self,
        total_content_length: int | None,  # noqa: ARG002 - the signature is given
        content_type: str | None,  # noqa: ARG002 - the signature is given
        filename: str | None = None,
        content_length: int | None = None,  # noqa: ARG002 - the signature is given
    ) -> IO[bytes]:
        """Give the one file of a request a place in memory; a second file is refused."""
        self._files_seen += bool(filename)
        if self._files_seen > 1:
            raise RequestEntityTooLarge
        return Bounded()


def download(media_type: str, data: bytes, file_id: UUID, ending: str) -> Response:
    """Answer with a file: as an attachment without a telling name, in a sandbox (L50)."""
    response = Response(data, content_type=_typed(media_type))
    response.headers["Content-Disposition"] = (
        f'attachment; filename="fil-{file_id.hex[:8]}.{ending}"'
    )
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


def _typed(media_type: str) -> str:
    return f"{media_type}; charset=utf-8" if media_type == "text/plain" else media_type
