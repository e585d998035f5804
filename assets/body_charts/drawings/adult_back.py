"""Full body, adult, from behind."""

from __future__ import annotations

from assets.body_charts.chart import Chart
from assets.body_charts.drawings.adult_model import FOOT_FROM_BACK, MAN, WOMAN, Adult, arm_regions
from assets.body_charts.drawings.hand_model import nails_and_knuckles, place_hand
from assets.body_charts.points import Table, moved

HAIRLINE = "0,121 9,120 17,121 22,117 28,104 36,92"


def man_back() -> Chart:
    chart = _body(MAN)
    chart.line("117.4,343 118.4,337.6 122.5,333.5 128.5,334.5 131,340.5 128.6,346.4")  # elbow
    _back_of_the_hand(chart, MAN)
    return chart


def woman_back() -> Chart:
    chart = _body(WOMAN)
    chart.line("106.4,346 107.4,340.6 111,336.5 116.5,337.5 118.6,343 116.4,348.6")
    _back_of_the_hand(chart, WOMAN)
    return chart


def _body(adult: Adult) -> Chart:
    chart = adult.chart("posterior")
    chart.half_outline(adult.half(FOOT_FROM_BACK))
    _head_and_back(chart, adult)
    _hips(chart, adult)
    _legs(chart, adult)
    _regions_above_the_hips(chart, adult)
    _regions_below(chart, adult)
    return chart


def _back_of_the_hand(chart: Chart, adult: Adult) -> None:
    chart.line(place_hand("-13.4,0.5 0,-1.6 13.6,0.5", adult.wrist, adult.hand_size, 1.0))
    nails_and_knuckles(chart, adult.hand, joints=True)


def _head_and_back(chart: Chart, adult: Adult) -> None:
    face, across = adult.face, adult.across
    chart.line(face("40.8,56 39.6,66 39.6,78 40.2,87"))
    chart.line(face("44,57.5 44.6,66 42.6,77"))
    chart.symmetric_line(face(HAIRLINE))
    chart.dot(0, 160, 2.6)
    chart.line("0,168 0,300 0,432", once=True, smooth=False)  # spine
    chart.line(across("27,190 25.5,206 27,228 33,250 40.6,262 46,259 54,246 64,230 73,218"))  # shoulder blade
    chart.line(across("27,201 44,194 64,186 84,180 97,178.5"))
    x, y = adult.armpit
    chart.line([(x, y), (x - 3, y - 10), (x - 2.6, y - 22)])
    chart.line("79.6,339 64,345.5 44,349" if adult.male else "67.4,346 54,349.4 38,351")


def _crest(adult: Adult) -> tuple[float, float]:
    """Where the crest of the hip bone leaves the side."""
    return (80 if adult.male else 76, 400 + adult.waist_drop)


def _hips(chart: Chart, adult: Adult) -> None:
    drop, fold = adult.waist_drop, adult.buttock_fold
    chart.line([_crest(adult), (62, 403 + drop), (42, 412 + drop), (28, 424 + drop)])
    chart.line([(24, 428 + drop), (27, 430 + drop), (26, 434 + drop)])
    chart.line("14,436 8,450 3,462")
    chart.line([(0, 452), (0, fold - 2)], once=True)
    chart.line([(2.4, fold + 1), (14, fold + 7.5), (32, fold + 9.5), (50, fold + 5.5), (63, fold - 3)])


def _legs(chart: Chart, adult: Adult) -> None:
    def leg(shape: str) -> Table:
        return moved(shape, 0 if adult.male else -1.4)

    chart.line(leg("25,703 36,706.5 50,706.5 62,703"))  # hollow of the knee
    chart.line(leg("27,684 29,694 28.6,703"))
    chart.line(leg("60,684 58.4,694 59,703"))
    chart.line(leg("43,742 43.4,775 42.6,806"))  # calf
    chart.line(leg("37,868 38.4,893 36,918"))  # tendon of Achilles
    chart.line(leg("49,868 47.4,893 50,918"))
    chart.line(leg("28.6,901 31.4,906 29.6,911"))
    chart.line(leg("56.4,903 54,908 55.6,913"))
    chart.line(adult.foot("59,947.2 60.4,938 60,929"))


def _regions_above_the_hips(chart: Chart, adult: Adult) -> None:
    face, across, ear = adult.face, adult.across, adult.ear()
    chart.cut(ear, smooth=True)
    chart.cut("0,50 50,50")
    chart.cut([*face(HAIRLINE), ear[-1]], smooth=True)
    chart.cut(across("38,141 28,151 14,158 0,160"))
    chart.cut(across("13,154 13,436"))
    chart.cut(across("11,180 27,196 50,190 74,186 84,208") + adult.armpit_fold())
    chart.cut([(0, 264), (96 if adult.male else 84, 264)])
    chart.cut([(0, 345), (88 if adult.male else 80, 345)])
    drop = adult.waist_drop
    middle = [across([(13, 424 + drop)])[0], (0, 424 + drop)]
    chart.cut([(104, 394 + drop), _crest(adult), (62, 403 + drop), (42, 411 + drop), (28, 422 + drop), *middle])
    chart.seeds(
        "P",
        "SCALP-M 5,25 OCCIPUT-M 5,80 EAR@ 43,65 NAPE-M 5,140 SHOULDER@ 92,195 SCAPULA@ 50,225 "
        "UPPERBACK-M 4,210 MIDBACK@ 50,300 MIDSPINE-M 4,300 LUMBAR@ 45,375 LUMBSPINE-M 4,375",
    )


def _regions_below(chart: Chart, adult: Adult) -> None:
    drop, fold = adult.waist_drop, adult.buttock_fold
    chart.cut([(27, 420 + drop), (26, 428 + drop), (14, 450), (5, 468), (5, 499), (0, 507)])
    chart.cut("0,468 5.5,468")
    chart.cut([(70, 394 + drop), (73, 440), (70, fold)])
    crease = [(-1, -2), (2.4, 1), (14, 7.5), (32, 9.5), (50, 5.5), (70, -5), (106, -8)]
    chart.cut([(x, fold + y) for x, y in crease])
    chart.cut("8,668 90,668")
    chart.cut("8,722 86,722")
    chart.cut("14,872 78,872")
    chart.cut("14,918 78,918")
    chart.seeds(
        "P",
        "SACRAL-M 6,440 CLEFT-M 2,485 BUTTOCK@ 40,470 HIP@ 80,460 THIGH@ 44,590 POPLITEAL@ 44,695 "
        "CALF@ 44,800 ANKLE@ 44,900 HEEL@ 44,940",
    )
    arm_regions(chart, adult, "P")
