"""What may be shown of a photograph: a copy drawn afresh, without place, device or any other metadata.

JPEG, PNG and HEIC (what telephones make by default) are taken; what a file is, its bytes say, never its name.
"""

from __future__ import annotations

import io
import struct
import warnings
from dataclasses import dataclass
from functools import cache

from PIL import ExifTags, Image, UnidentifiedImageError

#: MPO is a JPEG that bears further pictures behind the first, as many telephones make it (CIPA DC-007).
FORMATS = {"JPEG": "image/jpeg", "MPO": "image/jpeg", "PNG": "image/png", "HEIF": "image/heic"}
#: Whose openers are asked. The one of JPEG opens an MPO too, and asking for that by name is an error.
_OPENED = ("JPEG", "PNG")
MAX_BYTES = 25 * 1024 * 1024
MAX_PIXELS = 60_000_000
SHOWN_SIDE = 2_000
#: How a picture is turned back, by how the camera was held (Exif 2.3, Orientation).
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
#: Where an ISO media file names itself (ISO/IEC 14496-12, box "ftyp"); a HEIC photograph is one.
_BOX, _BOX_NAME = slice(4, 8), b"ftyp"


class NotAnImage(ValueError):
    """Bytes that are no readable photograph; ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Checked:
    media_type: str
    width: int
    height: int


def check(data: bytes) -> Checked:
    """Decode the whole picture. Raises NotAnImage with empty, too_large, too_many_pixels, not_an_image, damaged."""
    if not data:
        raise NotAnImage("empty")
    if len(data) > MAX_BYTES:
        raise NotAnImage("too_large")
    with opened(data) as picture:
        if picture.width * picture.height > MAX_PIXELS:
            raise NotAnImage("too_many_pixels")
        try:
            picture.load()
        except (OSError, ValueError, SyntaxError, EOFError) as error:
            raise NotAnImage("damaged") from error
        return Checked(FORMATS[str(picture.format)], picture.width, picture.height)


def shown_copy(data: bytes, side: int = SHOWN_SIDE) -> bytes:
    """A JPEG of at most ``side`` pixels on its longer side, upright, with no metadata. Raises NotAnImage."""
    with opened(data) as picture:
        picture.draft("RGB", (side, side))  # a JPEG is decoded no larger than needed
        turned = upright(picture)
        turned.thumbnail((side, side))
        clean = Image.new("RGB", turned.size, "white")
        if turned.has_transparency_data:
            clear = turned.convert("RGBA")
            clean.paste(clear, mask=clear.getchannel("A"))
        else:
            clean.paste(turned.convert("RGB"))
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=85)
    return out.getvalue()


def upright(picture: Image.Image) -> Image.Image:
    """The picture as whoever took it saw it; as it is stored where the camera wrote nonsense about itself.

    The library would write the other remarks of the camera anew, and ends at any it cannot write.
    """
    try:
        turn = _TURNS.get(picture.getexif().get(ExifTags.Base.Orientation, 1))
    except (SyntaxError, ValueError, TypeError, KeyError, IndexError, OSError, EOFError, OverflowError, struct.error):
        turn = None
    return picture.copy() if turn is None else picture.transpose(turn)


def opened(data: bytes) -> Image.Image:
    """The picture with its header read. Raises NotAnImage."""
    telephone = data[_BOX] == _BOX_NAME
    if telephone:
        _know_heic()
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            return Image.open(io.BytesIO(data), formats=(*_OPENED, "HEIF") if telephone else _OPENED)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise NotAnImage("too_many_pixels") from error
        except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
            # A HEIC file is one box of boxes: cut short, its decoder does not even know it.
            raise NotAnImage("damaged" if telephone and _calls_itself_heic(data) else "not_an_image") from error


def _calls_itself_heic(data: bytes) -> bool:
    return data[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"heim", b"heis")


@cache
def _know_heic() -> None:
    """Load the decoder when the first such file comes: it costs a quarter of a second."""
    import pillow_heif  # noqa: PLC0415

    pillow_heif.register_heif_opener(thumbnails=False)
