"""Full body, adult, from the front."""

from __future__ import annotations

import math
from collections.abc import Callable

from assets.body_charts.chart import OUTLINE, Chart
from assets.body_charts.drawings.adult_model import FOOT_FROM_FRONT, MAN, WOMAN, Adult, arm_regions
from assets.body_charts.drawings.hand_model import FINGERS, palm_creases
from assets.body_charts.points import Table, moved, points


def man_front() -> Chart:
    chart = MAN.chart("anterior")
    chart.half_outline(MAN.half(FOOT_FROM_FRONT))
    _face(chart, MAN)
    _trunk(chart, MAN)
    chart.line("90,236 88,226 86.8,213")
    chart.line("86,247 76,262 60,269.5 40,271.5 22,268")
    chart.dot(60, 251, 4.2)
    chart.dot(60, 251, 1.2)
    chart.line("81.6,405 76,412 72.6,420")
    chart.line("71,426 59,441 43,457.5 27,470 17,476.5")
    chart.symmetric_shape(
        "0,474 5,474.6 10.6,478 13.8,492 15.2,507 13.6,520.5 8.8,528.6 3.6,530 0,528.2",
        group=OUTLINE,
        filled=True,
        silhouette=True,
        cut=True,
    )
    chart.symmetric_shape("0,472.6 4.5,473.4 7.2,478 7.6,496 7.2,509 4.8,516.4 0,519", filled=True)
    chart.line("5.6,506.4 2.8,508.6 0,509.2 -2.8,508.6 -5.6,506.4", once=True)
    _legs(chart, MAN)
    _regions_above_the_hips(chart, MAN)
    chart.cut("98,396 71,426 59,441 43,457.5 27,470 6,486")
    chart.cut("71,425 66,460 64,508")
    chart.cut("0,452 24,455 27.6,470.6")
    chart.cut("8,513 64,507 104,505")
    chart.seeds("A", "PUBIC-M 14,464 GENITAL-M 9,500 GENITAL-M 1.2,521 GROIN@ 40,485 HIP@ 80,470")
    _regions_of_the_limbs(chart, MAN)
    chart.line("113,347 123,351.5 135,349.5")
    _palm(chart, MAN)
    return chart


def woman_front() -> Chart:
    chart = WOMAN.chart("anterior")
    chart.half_outline(WOMAN.half(FOOT_FROM_FRONT))
    _face(chart, WOMAN)
    _trunk(chart, WOMAN)
    chart.line("79,238 77,228 76,216")
    chart.line("78.8,264 78.2,277 72,290 59,297 43,295.6 29,287 21,275")
    chart.dot(52, 273, 5.6)
    chart.dot(52, 273, 1.5)
    chart.line("79,414 74,420 71,427")
    chart.line("69,433 56,449 39,465.5 22,479 9,491")
    chart.symmetric_line("0,466 10,466.6 20,468.6")
    chart.line("0,488 0,501", once=True)
    _legs(chart, WOMAN)
    _regions_above_the_hips(chart, WOMAN)
    chart.cut("98,400 69,433 56,449 39,465.5 22,479 4,496 -1,505")
    chart.cut("69,432 66,465 64,510")
    chart.cut("0,455 30,458 33,472")
    chart.cut("0,480 22,480")
    chart.cut("0.2,508 64,509 108,507")
    chart.seeds("A", "PUBIC-M 8,468 GENITAL-M 3,488 GROIN@ 40,490 HIP@ 84,470")
    _regions_of_the_limbs(chart, WOMAN)
    chart.line("102,349 111,353 121.5,351")
    _palm(chart, WOMAN)
    return chart


def navel_circle(height: float) -> Table:
    """The half circle on the viewer's right around a navel at this height."""
    turns = [step * math.pi / 16 for step in range(17)]
    return [(15 * math.sin(turn), height - 15 * math.cos(turn)) for turn in turns]


def toes(chart: Chart, webs: list[tuple], foot: Callable = points) -> None:
    """Lines between the toes; `webs` are x, y and depth."""
    for x, y, depth in webs:
        chart.line(foot([(x, y), (x - 0.6, y - depth)]))


def _face(chart: Chart, adult: Adult) -> None:
    face = adult.face
    chart.line(face("8,54.5 15,51.8 22,51.6 28.5,54.8"))  # brow
    chart.line(face("10,63 14.6,60 20,59.6 26.4,63"))  # eye
    chart.line(face("10,63 15,65.4 20.6,65.6 26.4,63"))
    chart.dot(18.0 * adult.face_width, 62.6, 2.3)
    chart.line(face("5.6,60 4.8,72 6.6,80"))  # nose
    chart.symmetric_line(face("0,88.8 3.2,87.6 6.4,88.2 9.2,85.6 8.8,81.4"))
    chart.symmetric_line(face("0,99.6 3,98.8 8,99.4 13.6,99.8"))  # lips
    chart.symmetric_line(face("0,96.8 3,95.6 8,97.4 13.6,99.8"))
    chart.symmetric_line(face("0,106.4 6,105.2 13.6,99.8"))
    chart.line(face("42.8,58 44.8,61 44.2,69 41.8,78"))  # ear
    chart.symmetric_line(face("0,19 13,20 25,26 32,37 36,48 40.8,53"))  # hairline


def _chin(adult: Adult) -> Table:
    return [*points("0,125.3 8,124.6 15.5,122.2 22,118.4"), adult.head[-1][:2]]


def _trunk(chart: Chart, adult: Adult) -> None:
    across = adult.across
    chart.symmetric_line(_chin(adult), group=OUTLINE)
    chart.line(across("24,124 20,142 12.6,160 7.6,170"))
    chart.symmetric_line(across("0,174.4 4,173.6 7.6,170"))
    chart.line(across("9.5,171.5 22,172 40,168.5 58,168 76,169.5 90,172.5"))  # collar bone
    chart.line(across("11.5,177 24,178 42,174.5 60,173.5 78,175"))
    chart.line("0,188 0,262", once=True)
    chart.line(across("8,290 18,301 33,319 52,344"))  # lower border of the ribs
    chart.line("0,308 0,364", once=True)
    chart.line("0,388 0,438", once=True)
    chart.line("0,370.5 3.4,372.6 4.2,376.6 2.6,380 0,381 -2.6,380 -4.2,376.6 -3.4,372.6", closed=True, once=True)


def _legs(chart: Chart, adult: Adult) -> None:
    def leg(shape: str) -> Table:
        return moved(shape, 0 if adult.male else -1.2)

    chart.line(leg("33,685 37.6,678.6 46.6,677.6 53.6,682.6 56,693 53.6,703.6 46,709.6 38,707.6 33.4,699"), closed=True)
    chart.line(leg("38,722 45,726.5 52,723"))
    chart.line(leg("40.5,742 38,780 38.6,820 40.6,858"))
    chart.line(leg("27.6,899 31,902.4 30.6,909.6"))
    chart.line(leg("56.6,902 53.4,905.6 54,911.6"))
    toes(chart, [(42.2, 957.6, 11), (52.8, 956.4, 9), (62.6, 954.8, 8), (71.4, 953.6, 6.5)], adult.foot)
    nails = [(31.6, 958.6, 4.6), (47.6, 957.0, 2.5), (57.9, 955.6, 2.2), (67.3, 954.0, 2.0), (74.6, 950.4, 1.8)]
    for x, y, w in nails:
        arc = [(x - w, y), (x - w * 0.8, y - w * 0.9), (x, y - w * 1.25), (x + w * 0.8, y - w * 0.9), (x + w, y)]
        chart.line(adult.foot(arc))


def _palm(chart: Chart, adult: Adult) -> None:
    palm_creases(chart, adult.hand)
    chart.line(adult.hand("19.6,38.5 10,36 -4,29.6 -14,25"))
    for finger in FINGERS:
        for along, share in ((0.02, 0.8), (0.40, 0.7), (0.70, 0.7)):
            width = finger.widths[0] * share
            chart.line(adult.hand([finger.at(along, -width), finger.at(along, width)]))


def _regions_above_the_hips(chart: Chart, adult: Adult) -> None:
    face, across, armpit = adult.face, adult.across, adult.armpit[0]
    ear = adult.ear()
    chart.cut(face("0,19 13,20 25,26 32,37 36,48 45,52"), smooth=True)
    chart.cut(ear, smooth=True)
    chart.cut([(0, 56.5), (ear[0][0] + 1.5, 57.5)])
    chart.cut(face("7.5,55 7.5,70 11.5,82 11.5,91.5 0,91.5"))
    chart.cut(face("6,70 34,70 34,55"))
    chart.cut(face("10.4,90.1 19,100 20.5,124"))
    chart.cut(_chin(adult))
    chart.cut(across("38,141 30,152 16,165 7,172 0,175"))
    chart.cut(across("13,118 13,304.3"))
    chart.cut(across("10,169 22,172 40,169 58,172 74,186 84,208") + adult.armpit_fold())
    chest, ribs = (226, 286) if adult.male else (238, 301)
    chart.cut([across([(12, chest)])[0], (armpit + (2 if adult.male else 0), chest)])
    chart.cut([across([(12, ribs)])[0], (94 if adult.male else 84, ribs)])
    chart.cut(across("0,304 13,304 33,322 60,350 94,366"))
    chart.cut(navel_circle(376))
    chart.cut("14,376 88,376")
    chart.seeds(
        "A",
        "SCALP-M 5,8 FOREHEAD-M 5,40 EAR@ 43,65 EYE@ 20,63 NOSE-M 3,75 CHEEK@ 27,90 MOUTHCHIN-M 5,105 "
        "THROAT-M 4,150 NECK@ 19,140 SHOULDER@ 97,200 CHEST@ 40,200 BREAST@ 50,255 STERNUM-M 4,240 "
        "RIBS@ 60,320 NAVEL-M 6,376 ABD-UQ@ 30,355 ABD-LQ@ 40,410",
    )


def _regions_of_the_limbs(chart: Chart, adult: Adult) -> None:
    chart.cut("8,668 90,668")
    chart.cut("8,716 86,716")
    chart.cut("14,884 76,884")
    chart.cut("14,917 42,925 76,914")
    chart.cut("12,946 43,947 86,938")
    chart.seeds("A", "THIGH@ 45,590 KNEE@ 45,690 SHIN@ 45,800 ANKLE@ 45,900 FOOT@ 45,935 TOES@ 40,952")
    arm_regions(chart, adult, "A")
