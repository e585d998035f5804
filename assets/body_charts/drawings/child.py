"""A child of about six heads, from the front and from behind. Height 940, `x` from the midline."""

from __future__ import annotations

from assets.body_charts.chart import OUTLINE, Chart
from assets.body_charts.drawings.adult_front import navel_circle, toes
from assets.body_charts.drawings.hand_model import (
    arm_contour,
    hand_regions,
    nails_and_knuckles,
    palm_creases,
    place_hand,
)
from assets.body_charts.points import Table, points

SIZE, SCALE, ORIGIN = (400, 1000), 0.90, (200.0, 70.0)
WRIST, HAND_SIZE = (135.6, 480.0), 0.93
CROTCH = (0, 520, "c")
CHIN = "0,155 9,154 18,150.8 26,146.2 34,139.6"
EAR = "51.6,68 50.2,78 49.8,94 50.6,104.6"
NAPE = "0,146 9,145 17,146 24,141 33,125 43,112 50.6,104.6"
HEAD = points(
    "0,0 17,2 33,10 45.6,26 51,46 51.6,68c 54.8,65 58.6,67.4 59.6,77 57.2,90 54,100 50.6,104.6c "
    "48.6,114 43.6,127 34,139.6c"
)
NECK = points("29.6,148 28.6,160 30.4,171 37,180 50,187 66,192 82,196.6 95,202.6 104.6,212.6 110,228 112.4,246")
OUTER_ARM = points(
    "113.6,266 115.4,289 118.4,311 121.8,331 125.8,348 131.4,365 136.6,384 140.6,404 143.8,426 146.2,447 148.2,466"
)
INNER_ARM = points("121.6,466 118,447 112.8,425 107.4,402 102.6,381 99,363 96.6,347 94,327 90,303 85.8,281 81.6,263c")
TRUNK = points("82.4,276 83.2,294 82.4,314 80.6,336 79,358 78.4,378 79,398 81,418 83.4,438 85.6,458 87.4,480 88.6,500")
OUTER_LEG = points(
    "89.4,522 88.8,552 85.8,588 81.4,622 76.2,652 72.2,674 70.4,691 70,706 68.8,720 69.4,738 71.8,758 "
    "72.2,780 69.8,808 65.6,838 61.4,864 58.8,884 58.2,896 60.2,904 60.2,912"
)
FOOT_FROM_FRONT = points(
    "62.4,921 68.6,931 75.4,941 77.6,948 76,952 71.8,952.6c 69.6,955 65.6,955.6 62.6,953.8c 60,957 "
    "56,957.6 52.8,955.4c 49.8,959 45.6,959.4 42.2,956.6c 39,961 31.6,963 25,960.6 21.6,954.5 21,946 "
    "22.4,934 24.2,922"
)
FOOT_FROM_BACK = points(
    "61.8,921 67.4,930 72,939 71.2,945 65.8,947.6 59.4,946.2c 57,951.5 50.8,956 42.6,957 34.4,955.6 "
    "28.6,950.5 25.8,941 24.8,926"
)
INNER_LEG = points(
    "24.8,911 23.6,903 24.8,892 25.2,880 22.8,858 19,832 15.6,806 13.6,782 13.6,760 15.6,738 16.6,721 "
    "14.8,705 14.2,691 15.4,675 14.8,655 12,624 8.6,588 5.6,556 2.8,534"
)


def child_front() -> Chart:
    chart = Chart("CH-A", "Child, anterior view", SIZE, "anterior", scale=SCALE, origin=ORIGIN)
    chart.half_outline(_half(FOOT_FROM_FRONT))
    _front_lines(chart)
    _front_regions(chart)
    return chart


def child_back() -> Chart:
    chart = Chart("CH-P", "Child, posterior view", SIZE, "posterior", scale=SCALE, origin=ORIGIN)
    chart.half_outline(_half(FOOT_FROM_BACK))
    _back_lines(chart)
    _back_regions(chart)
    return chart


def _hand(shape: str | Table) -> Table:
    return place_hand(shape, WRIST, HAND_SIZE, HAND_SIZE * 0.94)


def _half(foot: Table) -> Table:
    arm = OUTER_ARM + _hand(arm_contour()) + INNER_ARM
    return [*HEAD, *NECK, *arm, *TRUNK, *OUTER_LEG, *foot, *INNER_LEG, CROTCH]


def _arm_regions(chart: Chart, prefix: str) -> None:
    chart.cut("81.6,263 122,276")
    chart.cut("88,338 132,327")
    chart.cut("92,383 148,372")
    chart.cut("108,452 158,447")
    hand_regions(chart, _hand, prefix)
    chart.seeds(prefix, "UPPERARM@ 106,310 ELBOW@ 114,356 FOREARM@ 125,415 WRIST@ 134,470")


def _front_lines(chart: Chart) -> None:
    chart.symmetric_line(CHIN, group=OUTLINE)
    chart.symmetric_line("0,22 14,23 28,30 38,44 44,60 51,66")
    chart.line("11,74.4 18,71 26,70.8 33.6,74.4")
    chart.line("12,86 17.6,81.6 24.6,81.2 31.8,86")
    chart.line("12,86 18,88.8 25,89 31.8,86")
    chart.dot(22, 85.2, 3.4)
    chart.line("5.6,84 4.8,97 6.4,104.6")
    chart.symmetric_line("0,112.6 3.4,111.4 6.6,111.8 9.4,109 8.8,104.8")
    chart.symmetric_line("0,125 3.4,124 8.4,124.8 13.8,125.4")
    chart.symmetric_line("0,121.8 3.2,120.6 8,122.8 13.8,125.4")
    chart.symmetric_line("0,132.4 6,131.2 13.8,125.4")
    chart.line("53.8,70 56.2,74 55.4,85 52.4,95")
    chart.line("22.6,150 18,168 11.6,185 7,195")
    chart.symmetric_line("0,199 3.8,198.4 7,195")
    chart.line("9,196.4 22,197 40,193.4 58,193 74,196")
    chart.line("0,212 0,276", once=True)
    chart.line("81.6,263 80,253 79,242")
    chart.dot(47, 274, 3.6)
    chart.dot(47, 274, 1.0)
    chart.line("8,302 18,313 32,331 48,354")
    chart.line("0,322 0,380", once=True)
    chart.line("0,387 3.4,388.8 4.2,392.6 2.6,396 0,397 -2.6,396 -4.2,392.6 -3.4,388.8", closed=True, once=True)
    chart.line("79,424 74,430 71,437")
    chart.line("69,444 57,459 41,476 25,491 11,505")
    chart.symmetric_line("0,489 9,489.6 18,491.6")
    chart.line("0,506 0,518", once=True)
    chart.line("32,686 36.6,680 45,679 51.6,684 54,694 51.6,704 44.6,709.6 37,707.6 32.4,700", closed=True)
    chart.line("39.6,742 37.4,780 38,818 40,854")
    chart.line("27,896 30.4,899.4 30,906.6")
    chart.line("56,899 52.8,902.6 53.4,908.6")
    toes(chart, [(42.2, 956.6, 11), (52.8, 955.4, 9), (62.6, 953.8, 8), (71.8, 952.6, 6.5)])
    chart.line("101,367 110,371 121,369")
    palm_creases(chart, _hand)


def _front_regions(chart: Chart) -> None:
    chart.cut("0,22 14,23 28,30 38,44 44,60 51,66 58,62", smooth=True)
    chart.cut(EAR, smooth=True)
    chart.cut("0,77 53,77")
    chart.cut("7,94 43,94 43,75")
    chart.cut("8.5,75 8.5,94 12.6,106 12.6,115.4 0,115.4")
    chart.cut("11.6,113.9 21,126 23.6,152")
    chart.cut(CHIN)
    chart.cut("36,170 28,178 15,190 6,197 0,200")
    chart.cut("12,146 12,316.4")
    chart.cut("9,194 21,197 38,195 54,199 68,212 77,234 79.8,253 81.6,263")
    chart.cut("11,253 81,251")
    chart.cut("11,308 86,308")
    chart.cut("0,316 12,316 32,334 58,364 92,384")
    chart.cut(navel_circle(392))
    chart.cut("14,392 88,392")
    chart.cut("98,412 69,444 57,459 41,476 25,491 4,512 -1,522")
    chart.cut("69,443 64,475 61,526")
    chart.cut("0,474 30,476 36,487")
    chart.cut("0,499 22,499")
    chart.cut("0.2,526 61,525 104,523")
    chart.seeds(
        "A",
        "SCALP-M 5,10 FOREHEAD-M 5,50 EAR@ 55,85 EYE@ 25,86 NOSE-M 4,100 CHEEK@ 34,110 MOUTHCHIN-M 6,135 "
        "THROAT-M 4,175 NECK@ 18,168 SHOULDER@ 96,225 CHEST@ 40,225 BREAST@ 47,280 STERNUM-M 4,260 "
        "RIBS@ 60,340 NAVEL-M 6,392 ABD-UQ@ 30,372 ABD-LQ@ 40,420 PUBIC-M 6,486 GENITAL-M 3,506 "
        "GROIN@ 38,505 HIP@ 78,490",
    )
    chart.cut("8,670 90,670")
    chart.cut("8,717 86,717")
    chart.cut("14,880 76,880")
    chart.cut("14,913 42,921 76,910")
    chart.cut("12,945 43,946 86,937")
    chart.seeds("A", "THIGH@ 40,600 KNEE@ 40,692 SHIN@ 40,800 ANKLE@ 40,898 FOOT@ 40,932 TOES@ 40,952")
    _arm_regions(chart, "A")


def _back_lines(chart: Chart) -> None:
    chart.line("51.6,68 50,80 49.8,94 50.6,104.6")
    chart.line("55,70 56,80 53.4,93")
    chart.symmetric_line(NAPE)
    chart.dot(0, 183, 2.4)
    chart.line("0,192 0,446", once=True)
    chart.line("24,214 22.6,230 24,250 29.6,270 36,280 41,277 48,265 57,250 65,238")
    chart.line("24,224 39,218 57,211 75,206 86,205")
    chart.line("81.6,263 79,253 79.4,242")
    chart.line("79,422 62,424 44,431 30,441")
    chart.line("22,444 25,446 24,450")
    chart.line("13,452 7,466 3,476")
    chart.line("0,468 0,518", once=True)
    chart.line("2.4,521 14,527 32,528.6 49,525 60,518")
    chart.line("24,704 36,707.4 48,707.4 60,704")
    chart.line("42,742 42.4,775 41.6,806")
    chart.line("36.6,866 38,890 35.6,914")
    chart.line("48.6,866 47,890 49.6,914")
    chart.line("59.4,946.2 60.6,937 60,928")
    chart.line("107.4,365 108.4,359.6 112,356 117,357 119.4,362 117.6,367")
    chart.line(_hand("-13.4,0.5 0,-1.6 13.6,0.5"))
    nails_and_knuckles(chart, _hand, joints=False)


def _back_regions(chart: Chart) -> None:
    chart.cut("51.6,68 50,80 49.8,94 50.6,104.6", smooth=True)
    chart.cut("0,60 62,60")
    chart.cut(NAPE, smooth=True)
    chart.cut("36,170 26,176 13,182 0,184")
    chart.cut("12,178 12,452")
    chart.cut("10,204 24,218 45,213 66,212 76,232 79.6,253 81.6,263")
    chart.cut("0,283 85,283")
    chart.cut("0,360 86,360")
    chart.cut("100,416 79,422 62,424 44,431 28,440 12,442 0,442")
    chart.cut("26.5,438 25,446 13,466 5,484 5,515 -0.2,523")
    chart.cut("0,484 5.5,484")
    chart.cut("68,418 70,460 67,522")
    chart.cut("-1,518 2.4,521 14,527 32,528.6 49,525 67,516 100,513")
    chart.seeds(
        "P",
        "SCALP-M 5,25 OCCIPUT-M 5,100 EAR@ 55,82 NAPE-M 5,165 SHOULDER@ 90,220 SCAPULA@ 50,245 "
        "UPPERBACK-M 4,230 MIDBACK@ 50,320 MIDSPINE-M 4,320 LUMBAR@ 45,390 LUMBSPINE-M 4,390 "
        "SACRAL-M 6,456 CLEFT-M 2,500 BUTTOCK@ 40,490 HIP@ 78,480",
    )
    chart.cut("8,670 90,670")
    chart.cut("8,722 86,722")
    chart.cut("14,868 78,868")
    chart.cut("14,914 78,914")
    chart.seeds("P", "THIGH@ 42,600 POPLITEAL@ 42,695 CALF@ 42,800 ANKLE@ 42,892 HEEL@ 42,938")
    _arm_regions(chart, "P")
