"""The adult figure: tables of the two bodies and how one table fits both. Height 940, `x` from the midline."""

from __future__ import annotations

from dataclasses import dataclass

from assets.body_charts.chart import Chart
from assets.body_charts.drawings.hand_model import arm_contour, hand_regions, place_hand
from assets.body_charts.points import Table, points, stretched

SIZE, SCALE, TOP = (400, 1000), 0.955, 42.0
FOOT_MIDDLE = 43

FOOT_FROM_FRONT = points(
    "63.4,924 69.6,934 75.4,943 77.4,949.4 75.8,953.2 71.4,953.6c 69.4,956 65.6,956.6 62.6,954.8c "
    "60,958 56,958.6 52.8,956.4c 49.8,960 45.6,960.4 42.2,957.6c 39,962 31.6,964 25,961.6 21.8,955.5 "
    "21.4,947 22.6,936 24.4,925"
)
FOOT_FROM_BACK = points(
    "62.4,923 67.6,931.5 71.8,940 71,946 65.6,948.4 59,947.2c 56.6,952.5 50.5,957 42.5,958 34.6,956.6 "
    "29,951.5 26.4,942 25.4,928"
)


@dataclass(frozen=True)
class Adult:
    """One body: contours from the crown down, and what narrows a table drawn for the wider one."""

    letter: str
    sex: str
    head: Table
    neck: Table
    outer_arm: Table
    inner_arm: Table
    trunk: Table
    outer_leg: Table
    inner_leg: Table
    crotch: float  # height
    wrist: tuple[float, float]
    armpit: tuple[float, float]
    buttock_fold: float  # height
    waist_drop: float  # how much lower the crests of the hips lie
    arm_borders: tuple[str, ...]
    arm_seeds: str
    face_width: float = 1.0
    trunk_width: float = 1.0
    foot_width: float = 1.0
    hand_size: float = 1.0

    @property
    def male(self) -> bool:
        return self.letter == "M"

    def face(self, shape: str | Table) -> Table:
        return stretched(shape, self.face_width)

    def across(self, shape: str | Table) -> Table:
        return stretched(shape, self.trunk_width)

    def foot(self, shape: str | Table) -> Table:
        return stretched(shape, self.foot_width, about=FOOT_MIDDLE)

    def hand(self, shape: str | Table) -> Table:
        return place_hand(shape, self.wrist, self.hand_size, self.hand_size)

    def half(self, foot: Table) -> Table:
        """The contour of the half on the viewer's right."""
        arm = self.outer_arm + self.hand(arm_contour()) + self.inner_arm
        leg = self.outer_leg + self.foot(foot) + self.inner_leg
        return [*self.head, *self.neck, *arm, *self.trunk, *leg, (0, self.crotch, "c")]

    def ear(self) -> Table:
        """Where the ear meets the head, from above to below."""
        (top, high, *_), (bottom, low, *_) = self.head[5], self.head[11]
        return [(top, high), (top - 1.2, 66), (bottom - 0.6, 78), (bottom, low)]

    def armpit_fold(self) -> Table:
        return [(self.armpit[0] - 2, self.armpit[1] - 10), self.armpit]

    def chart(self, view: str) -> Chart:
        code, title = f"FB{self.letter}-{view[0].upper()}", f"Full body, {self.sex}, {view} view"
        return Chart(code, title, SIZE, view, sex=self.sex, scale=SCALE, origin=(SIZE[0] / 2, TOP))


MAN = Adult(
    letter="M",
    sex="male",
    head=points(
        "0,0 13,1.7 25.5,8 35.4,21 40.2,38 40.8,56c 43.6,53.4 47,55.4 47.8,63 46,74 43.2,83 40.2,87c "
        "38.2,96 34.4,106 29.6,113.5c"
    ),
    neck=points("28.9,124 29.2,136 32.5,146 41,154 56,160.5 74,165.5 90,169.5 103,175 113.5,184.5 120.5,199 124.4,218"),
    outer_arm=points(
        "126,238 127.4,260 130.4,284 134,306 138,325 143,342 149.6,359 155.6,379 159.6,401 162,425 163.8,447 165.4,464"
    ),
    inner_arm=points(
        "135.8,463 132.6,446 127.4,424 120.6,399 114.2,377 109.6,357 107,341 105.4,322 102,296 97.6,270 "
        "93.8,249 90,236c"
    ),
    trunk=points(
        "91.5,250 91.8,268 89.2,290 85.6,312 81.8,335 79,354 78,369 78.6,386 81.2,404 84.4,421 86.8,440 "
        "88.8,460 90.6,482"
    ),
    outer_leg=points(
        "91.8,505 91.6,535 89.4,572 85.4,609 80,643 75,668 72.4,686 71.8,703 70.4,719 71.4,737 74.2,758 "
        "75,780 72.6,808 67.8,840 62.8,868 59.4,888 58.6,899 61,907 61,915"
    ),
    inner_leg=points(
        "25.2,914 23.8,906 25.4,896 26.2,884 24.2,862 20.2,834 16.2,806 13.8,782 13.8,760 16.2,738 "
        "17.8,721 16,704 15.4,690 17.2,674 17.2,655 14.6,622 10.8,584 6.8,546 3.4,518"
    ),
    crotch=503,
    wrist=(151.6, 478.0),
    armpit=(90.0, 236),
    buttock_fold=505,
    waist_drop=0,
    arm_borders=("90,236 134,250", "96,330 150,316", "102,373 164,361", "126,455 174,449"),
    arm_seeds="UPPERARM@ 114,290 ELBOW@ 124,342 FOREARM@ 140,410 WRIST@ 150,466",
)

WOMAN = Adult(
    letter="F",
    sex="female",
    head=points(
        "0,0 12.6,1.7 24.6,8 34,21 38.6,38 39.2,56c 41.8,53.8 44.8,55.8 45.4,63 43.8,73.4 41.4,81.6 "
        "38.6,85.6c 36.4,95 32,105 25.6,114.5c"
    ),
    neck=points(
        "24.6,124 24.6,137 27.2,147.5 35.5,156 50,163 66,168 80,172.2 91.5,177.5 100.6,186.5 106.4,200.5 109.4,219"
    ),
    outer_arm=points(
        "111,240 112.8,263 115.8,287 119.4,309 123.4,328 128.4,345 134.6,363 140,384 144,406 147,429 "
        "149.2,450 150.8,466"
    ),
    inner_arm=points(
        "124.4,465 121,447 115.6,424 109,399 103.4,377 99.4,358 97,343 94.8,323 90.8,297 86.4,271 82.6,251 79,238c"
    ),
    trunk=points(
        "79.8,251 80.6,266 81.2,280 79.2,296 75.2,315 70.6,335 67.4,352 66.8,366 69.6,384 75.8,404 83,424 "
        "89,444 93.2,464 96,486"
    ),
    outer_leg=points(
        "96.8,508 95.6,538 92,575 86.4,612 79.6,645 74,669 71,687 70.2,703 68.8,719 69.4,738 71.8,759 "
        "72.2,781 69.4,808 64.6,840 60,868 57,888 56.4,899 58.4,907 58.4,915"
    ),
    inner_leg=points(
        "25.4,914 24.2,906 25.4,896 25.8,884 23.4,862 19,834 15,806 12.8,782 12.8,760 15,738 16.2,721 "
        "14.2,704 13.4,690 14.6,674 13.8,655 10.6,622 7,584 4,546 2,518"
    ),
    crotch=502,
    wrist=(138.6, 479.0),
    armpit=(79.0, 238),
    buttock_fold=508,
    waist_drop=8,
    arm_borders=("79,238 120,252", "88,331 136,318", "93,374 150,363", "114,457 160,451"),
    arm_seeds="UPPERARM@ 102,290 ELBOW@ 112,345 FOREARM@ 126,410 WRIST@ 137,467",
    face_width=0.955,
    trunk_width=0.89,
    foot_width=0.93,
    hand_size=0.9,
)


def arm_regions(chart: Chart, adult: Adult, prefix: str) -> None:
    for border in adult.arm_borders:
        chart.cut(border)
    hand_regions(chart, adult.hand, prefix)
    chart.seeds(prefix, adult.arm_seeds)
