// The geometry of marks on a body chart, without a page. A mark is {chart, version, shape, points, rx, ry, angle} in
// whole tenths of a chart unit, exactly as the server checks and stores it.

const LEAST = 20;
const MOST_POINTS = 120;

/** What two corners or ends span, or a run of points closes: a mark, or null while points are missing. */
export function toMark(shape, points, chart, version) {
  const base = { chart, version, shape };
  const [[ax, ay], [bx, by] = []] = points;
  if (shape === "point") return { ...base, points: [[ax, ay]] };
  if (bx === undefined) return null;
  if (shape === "line") return ax === bx && ay === by ? null : { ...base, points: [[ax, ay], [bx, by]] };
  if (shape === "ellipse") {
    const [rx, ry] = [half(ax, bx), half(ay, by)];
    return { ...base, points: [[Math.round((ax + bx) / 2), Math.round((ay + by) / 2)]], rx, ry, angle: 0 };
  }
  const ring = thinned(points);
  return ring.length < 3 ? null : { ...base, points: ring };
}

function half(a, b) {
  return Math.max(LEAST, Math.round(Math.abs(a - b) / 2));
}

/** A freehand run with points left out that lie within a tremor of the line; never more than the server takes. */
export function thinned(points, tolerance = 12) {
  const kept = points.filter(([x, y], at) => at === 0 || x !== points[at - 1][0] || y !== points[at - 1][1]);
  const [first, last] = [kept[0], kept[kept.length - 1]];
  if (kept.length > 3 && Math.hypot(first[0] - last[0], first[1] - last[1]) < tolerance) kept.pop();
  const ring = kept.length > 24 ? simplified(kept, tolerance) : kept;
  return ring.length > MOST_POINTS ? thinned(points, tolerance * 2) : ring;
}

function simplified(points, tolerance) {
  if (points.length < 3) return points;
  const [first, last] = [points[0], points[points.length - 1]];
  let [far, place] = [0, 0];
  points.forEach((point, at) => {
    const off = distance(point, first, last);
    if (off > far) [far, place] = [off, at];
  });
  if (far <= tolerance) return [first, last];
  return [...simplified(points.slice(0, place + 1), tolerance).slice(0, -1), ...simplified(points.slice(place), tolerance)];
}

function distance([x, y], [ax, ay], [bx, by]) {
  const length = (bx - ax) ** 2 + (by - ay) ** 2;
  const along = length ? Math.min(1, Math.max(0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length)) : 0;
  return Math.hypot(x - ax - along * (bx - ax), y - ay - along * (by - ay));
}

/** The outline in tenths, an ellipse as the polygon that stands for it on the server. */
export function outline(mark) {
  if (mark.shape !== "ellipse") return mark.points;
  const [[cx, cy]] = mark.points;
  const turn = (mark.angle * Math.PI) / 180;
  return Array.from({ length: 36 }, (_side, step) => {
    const t = (2 * Math.PI * step) / 36;
    const [x, y] = [mark.rx * Math.cos(t), mark.ry * Math.sin(t)];
    return [cx + x * Math.cos(turn) - y * Math.sin(turn), cy + x * Math.sin(turn) + y * Math.cos(turn)];
  });
}

/** The middle of a mark in tenths, where its region is looked up first, here as on the server: of an outline that of
 * its area, since one side of it may have many more points than the other. */
export function middle(mark) {
  const around = outline(mark);
  let [area, x, y] = [0, 0, 0];
  let [ax, ay] = around[around.length - 1];
  for (const [bx, by] of around) {
    const cross = ax * by - bx * ay;
    [area, x, y] = [area + cross, x + (ax + bx) * cross, y + (ay + by) * cross];
    [ax, ay] = [bx, by];
  }
  if (mark.shape === "polygon" && Math.abs(area) >= 1) return [x / (3 * area), y / (3 * area)];
  const sum = around.reduce(([left, top], [px, py]) => [left + px, top + py], [0, 0]);
  return sum.map((value) => value / around.length);
}

/** The mark moved by (dx, dy) tenths, held back at the edges of the sheet. `size`: width and height in tenths. */
export function moved(mark, dx, dy, size) {
  const around = outline(mark);
  const held = [dx, dy].map((by, axis) => {
    const values = around.map((point) => point[axis]);
    return Math.round(Math.min(Math.floor(size[axis] - Math.max(...values)), Math.max(Math.ceil(-Math.min(...values)), by)));
  });
  return { ...mark, points: mark.points.map(([x, y]) => [x + held[0], y + held[1]]) };
}

/** SVG path data in chart units; a point is a small cross. */
export function pathOf(mark) {
  const at = outline(mark).map(([x, y]) => [round(x / 10), round(y / 10)]);
  if (mark.shape === "point") {
    const [[x, y]] = at;
    return `M${x - 4} ${y}L${x + 4} ${y}M${x} ${y - 4}L${x} ${y + 4}`;
  }
  return `M${at.map((pair) => pair.join(" ")).join("L")}${mark.shape === "line" ? "" : "Z"}`;
}

function round(number) {
  return Math.round(number * 100) / 100;
}
