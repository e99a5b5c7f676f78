"""Where to go on after signing in or changing language: only to a path of our own."""

from urllib.parse import urlsplit


def safe_path(target: str | None) -> str | None:
    """Return `target` if it is a plain path on this server, else None."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    parts = urlsplit(target)
    clean = not parts.scheme and not parts.netloc and target.isprintable() and "\\" not in target
    return target if clean else None
