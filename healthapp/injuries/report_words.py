"""Titles and addressees of the prints of an injury record."""

from __future__ import annotations

from dataclasses import dataclass

from healthapp.i18n import lazy_gettext as _l
from healthapp.injuries.copies import Profile


@dataclass(frozen=True, slots=True)
class Head:
    title: object
    addressee: object


HEADS: dict[Profile, Head] = {
    Profile.REPORT: Head(_l("Report on the medical documentation of injuries"), _l("medical file")),
    Profile.PROSECUTOR: Head(_l("Report on the medical documentation of injuries"), _l("prosecutor")),
    Profile.SHORT: Head(_l("Record of injuries, short form"), _l("medical file")),
    Profile.PHOTOGRAPHS: Head(_l("Photographs of injuries"), _l("medical file")),
    Profile.INTIMATE: Head(_l("Photographs of intimate parts"), _l("addressee alone")),
}
