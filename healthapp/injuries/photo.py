"""What a camera says of a photograph: its time alone. Place and device are never read."""

from __future__ import annotations

import datetime as dt

from healthapp.vault import images

_ORIGINAL, _DIGITIZED_IN, _CHANGED = 36867, 0x8769, 306
#: What a clock says that was never set; in the first hours of the year 1 there is no moment in UTC.
UNSET = (dt.MINYEAR, dt.MAXYEAR)


def taken_at(data: bytes) -> dt.datetime | None:
    """The time in the picture's EXIF data, without a zone, as the camera's clock had it; None when there is none."""
    with images.opened(data) as picture:
        exif = picture.getexif()
        text = exif.get_ifd(_DIGITIZED_IN).get(_ORIGINAL) or exif.get(_CHANGED)
    try:
        found = dt.datetime.strptime(str(text), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 - a camera knows no zone
    except ValueError:
        return None
    return None if found.year in UNSET else found
