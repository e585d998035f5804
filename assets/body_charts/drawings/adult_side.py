"""Full body, adult, from the left; the chart of the right side is its exact mirror.

Height 940; the front is at negative `x`, `x` 0 lies in the axis of the body.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assets.body_charts.chart import OUTLINE, Chart
from assets.body_charts.points import Table, points, stretched

SIZE, SCALE, ORIGIN = (400, 1000), 0.955, (210.0, 42.0)
EAR = "-2,88 -2.2,76 -3.6,67 0.4,58.4 8,55.4 14.4,59 15.2,68 11.4,77.6 7.6,85 3,89.6"
SHOULDER = points("4,172.5 -8,174")

HEAD = points(
    "0,0 -18,1.8 -34,9.5 -45.5,22 -51,37 -53,50 -53.4,56 -51.4,61.6 -53.6,67 -58.4,75 -63.4,82.4 "
    "-63.6,86 -60.2,88.6 -56.2,89.6 -56.2,93 -58.4,96.2 -57.8,98.4 -55.4,99.8c -57.4,102 -56.8,105 "
    "-53.6,107.8 -53.8,112 -54.2,118 -51.4,123.4 -45.5,125.6 -36,125.6 -26.5,128"
)
MANS_FRONT = points(
    "-20.4,134 -19.6,141 -21.2,147 -19.8,156 -20.6,164 -25.5,172 -34,184 -44,202 -53,222 -59.4,243 "
    "-61,258 -59,272 -56.6,290 -54.8,315 -53.4,345 -53.4,372 -54.4,395 -54.4,418 -52,440 -48.4,462 "
    "-46.6,476c"
)
MANS_GENITALS = points("-48.2,478 -53.6,484 -57.6,496 -58.6,510 -56.8,522 -52.4,527.6 -48.8,525c")
LEG_FRONT = points(
    "-50,545 -49,572 -46.4,602 -42.2,635 -38,660 -35.8,676 -36.4,690 -35.4,703 -30.6,714 -28.4,728 "
    "-28.8,745 -28,770 -25,800 -21.6,830 -19.2,855 -18.6,876 -21.2,890 -28,900 -40,908 -55,914.5 "
    "-70,920 -82,924 -92,927 -98.6,931 -100.6,936 -97,939.6 -88,940.4 -76,941 -60,940.6 -42,937.6 "
    "-24,937.6 -6,940 10,941 22,940 28.4,934 30,924 27,912 22.6,900 20.6,886"
)
LEG_BACK = points(
    "22.2,868 26.4,842 33,815 39.2,790 41.8,766 40,742 36,722 33.6,704 35,686 39,660 44,630 48.6,596 "
    "51.8,562 53.4,536 55,518"
)
MANS_BACK = points(
    "62.4,506 70.4,490 74.2,470 72.6,448 66.4,427 56.8,407 48.8,390 45,372 45.8,350 50.6,322 58,290 "
    "64.6,258 67.4,230 65.6,204 59.6,180 51,160 44.4,147 40,134 38.6,121 40.6,108 45.8,92 52,74 "
    "53.2,54 48.8,32 37.4,13.5 20,3"
)
WOMANS_FRONT = points(
    "-19.6,134 -18.4,142 -18,150 -18.4,160 -22,170 -29,183 -38,202 -47,222 -56,242 -64.6,260 "
    "-69.6,274 -69.4,283 -63.6,293 -55.6,300 -51.6,311 -49.6,330 -48.4,350 -49.4,372 -52.6,395 "
    "-54.4,418 -53.4,440 -49.6,462 -45.6,480 -44.6,494 -47.4,512"
)
WOMANS_BACK = points(
    "64.4,508 73.4,492 78,471 76.4,448 69,426 57.4,405 46.6,388 40.4,369 40.6,348 45.4,320 52.4,290 "
    "58.4,258 61.4,230 60,204 54.4,181 46,161 39,147 35.4,134 35.6,121"
)

# the arm hangs at the side, its thumb to the front
ARM_FRONT = points(
    "-20,182 -27,200 -28.4,220 -25,246 -20.6,274 -17.6,302 -16.4,325 -18.4,343 -21.6,364 -23.2,388 "
    "-22.8,412 -21.4,436 -20.2,458 -20,473"
)
ARM_BACK = points(
    "9,473 12.4,458 17.4,434 22,408 26.4,382 30.6,362 33.6,346 34,332 33.4,308 33.4,280 35.2,252 "
    "37,228 35.4,206 28.4,188 17,176.5"
)
HAND = points(
    "-24,482 -30,494 -34.4,506 -37.4,520 -38.6,530 -37,536 -33.6,536.6 -31,531 -28.6,521 -25.8,514c "
    "-25.4,526 -26.4,541 -27.4,556 -26.8,563.6 -23.6,566.4 -20.4,564c -19.4,570 -16.2,573.4 "
    "-12.4,571.4 -11,567.4c -9.6,570 -6.6,570.8 -3.6,568 -2.2,561.4c 0.6,561 3.2,557 5,546 6.6,530 "
    "9.4,514 11.8,500 11,487"
)


@dataclass(frozen=True)
class Side:
    """How the tables of the man fit the body that is drawn."""

    head: float
    arm: Callable[[str | Table], Table]
    hand: Callable[[str | Table, float], Table]

    def face(self, shape: str | Table) -> Table:
        return stretched(shape, self.head)


def _chart(letter: str, sex: str) -> Chart:
    title = f"Full body, {sex}, left lateral view"
    twin = f"FB{letter}-R"
    return Chart(f"FB{letter}-L", title, SIZE, "lateral", sex, side="left", scale=SCALE, origin=ORIGIN, twin=twin)


def _womans_arm(shape: str | Table) -> Table:
    return stretched(shape, 0.86, about=4, onto=3)


def _womans_hand(shape: str | Table, onto: float = 2.6) -> Table:
    return [(x, (y - 478) * 0.95 + 478, *rest) for x, y, *rest in stretched(shape, 0.88, about=4, onto=onto)]


def man_side() -> Chart:
    chart = _chart("M", "male")
    side = Side(1.0, points, lambda shape, onto=0: points(shape))
    chart.shape(HEAD + MANS_FRONT + MANS_GENITALS + LEG_FRONT + LEG_BACK + MANS_BACK)
    _face(chart, side)
    chart.line("-46.6,477 -45.6,490 -46.6,505 -48.6,524")
    _trunk_and_leg(chart)
    chart.line("52,196 47,222 44,250")  # shoulder blade, behind the arm
    chart.line("-60,252 -56.4,253.6 -57,257.6 -60.4,257")
    chart.line("-58,274 -46,276 -34,270 -28,258")
    _arm(chart, side, ARM_FRONT, HAND, ARM_BACK)
    _regions_of_the_head(chart, side)
    _regions_of_the_trunk(chart)
    chart.cut("-46.6,476 -45.6,490 -46.6,505 -47.6,518 -48.8,525", mask="out")
    chart.seeds("X", "GENITAL@ -53,500 GROIN@ -38,495")
    _regions_of_the_limbs(chart, side)
    return chart


def woman_side() -> Chart:
    chart = _chart("F", "female")
    side = Side(0.97, _womans_arm, _womans_hand)
    front = [(x * (1.0 if y > 600 else 1.02), y) for x, y in LEG_FRONT]
    back = [(x * 0.97, y) if y > 640 else (x + 1.0, y) for x, y in LEG_BACK]
    chart.shape(side.face(HEAD) + WOMANS_FRONT + front + back + WOMANS_BACK + side.face(MANS_BACK[-7:]))
    _face(chart, side)
    _trunk_and_leg(chart)
    chart.line("47,196 43,222 40,250")
    chart.line("-57,300 -48,303 -38,298 -31,287")
    chart.line("-69.2,273.6 -65.4,272.6 -64.6,278 -68.8,280.6")
    _arm(chart, side, side.arm(ARM_FRONT), side.hand(HAND, 2.4), side.arm(ARM_BACK))
    _regions_of_the_head(chart, side)
    _regions_of_the_trunk(chart)
    chart.seeds("X", "GROIN@ -38,490")
    _regions_of_the_limbs(chart, side)
    return chart


def _face(chart: Chart, side: Side) -> None:
    face = side.face
    chart.line(face("-50.6,53.6 -43,50.6 -35.4,52.6"))
    chart.line(face("-47.4,60.2 -41,59.6 -36.6,63.2"))
    chart.line(face("-46.6,65.4 -41.4,65.6 -36.6,63.2"))
    chart.line(face("-46.8,60 -48,62.8 -46.4,65.6"))
    chart.line(face("-58,85 -54.4,82.2 -52.2,85 -53.4,88.6"))
    chart.line(face("-55.4,99.8 -50,99.6 -45.6,101"))
    chart.line(face("-26.5,128 -16,123 -8,115 -3.6,104 -2.6,93"))
    chart.line(face(EAR + " -2,88"))
    chart.line(face("0,72 1.6,63.6 8,60.4 11.2,65 8.8,74 4.6,80.4 1.2,82"))
    chart.line(face("-49.6,32 -40,31 -30.6,36 -26.4,47 -15,50 -10,62 -6,71"))
    chart.line(face("12,90 19,98 27,108 33,113 37.4,115"))
    chart.line(face("9,96 2,122 -10,148 -21.5,168"))  # side of the neck


def _trunk_and_leg(chart: Chart) -> None:
    chart.line("-38,418 -26,408 -22.8,407")
    chart.line("55,518 46,522 36,521 28,517")
    chart.line("-29.5,680 -23.6,686 -23,698 -28,706")
    chart.line("8,660 12,690 14,716")
    chart.line("-4,900 1.4,895.6 6.4,899.4 6.8,906 2,910 -3,907 -4,900")
    chart.line("14,912 11,922 15,931")
    chart.line("-92,927 -90,932.4 -92,935.5")
    for x, y in ((-84, 930), (-78, 930.5), (-72, 931), (-66.5, 931.5)):
        chart.line([(x - 3.2, y + 9.8), (x - 4.2, y + 3), (x, y), (x + 3, y + 4.5), (x + 2.6, y + 9)])


def _arm(chart: Chart, side: Side, front: Table, hand: Table, back: Table) -> None:
    """Drawn over the trunk, closed over the shoulder by a thin line only."""
    whole = front + hand + back
    chart.mask(whole + SHOULDER)
    chart.cut(whole + SHOULDER, smooth=True, closed=True)
    chart.line(whole, group=OUTLINE, filled=True)
    chart.line([back[-1], *SHOULDER, front[0]])
    chart.line(side.arm("22,340 27,335 31.6,340 30,349 24.4,351"))  # elbow
    hand_lines = (
        "-18.6,477 -6,479 8,477",
        "-20.4,564 -18.8,545 -17.4,523",
        "-11,567.4 -9.8,546 -8.6,523",
        "-2.2,561.4 -1,542 0.4,521",
        "-25.8,514 -23.8,506 -20.6,500",
        "-37.4,531.4 -36.8,527.6 -34.4,527.6 -33.4,531.6",
    )
    for line in hand_lines:
        chart.line(side.hand(line))


def _regions_of_the_head(chart: Chart, side: Side) -> None:
    face = side.face
    chart.cut(face("-58,30 -40,31 -30.6,36 -26.4,47 -15,50 -10,62 1,73"))
    chart.cut(face(EAR), smooth=True, closed=True)
    chart.cut(face("-60,57 -24,56 -12,56"))  # brow line
    chart.cut(face("-50.2,55 -50.2,69 -30,69 -30,54"))
    chart.cut(face("-50.2,68 -48.6,82 -49.6,91.6 -62,91.6"))
    chart.cut(face("-49.6,91 -42,100 -41,130"))
    chart.cut(face("-34,120 -26.5,128.5 -16,123 -8,115 -3.6,104 -2,88.5 -0.5,80"))
    chart.cut(face("-42,124.8 -36,126.6 -26.5,128.5 -18,136"))
    chart.cut(face("4,87 12,90 19,98 27,108 36,114 48,121"))
    chart.cut(face("12,62 30,54 60,50"))
    chart.seeds(
        "X",
        "SCALP@ 0,20 FOREHEAD@ -45,45 EYE@ -40,62 NOSE@ -54,80 CHEEK@ -25,90 MOUTHCHIN@ -49,110 EAR@ 6,72 "
        "OCCIPUT@ 35,80 NECK@ 5,140 NECK@ -19,133",
    )


def _regions_of_the_trunk(chart: Chart) -> None:
    borders = (
        "-34,168 -20,168 0,166 20,160 36,150 50,143",
        "-2,166 -6,180",
        "36,145 26,170 24,200",
        "-80,300 -10,306",
        "10,306 90,300",
        "-70,376 10,384",
        "10,384 80,376",
        "-70,470 -34,450 -14,430",
        "10,420 40,412 80,416",
        "36,405 34,530",
        "-49,508 -38,511 18,522 30,521 46,522 60,514 80,512",
    )
    for border in borders:
        chart.cut(border, mask="out")
    chart.seeds(
        "X",
        "CHEST@ -40,260 UPPERBACK@ 48,240 FLANK@ 38,340 ABDUP@ -40,340 ABDLOW@ -40,410 LUMBAR@ 38,398 "
        "HIP@ 28,480 SHOULDER@ 22,168 BUTTOCK@ 50,470",
    )


def _regions_of_the_limbs(chart: Chart, side: Side) -> None:
    borders = (
        "-60,668 60,664",
        "-60,718 60,722",
        "-40,880 40,876",
        "-36,894 -26,912 0,916 16,914 40,904",
        "-66,910 -68,950",
        "-2,914 -2,950",
    )
    for border in borders:
        chart.cut(border, mask="out")
    for border in ("-36,240 44,240", "-24,322 40,318", "-30,368 38,364", "-30,452 24,450"):
        chart.cut(border, mask="in")
    for border in ("-30,480 20,480", "-27,516 -22,519 -8,521 14,518", "-25,518 -25.8,514 -22,500 -30,488"):
        chart.cut(side.hand(border), mask="in")
    chart.seeds(
        "X",
        "THIGH@ 0,600 KNEE@ 0,695 LOWERLEG@ 5,800 ANKLE@ 2,895 FOOT@ -40,925 HEEL@ 15,930 TOES@ -85,935 "
        "SHOULDER@ 4,210 UPPERARM@ 6,280 ELBOW@ 6,345 FOREARM@ 0,410 WRIST@ -4,466 HAND@ -5,500 "
        "FINGERS@ -10,545 THUMB@ -33,515",
    )
