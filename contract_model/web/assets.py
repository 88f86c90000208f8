"""This file defines `Assets`: the files that pages use - scripts, styles, fonts - by addresses that change with their content.

A browser may therefore keep each for good. What is not one of these files has no address: a request reaches none by a path.
"""

from __future__ import annotations

import gzip
import mimetypes
import os
from dataclasses import dataclass
from hashlib import blake2b

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "static")
KEPT = "public, max-age=31536000, immutable"
_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2", ".ico": "image/x-icon"}
_SMALL = 500  # bytes; not worth compressing
_TEXTS = ("text/", "image/svg", "application/json")


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is sent: as it is, and compressed where that is shorter."""

    kind: str
    content: bytes
    compressed: bytes | None


class Assets:
    """The files of a folder, read once. `url("page.css")` is the address of one."""

    def __init__(self, folder: str = FOLDER) -> None:
        self.files = dict(_files(folder))
        digest = blake2b(digest_size=6)
        for name, asset in self.files.items():
            digest.update(f"{len(name)} {name} {len(asset.content)} ".encode())
            digest.update(asset.content)
        self.digest = digest.hexdigest()

    def url(self, name: str) -> str:
        """The address of a file. One that is not there is our mistake."""
        if name not in self.files:
            raise KeyError(f"static/{name}")
        return f"/static/{self.digest}/{name}"

    async def serve(self, request: Request) -> Response:
        """The file that a request is for."""
        asset = self.files.get(request.path_params["name"])
        if asset is None or request.path_params["digest"] != self.digest:
            raise HTTPException(404)
        headers = {"cache-control": KEPT, "vary": "accept-encoding"}
        if asset.compressed is not None and "gzip" in Headers(scope=request.scope).get("accept-encoding", ""):
            return Response(asset.compressed, media_type=asset.kind, headers={**headers, "content-encoding": "gzip"})
        return Response(asset.content, media_type=asset.kind, headers=headers)


def _files(folder: str) -> list[tuple[str, Asset]]:
    found = []
    for place, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(place, name)
            with open(path, "rb") as file:
                content = file.read()
            found.append((os.path.relpath(path, folder).replace(os.sep, "/"), _asset(name, content)))
    return sorted(found, key=lambda each: each[0])


def _asset(name: str, content: bytes) -> Asset:
    kind = _TYPES.get(os.path.splitext(name)[1]) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    shorter = gzip.compress(content, 9, mtime=0) if len(content) > _SMALL and kind.startswith(_TEXTS) else content
    return Asset(kind, content, shorter if len(shorter) < len(content) else None)
