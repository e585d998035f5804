"""The perineum, schematic, as seen with the legs raised: the front is at the top."""

from __future__ import annotations

from assets.body_charts.chart import OUTLINE, Chart
from assets.body_charts.points import closed_half, points

SIZE, SCALE, ORIGIN = (400, 440), 1.08, (200.0, 22)
GROIN = "80,22 76,52 67,92 61,140 60,182 67,212 84,236 110,252"
OUTER_LIPS = "0,66 12,68 24,80 33,108 35,142 30,178 20,206 8,219 0,221"
INNER_LIPS = "0,90 6,92 11.5,104 16.6,130 16.4,158 11,182 4.6,194 0,196"
PENIS = "0,46 10,47 15.6,52 17.4,70 17.2,100 16.6,118 18,124 17,136 9.6,147 0,151"
ANUS_REGION = "0,252 12,256 19,274 12,291 0,296"
SCROTUM = points("0,118c 22,112 40,124 50,148 51,174 42,198 24,211 8,211 0,207")


def female_perineum() -> Chart:
    chart = _chart("PEF", "female")
    # mons, labia majora
    chart.symmetric_line("0,44 18,45 38,52")
    chart.symmetric_shape(OUTER_LIPS, group=OUTLINE)
    # labia minora
    chart.symmetric_shape(INNER_LIPS)
    chart.symmetric_line("0,94 4.6,98 6.8,107")
    chart.symmetric_shape("0,99 3.4,101.4 4,106 0,109.6")
    chart.dot(0, 128, 3)
    chart.symmetric_shape("0,146 6.4,150 8.8,162 6.6,176 0,182")
    chart.line("0,222 0,248", once=True)
    # regions
    chart.cut(closed_half(OUTER_LIPS), smooth=True, closed=True)
    chart.cut(closed_half(INNER_LIPS), smooth=True, closed=True)
    chart.cut("0,116 20,117")
    chart.cut(closed_half(ANUS_REGION), smooth=True, closed=True)
    chart.cut(GROIN + " 140,259 172,262", smooth=True)
    chart.cut("0,58 90,58")
    _back_borders(chart)
    chart.seeds(
        "PF",
        "MONS-M 10,30 LABMAJ@ 26,140 CLITORIS-M 4,112 VESTIBULE-M 4,150 LABGROIN@ 48,150 THIGHIN@ 120,150 "
        "PERINEUM-M 5,240 ANUS-M 4,274 BUTTOCK@ 80,300",
    )
    return chart


def male_perineum() -> Chart:
    chart = _chart("PEM", "male")
    chart.symmetric_line("0,32 14,33 30,38")
    # scrotum
    chart.symmetric_shape(SCROTUM, group=OUTLINE, filled=True)
    chart.line("0,152 0,207", once=True)
    chart.line("12,142 28,146 38,160 36,178 24,190 12,188")
    # penis
    chart.symmetric_shape(PENIS, group=OUTLINE, filled=True)
    chart.symmetric_line("0,124 8,122.6 16.6,118")
    chart.line("0,141 0,148", once=True)
    chart.line("0,214 0,250", once=True)
    chart.mask(closed_half(PENIS))
    chart.cut(closed_half(PENIS), smooth=True, closed=True)
    chart.cut(SCROTUM, smooth=True, mask="out")
    chart.cut("0,124 8,122.6 22,116", mask="in")
    chart.cut(closed_half(ANUS_REGION), smooth=True, closed=True)
    chart.cut(GROIN + " 140,259 172,262", smooth=True)
    chart.cut("14,64 90,64", mask="out")
    _back_borders(chart)
    chart.seeds(
        "PM",
        "PUBIS-M 10,20 PENIS-M 5,80 GLANS-M 4,140 SCROTUM@ 35,170 SCROTUM@ 4,190 GROIN@ 50,100 "
        "THIGHIN@ 120,150 PERINEUM-M 5,240 ANUS-M 4,274 BUTTOCK@ 80,300 GROIN@ 54,218",
    )
    return chart


def _chart(code: str, sex: str) -> Chart:
    chart = Chart(code, f"Perineum, {sex} (schematic)", SIZE, "perineal", sex, scale=SCALE, origin=ORIGIN)
    chart.half_outline(
        "0,14 40,14 80,22c 106,12 138,1 172,-8c 180,50 181,110 174,172c 164,218 147,264 123,307 94,340 "
        "60,359 28,363 7,354 0,347c"
    )
    chart.line(GROIN)
    chart.line("0,300 0,350", once=True)
    chart.symmetric_shape("0,262 7,265 10.5,274 7,283 0,286")  # anus
    for fold in ("8.6,266.4 13,262.4", "11.6,274 17,274", "8.6,281.6 13,285.6"):
        chart.line(fold)
    chart.line("0,259 0,254", once=True)
    chart.line("0,289 0,294", once=True)
    return chart


def _back_borders(chart: Chart) -> None:
    chart.cut("28,226 50,226 86,226")
    chart.cut("12,205 30,226 30.4,228 14,262")
