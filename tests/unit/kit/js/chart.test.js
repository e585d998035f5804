import assert from "node:assert/strict";
import { test } from "node:test";

import { startChart } from "../../../../assets/js/chart.js";
import { startDefine } from "../../../../assets/js/define.js";
import { middle, moved, outline, pathOf, thinned, toMark } from "../../../../assets/js/shapes.js";
import { open } from "./page.js";

const V = "body-map-v1";
const square = [[0, 0], [100, 0], [100, 100], [0, 100]];

test("points become the marks the server takes: whole tenths and nothing else", () => {
  assert.deepEqual(toMark("point", [[5, 6]], "FBM-A", V), { chart: "FBM-A", version: V, shape: "point", points: [[5, 6]] });
  assert.equal(toMark("line", [[5, 6]], "FBM-A", V), null);
  assert.equal(toMark("line", [[5, 6], [5, 6]], "FBM-A", V), null);
  assert.deepEqual(toMark("line", [[5, 6], [7, 9]], "FBM-A", V).points, [[5, 6], [7, 9]]);
  const oval = toMark("ellipse", [[100, 100], [301, 160]], "FBM-A", V);
  assert.deepEqual([oval.points, oval.rx, oval.ry, oval.angle], [[[201, 130]], 101, 30, 0]);
  assert.equal(toMark("ellipse", [[100, 100], [101, 100]], "FBM-A", V).ry, 20);
  assert.equal(toMark("polygon", square.slice(0, 2), "FBM-A", V), null);
  assert.deepEqual(toMark("polygon", square, "FBM-A", V).points, square);
});

test("a freehand run keeps its corners, loses its tremor and is never too long", () => {
  const run = Array.from({ length: 900 }, (_x, at) => {
    const t = (2 * Math.PI * at) / 900;
    return [Math.round(2000 + 700 * Math.cos(t) + (at % 3)), Math.round(3000 + 400 * Math.sin(t))];
  });
  const ring = thinned(run);
  assert.ok(ring.length >= 8 && ring.length <= 120, `${ring.length} points`);
  for (const [x, y] of ring) assert.ok(Number.isInteger(x) && Number.isInteger(y));
  const width = Math.max(...ring.map(([x]) => x)) - Math.min(...ring.map(([x]) => x));
  assert.ok(Math.abs(width - 1400) < 40, `${width} wide`);
});

test("a mark moves as a whole and stops at the edge of its sheet", () => {
  const size = [4000, 9000];
  const oval = toMark("ellipse", [[0, 0], [200, 100]], "FBM-A", V);
  assert.deepEqual(moved(oval, 30, 40, size).points, [[130, 90]]);
  assert.deepEqual(moved(oval, -500, 0, size).points, [[100, 50]]);
  const line = toMark("line", [[3900, 10], [3990, 20]], "FBM-A", V);
  assert.deepEqual(moved(line, 100, -100, size).points, [[3910, 0], [4000, 10]]);
  assert.deepEqual(line.points, [[3900, 10], [3990, 20]]);
});

test("what is drawn is what is stored", () => {
  assert.equal(pathOf(toMark("point", [[100, 200]], "FBM-A", V)), "M6 20L14 20M10 16L10 24");
  assert.equal(pathOf(toMark("line", [[10, 20], [30, 45]], "FBM-A", V)), "M1 2L3 4.5");
  assert.equal(pathOf(toMark("polygon", square, "FBM-A", V)), "M0 0L10 0L10 10L0 10Z");
  assert.deepEqual(middle(toMark("polygon", square, "FBM-A", V)), [50, 50]);
  const dense = [...Array.from({ length: 40 }, (_x, at) => [at, 0]), [1000, 0], [1000, 1000], [0, 1000]];
  const [x, y] = middle({ shape: "polygon", points: dense });
  assert.ok(Math.abs(x - 500) < 1e-9 && Math.abs(y - 500) < 1e-9, "where the server looks, however many points one side has");
  assert.deepEqual(middle({ shape: "polygon", points: [[0, 0], [10, 0], [20, 0]] }), [10, 0]);
  const turned = outline({ shape: "ellipse", points: [[0, 0]], rx: 100, ry: 20, angle: 90 });
  assert.ok(Math.abs(turned[0][0]) < 1e-9 && Math.abs(turned[0][1] - 100) < 1e-9);
});

const EDITOR = `<form method="post">
  <select name="type"><option value=""></option><option value="cut">Cut</option></select><p data-define="type" hidden></p>
  <dl><dd data-means="cut">Longer than deep.</dd></dl>
  <select name="region"><option value=""></option><option value="A">A</option><option value="B">B</option></select>
  <div data-chart-editor data-number="3" data-version="${V}" data-word="Mark" data-placed="Set:" data-off="Off" data-more="More" data-removed="Gone" data-undone="Back" data-nothing="Nothing" data-nowhere="Nowhere">
    <input type="hidden" name="marks" value="">
    <div role="toolbar" data-tools hidden><button type="button" data-tool="point">P</button><button type="button" data-tool="line">L</button><button type="button" data-undo>U</button><button type="button" data-zoom="in">+</button></div>
    <div data-frame><svg data-sheet="FBM-A" viewBox="0 0 400 900"><path data-region="A" data-label="Area A" data-side="left" data-aspect="anterior"></path></svg></div>
    <p data-said></p>
  </div></form>`;

function editor() {
  const window = open(EDITOR);
  const page = window.document;
  const svg = page.querySelector("svg");
  svg.createSVGPoint = () => ({ x: 0, y: 0 });
  page.querySelector("[data-region]").isPointInFill = ({ x }) => x > 100;
  startChart(page);
  const press = (target, key, more = {}) =>
    target.dispatchEvent(new window.KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }));
  return { window, page, svg, press, marks: () => JSON.parse(page.querySelector("[name=marks]").value || "[]") };
}

test("the tools are one tab stop, walked by arrows", () => {
  const { page, press } = editor();
  const [point, line, , zoom] = page.querySelectorAll("[data-tools] button");
  assert.deepEqual([...page.querySelectorAll("[data-tools] button")].map((one) => one.tabIndex), [0, -1, -1, -1]);
  press(point, "ArrowRight");
  assert.equal(page.activeElement, line);
  assert.deepEqual([point.tabIndex, line.tabIndex], [-1, 0]);
  press(line, "End");
  assert.equal(page.activeElement, zoom);
  press(zoom, "ArrowRight");
  assert.equal(page.activeElement, point);
  line.click();
  assert.deepEqual([point, line].map((one) => one.getAttribute("aria-pressed")), ["false", "true"]);
});

test("by keys alone a mark is set, moved by one and by ten millimetres, taken away and taken back", () => {
  const { page, svg, press, marks } = editor();
  svg.focus();
  press(svg, "Enter");
  press(svg, "Enter");
  assert.deepEqual(marks()[0].points, [[2000, 4500]]);
  assert.equal(page.querySelector("[data-said]").textContent, "Set: Area A");
  assert.equal(page.querySelector("[name=region]").value, "A");
  const mark = () => page.querySelector("[data-mark]");
  assert.match(mark().getAttribute("aria-label"), /^Mark 1: Area A$/);
  press(mark(), "ArrowRight");
  assert.deepEqual(marks()[0].points, [[2038, 4500]]);
  press(mark(), "ArrowUp", { shiftKey: true });
  assert.deepEqual(marks()[0].points, [[2038, 4120]]);
  press(mark(), "ArrowLeft", { shiftKey: true });
  for (let n = 0; n < 3; n += 1) press(mark(), "ArrowLeft", { shiftKey: true });
  press(mark(), "ArrowLeft", { shiftKey: true });
  assert.ok(marks()[0].points[0][0] > 1000, "a mark is never moved off the body");
  press(mark(), "Delete");
  assert.deepEqual(marks(), []);
  press(svg, "z", { ctrlKey: true });
  assert.equal(marks().length, 1);
});

test("a region chosen by hand is never overwritten by a mark", () => {
  const { window, page, svg, press } = editor();
  const region = page.querySelector("[name=region]");
  region.value = "B";
  region.dispatchEvent(new window.Event("change", { bubbles: true }));
  press(svg, "Enter");
  press(svg, "Enter");
  assert.equal(region.value, "B");
});

test("the meaning of a chosen type is said where it is chosen", () => {
  const window = open(EDITOR);
  const page = window.document;
  startDefine(page);
  const type = page.querySelector("[name=type]");
  type.value = "cut";
  type.dispatchEvent(new window.Event("change", { bubbles: true }));
  assert.equal(page.querySelector("[data-define]").textContent, "Longer than deep.");
  assert.equal(page.querySelector("[data-define]").hidden, false);
});
