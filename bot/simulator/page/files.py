"""The page's files, straight from their folder."""

from pathlib import Path

from aiohttp import web

_FOLDER = (Path(__file__).parent / "static").resolve()
_TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}


def page_file(request: web.Request) -> web.Response | None:
    """Return one of the page's files, or None when there is no such file.

    The files are few and small, so that reading them at once beats a thread; browsers ask each
    time whether theirs is still the newest.
    """
    wanted = (_FOLDER / (request.match_info["path"] or "index.html")).resolve()
    if not wanted.is_relative_to(_FOLDER) or not wanted.is_file():
        return None
    facts = wanted.stat()
    tag = f"{facts.st_mtime_ns:x}-{facts.st_size:x}"
    headers = {"Cache-Control": "no-cache", "ETag": f'"{tag}"'}
    if any(known.value == tag for known in request.if_none_match or ()):
        return web.Response(status=304, headers=headers)
    return web.Response(
        body=wanted.read_bytes(),
        content_type=_TYPES.get(wanted.suffix, "application/octet-stream"),
        charset="utf-8",
        headers=headers,
    )
