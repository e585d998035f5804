"""The page: A4, one-sided, 25 mm at the left for two punched holes or a sewn court file. All values in points."""

from __future__ import annotations

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm

PAGE_WIDTH, PAGE_HEIGHT = A4
LEFT, RIGHT = 25 * mm, 15 * mm
TOP, BOTTOM = 28 * mm, 30 * mm
#: 170 mm of text in twelve columns; every table and form cell is a number of twelfths.
WIDTH = PAGE_WIDTH - LEFT - RIGHT
COLUMN = WIDTH / 12

HAIR, THIN, LINE, STRONG = 0.25, 0.5, 0.8, 1.3
