"""Photos, kept in memory under their file ids."""

import secrets
import struct
from dataclasses import dataclass
from typing import Any

from bot.simulator.model import Upload, bad_request

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class File:
    """A stored picture."""

    id: str
    unique_id: str
    data: bytes
    media_type: str
    width: int
    height: int

    @property
    def path(self) -> str:
        """Return where the Bot API serves the file."""
        return f"photos/{self.unique_id}.{self.media_type.removeprefix('image/')}"

    def facts(self) -> Json:
        """Return the Bot API's File object."""
        return {
            "file_id": self.id,
            "file_unique_id": self.unique_id,
            "file_size": len(self.data),
            "file_path": self.path,
        }

    def sizes(self) -> list[Json]:
        """Return the Bot API's list of PhotoSize objects."""
        size = {key: value for key, value in self.facts().items() if key != "file_path"}
        return [size | {"width": self.width, "height": self.height}]


class Files:
    """Everything that was uploaded."""

    def __init__(self) -> None:
        self._by_id: dict[str, File] = {}
        self._by_path: dict[str, File] = {}
        self._by_unique_id: dict[str, File] = {}

    def add(self, data: bytes) -> File:
        """Keep a picture."""
        if not data:
            raise bad_request("file must be non-empty")
        media_type, width, height = _measure(data)
        unique_id = secrets.token_hex(8)
        file = File(f"SIM{secrets.token_urlsafe(30)}", unique_id, data, media_type, width, height)
        self._by_id[file.id] = self._by_path[file.path] = self._by_unique_id[unique_id] = file
        return file

    def by_id(self, file_id: str) -> File | None:
        """Find a file the way getFile does."""
        return self._by_id.get(file_id)

    def by_path(self, path: str) -> File | None:
        """Find a file the way a download does."""
        return self._by_path.get(path)

    def by_unique_id(self, unique_id: str) -> File | None:
        """Find a file the way the page does."""
        return self._by_unique_id.get(unique_id)

    def resolve(self, value: object, uploads: dict[str, Upload]) -> File:
        """Return the photo of a request: an upload, a known file id or a refusal."""
        if isinstance(value, str) and value.startswith("attach://"):
            value = uploads.get(value.removeprefix("attach://"))
        if isinstance(value, Upload):
            return self.add(value.data)
        if not value or not isinstance(value, str):
            raise bad_request("there is no photo in the request")
        known = self._by_id.get(value)
        if known is not None:
            return known
        if value.startswith(("http://", "https://")):
            # The simulator never reaches out to the web.
            raise bad_request("failed to get HTTP URL content")
        if "." in value or ":" in value:
            raise bad_request("wrong file identifier/HTTP URL specified")
        raise bad_request(
            "wrong remote file identifier specified: can't unserialize it. Wrong last symbol"
        )


def _measure(data: bytes) -> tuple[str, int, int]:
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return "image/png", width, height
    if data.startswith(b"\xff\xd8"):
        return "image/jpeg", *_measure_jpeg(data)
    raise bad_request("IMAGE_PROCESS_FAILED")


def _measure_jpeg(data: bytes) -> tuple[int, int]:
    position = 2
    while position + 9 <= len(data) and data[position] == 0xFF:
        marker, length = struct.unpack(">BH", data[position + 1 : position + 4])
        is_frame = 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}
        if is_frame:
            height, width = struct.unpack(">HH", data[position + 5 : position + 9])
            return width, height
        position += 2 + length
    raise bad_request("IMAGE_PROCESS_FAILED")
