"""Head and neck, six views. The head is 125 high: 0 at its top, 125 at the chin."""

from __future__ import annotations

from assets.body_charts.chart import OUTLINE, Chart
from assets.body_charts.points import points

SIZE, LOW, MIDDLE = (400, 460), (400, 440), 200.0
SCALE, TOP = 2.55, 26

FACE_OUT = points(
    "0,0 8,0.5 16,2.6 25,7.6 32.4,15.2 37.4,25.4 40,37 40.4,47 40,56c 41.6,53.4 44.4,52.4 46.8,54.8 "
    "47.4,60 46.8,67 45.2,74 43.8,80 41.8,84.6 39.8,86.6 38.6,85.6c 37.6,94 35,102.6 31,109.6c"
)
NECK_OUT = points("30,118 29.8,128 31.2,137 36.4,145 46,152 60,157.5 71,160.8c")
CHIN = points("0,125 6,124.6 12,122.4 18.6,118.8 25,114.8 31,109.6")


def head_front() -> Chart:
    chart = Chart("HD-A", "Head and neck, anterior view", SIZE, "anterior", scale=SCALE, origin=(MIDDLE, TOP))
    chart.half_outline([*FACE_OUT, *NECK_OUT, (0, 160.8, "c")])
    chart.symmetric_line(CHIN, group=OUTLINE)
    # ear
    chart.line("41.6,58 43.6,56 45.2,58.6 44.8,66 43,74 41.4,79")
    chart.line("40.4,62 42.4,66 42,71.6 39.8,75")
    # hairline
    chart.symmetric_line("0,19 9,18.8 18,21 26,27 31.4,35 34,44 37.6,50 40,56")
    # brow
    chart.line("7.4,55.4 12,52.4 19,51.2 25,52.6 29.6,56 25,54.4 19,53.4 12.6,54.6", closed=True)
    # eye
    chart.line("9.8,64.2 11.8,62.4 15.2,60.4 19,59.8 22.8,61 26.2,64")
    chart.line("9.8,64.2 13.2,65.6 17.2,66.8 21.6,66.6 26.2,64")
    chart.line("11,60.4 15,57.8 20,57.6 24.6,59.6")
    chart.line("15.2,61.2 14.8,63.6 16,65.9 18,66.6 20.2,65.9 21.2,63.4 20.6,61")
    # nose
    chart.line("6,58.5 5,66 5,74 6.4,79.6")
    chart.line("6.4,79.6 9.4,82 10.2,85.4 8.6,88.2 6.6,87.4")
    chart.symmetric_line("0,90.2 2.6,89.8 4.4,88 6.6,87.4")
    chart.line("2.4,92.6 2.6,95.4")
    # mouth
    chart.symmetric_line("0,97.4 2.6,96.2 7.4,98 11.2,99.8 13.8,101.4")
    chart.symmetric_line("0,101.2 3.4,100.6 8,101.2 13.8,101.4")
    chart.symmetric_line("0,107.4 5,106.8 9.8,104.4 13.8,101.4")
    chart.symmetric_line("0,111.2 3.6,111 6.8,110")
    # nasolabial hint, neck
    chart.line("12,86.6 15,91 16.8,95.6")
    chart.line("25.5,117 21,132 13.6,148 7.4,157.6")
    chart.line("8.2,159.4 20,158.2 36,154.4 50,155")
    chart.symmetric_line("0,138.4 3,137.2 5,133.4")
    # regions
    chart.cut("0,19 9,18.8 18,21 26,27 31.4,35 34,44 37.6,50 40,56", smooth=True)
    chart.cut("33.2,40 31,47 30.6,57.6")
    chart.cut("40,56 39.2,64 38.6,76 38.6,85.6")
    chart.cut("0,57.6 3.8,57.6 40.6,57.6")
    chart.cut("6,69.6 29,69.6 29,56")
    chart.cut("7.4,56 7.4,69.6 8,76 12,83 12,90.8 0,90.8")
    chart.cut("11,89.6 17.4,98 17.4,108 0,108.6")
    chart.cut("16.8,106 20.5,122")
    chart.cut("28,69.6 39.2,71")
    chart.cut("26,71 25,68.8")
    chart.cut(CHIN, smooth=True)
    chart.cut("12,121 12,166")
    chart.cut("11,158 14,154 24,147 40,142")
    chart.seeds(
        "A",
        "SCALP-M 4,8 FOREHEAD-M 8,40 TEMPLE@ 36,54 EAR@ 44,66 EYE@ 18,64 NOSE-M 3,78 MOUTH-M 5,100 "
        "CHIN-M 4,117 THROAT-M 4,145 NECK@ 18,135 SHOULDER@ 50,158 CHEEK@ 28,90",
    )
    return chart


BACK_OUT = FACE_OUT[:19] + points(
    "38.2,93 36.6,101 33.6,110 31.2,119 30.8,128 32.4,137 38,145 48,151.6 61,157 72,160.8c"
)


def head_back() -> Chart:
    chart = Chart("HD-P", "Head and neck, posterior view", SIZE, "posterior", scale=SCALE, origin=(MIDDLE, TOP))
    chart.half_outline([*BACK_OUT, (0, 160.8, "c")])
    chart.line("40,56 38.4,62 38,72 38.6,85.6")
    chart.line("41.2,59 42.8,63 42.4,71 40.8,79")
    chart.symmetric_line("0,119.5 7,118.4 14,119.6 20,117.4 26,108 31,98 36,90")
    chart.symmetric_line("0,94 5,93 12,94.4")
    chart.line("0,124 0,150", once=True)
    chart.line("10,122 9.4,134 12,148")
    chart.dot(0, 154.5, 2)
    # regions
    chart.cut("40,56 38.4,62 38,72 38.6,85.6", smooth=True)
    chart.cut("0,32 46,32")
    chart.cut("0,76 14,76 26,72 38.4,66 42,65")
    chart.cut("20,72.4 22,96 25,123")
    chart.cut("0,119.5 7,118.4 14,119.6 20,117.4 26,108 31,98 36,90 38.6,85.6", smooth=True)
    chart.cut("12,116 11,135 13,166")
    chart.cut("12,152 24,148 42,141")
    chart.seeds(
        "P",
        "SCALP-M 4,15 PARIETAL@ 20,55 EAR@ 44,65 OCCIPUT-M 4,95 MASTOID@ 30,85 NAPE-M 4,140 NECK@ 22,130 "
        "SHOULDER@ 50,157",
    )
    return chart


PROF = points(
    "0,0 -12,0.6 -25,4.6 -36.5,12.4 -44.8,22.6 -49.6,34 -52,45 -53,52.5 -52.4,57 -50.6,61.4 -52.4,66 "
    "-56.4,73 -60.8,80 -62.8,84.2 -62,87 -58.8,88.6 -55.2,89.6 -54.8,92 -56.2,95.6 -57.2,98 -56.6,100 "
    "-54.2,101.2c -56,103.2 -56,105.6 -53.6,108.4 -52.4,111 -53.2,115 -53.4,119 -51.6,123 -47.6,125.4 "
    "-42,125.8 -34,125.2 -27,126.6 -22.4,130.4 -20.6,136 -21.8,140.6 -20.8,146 -20.8,153 -23,160.8c "
    "50,160.8c 45.6,150 41.4,140 39,130 38.8,120 40.6,110 45.2,98 50.4,85 54.2,71 55.4,57 53.6,42 "
    "48.4,27.4 39.8,15.2 28,6.2 14,1.3"
)


def head_side() -> Chart:
    chart = Chart(
        "HD-L",
        "Head and neck, left lateral view",
        SIZE,
        "lateral",
        side="left",
        twin="HD-R",
        scale=SCALE,
        origin=(208, TOP),
    )
    chart.shape(PROF)
    chart.line("-50.6,56.4 -46,52.4 -40,51 -33.6,53.4 -40,53.4 -46,55", closed=True)
    chart.line("-47,61.4 -42.6,60.2 -38.6,61.4 -35,64.4")
    chart.line("-46.6,66.4 -42.6,67.2 -38.8,66.6 -35,64.4")
    chart.line("-47,61 -48.4,63.8 -46.4,66.8")
    chart.line("-46.6,61.6 -45,63.6 -45.6,66.4")
    chart.line("-44,57.6 -39,57.4 -35,60.6")
    chart.line("-53.6,79.4 -50.4,82.2 -50.2,86 -52.8,88.4")
    chart.line("-58.6,86.6 -56.4,84.8 -54,86.4")
    chart.line("-54.2,101.2 -49.6,100.8 -44.8,102.4")
    chart.line("-56.4,96 -50.6,98.6 -44.8,102.4")
    chart.line("-53.8,108.2 -49.4,106 -44.8,102.4")
    # jaw
    chart.line("-30,125.6 -20,121.6 -11.6,114.6 -6.8,105 -4.8,93")
    # ear
    chart.line(
        "-3.4,87 -3,80 -4.6,73 -5.2,65 -2,57.4 4.4,53.6 11,55.4 14.6,61.4 13.6,69 9.6,76.4 6.4,83 "
        "2.6,88.6 -1.6,90.2 -3.4,87",
        group=OUTLINE,
    )
    chart.line("-1.4,70 -1.6,64 2,58.6 7.6,58 10.8,63 9.4,70 5.8,76 3.6,81")
    chart.line("-2,72.6 1,70 3.4,65.4 6.8,64.4")
    chart.line("-3.2,74 -0.4,75.4 0,79 -2.2,81")
    chart.line("-0.4,80 3,79.6 5.4,74")
    # hairline
    chart.line("-47.4,29 -38,29 -30,33 -26,41 -26.6,49 -19,51 -14,56 -12,66 -8.6,74 -6,66")
    chart.line("7.4,86 12.6,92 18,101 25,110 32.6,115.6 38.6,118")
    # neck
    chart.line("8,95 3,114 -6,134 -16,152 -20,160")
    chart.line("22,112 20,132 24,152")
    # regions
    chart.cut("-56,29 -38,29 -30,33 -26,41 -26.6,49 -19,51 -14,56 -12,66 -8.6,74 -2,76")
    chart.cut(
        "-3.4,87 -3,80 -4.6,73 -5.2,65 -2,57.4 4.4,53.6 11,55.4 14.6,61.4 13.6,69 9.6,76.4 6.4,83 2.6,88.6 -1.6,90.2",
        smooth=True,
        closed=True,
    )
    chart.cut("-56,58 -32,57.6 -10,58")
    chart.cut("-28,36 -34,46 -32,59")
    chart.cut("-50.6,70 -32,70 -9,71.5")
    chart.cut("-32,71 -32,56")
    chart.cut("-49.2,56 -49.2,70 -47.4,78 -47.4,91.2 -62,91.2")
    chart.cut("-48.4,90 -41.6,98 -41.6,108.6 -60,109.6")
    chart.cut("-41.6,107 -39.6,130")
    chart.cut("-38,124 -30,126.2 -20,121.6 -11.6,114.6 -6.8,105 -3.4,88 -2,80")
    chart.cut("-46,124 -38,127 -30,126.2 -20,136")
    chart.cut("5.4,82 7.4,86 12.6,92 18,101 25,110 33,116 46,122", smooth=True)
    chart.cut("-56,22 -20,20 20,20 56,26")
    chart.cut("-1.6,18 1,40 4,58")
    chart.cut("8,60 24,66 60,74")
    chart.cut("15,60 22,66 24,90 24,112")
    chart.cut("-2,88 8,95 3,114 -6,134 -16,152 -21,166")
    chart.cut("18,98 20,118 22,140 25,170")
    chart.seeds(
        "X",
        "SCALP@ 0,10 FOREHEAD@ -42,44 TEMPORAL@ -15,38 PARIETAL@ 25,45 TEMPLE@ -24,54 EYE@ -40,64 "
        "NOSE@ -54,80 MOUTH@ -48,100 CHIN@ -46,116 CHEEK@ -25,90 EAR@ 4,72 MASTOID@ 14,82 OCCIPUT@ 35,90 "
        "THROAT@ -14,130 NECK@ 8,135 NAPE@ 32,135 TEMPLE@ -30.6,55 TEMPLE@ -22,64",
    )
    return chart


def head_from_above() -> Chart:
    """From above, face towards the top."""
    chart = Chart(
        "HD-S", "Head, superior view (top of the head, face upwards)", LOW, "superior", scale=3.0, origin=(MIDDLE, 56)
    )
    # head: y 0 = forehead, y 108 = occiput
    out = points(
        "0,-9c 2.2,-8.6 4.6,-6.2 5.6,-2.2 6.4,0.6c 12,0.9 20,4.4 27,10.6 32.4,19.6 36.2,31 38.6,43.6 "
        "39.4,50c 43.6,49.6 46.6,53 47.6,58.8 46,61.8 42.8,61 39.9,58.6c 39.6,70 36.4,84 30,96 21,104.4 "
        "10.6,108.8 0,110"
    )
    chart.half_outline(out)
    chart.line("44,52.6 45.6,56.4 44.4,59.4")
    chart.symmetric_line("0,13 10,14 19,19 26.6,28 31,39 34,46 39.4,50")
    chart.line("0,20 0,100", once=True)
    chart.symmetric_line("0,40 14,41 26,46 36,53")
    chart.line("1.5,88 5,85 8,87 7,91", once=True)
    chart.cut("0,0.2 6.4,0.6 8,-2")
    chart.cut("0,13 10,14 19,19 26.6,28 31,39 34,46 39.4,50", smooth=True)
    chart.cut("39.4,50 39.2,54 39.9,58.6")
    chart.cut("0,40 14,41 26,46 39.2,54 42,55", smooth=True)
    chart.cut("0,82 20,82 46,74")
    chart.seeds(
        "S",
        "NOSE-M 2,-3 FOREHEAD-M 8,8 SCALPFRONT@ 10,28 PARIETAL@ 15,65 OCCIPUT-M 5,96 EAR@ 44,56",
    )
    return chart


def head_from_below() -> Chart:
    """Chin and front of the neck from below, chin towards the top."""
    chart = Chart(
        "HD-I", "Chin and neck, inferior view (head tilted back)", LOW, "inferior", scale=2.9, origin=(MIDDLE, 40)
    )
    out = points(
        "0,2c 2.4,2.2 5.4,4.2 7,7.2 9,11c 15.6,10.4 24,13.6 31.2,21 36,32 38.4,44 39.2,52c 43.6,50.4 "
        "47,53.6 47.4,60.4 44.6,65.6 40.6,67c 39,78 37.4,92 38.6,104 43.6,114 53,121 64,126c 0,126c"
    )
    chart.half_outline(out)
    chart.line("41.6,55 44.2,55.4 44,61 41.4,63.6")
    # nose from below
    chart.symmetric_line("0,13.4 4,13.2 7.4,12.4 9,11")
    chart.line("2.2,9.6 4.2,7.4 6.2,9.2 5.2,11.6 3,11.8", closed=True)
    chart.symmetric_line("0,17 5,16.8 12,19.8")
    chart.symmetric_line("0,19.6 5,19 12,19.8")
    chart.symmetric_line("0,24.6 6,23.6 12,19.8")
    # jaw arch
    chart.symmetric_line("0,33 8,33.4 16,37 23,44 28.6,54 33,66 37,76", group=OUTLINE)
    chart.symmetric_line("0,43 7,43.6 13,48 18,56 22,68")
    chart.symmetric_line("0,66 5,66.6 9.4,69.6")
    chart.symmetric_line("0,80 3.4,78 6.4,74")
    chart.line("30,72 25,88 15,108 7,122")
    chart.line("8,124 22,122 40,117 52,121")
    # regions
    chart.cut("-1,13.2 0,13.4 4,13.2 7.4,12.4 9,11")
    chart.cut("8,11.4 16,20 13,27 0,28")
    chart.cut("12.5,27 15,40")
    chart.cut("39.2,52 39.6,59 40.6,67")
    chart.cut("0,33 8,33.4 16,37 23,44 28.6,54 33,66 37,76 43,86", smooth=True)
    chart.cut("0,66 14,68 31,60")
    chart.cut("13,66 12,90 12,132")
    chart.cut("11,120 30,112 46,105")
    chart.seeds(
        "I",
        "NOSE-M 1,8 MOUTH-M 4,20 CHIN-M 4,30 CHEEK@ 28,40 EAR@ 44,58 SUBMENTAL-M 5,50 THROAT-M 4,95 "
        "NECK@ 24,90 SHOULDER@ 45,121",
    )
    return chart
