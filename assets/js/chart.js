// Places marks on body charts by pointer, touch or key. Without this file a region is chosen from the list.
//
// The tools are one tab stop. On a sheet the arrows move a cross, Enter sets a mark there; on a mark they move it by a
// millimetre of what is seen (Shift: ten), Delete takes it away, Enter goes on to its questions.
import { middle, moved, outline, pathOf, toMark } from "./shapes.js";

const MM = 96 / 25.4;
const CLICK = 6;
const ZOOMS = [100, 160, 250, 400];
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

class Editor {
  constructor(root) {
    this.root = root;
    this.page = root.ownerDocument;
    this.field = root.querySelector("[name=marks]");
    this.said = root.querySelector("[data-said]");
    this.frame = root.querySelector("[data-frame]");
    this.words = root.dataset;
    this.marks = read(this.field.value);
    this.past = [];
    this.zoom = 0;
    this.sheets = [...root.querySelectorAll("svg[data-sheet]")].map((svg) => new Sheet(this, svg));
    this.tools = new Toolbar(this, root.querySelector("[data-tools]"));
    root.addEventListener("keydown", (event) => this.shortcut(event));
    this.form?.addEventListener("change", (event) => this.chosen(event));
    this.draw();
    this.highlight();
  }

  get form() {
    return this.root.closest("form");
  }

  /** Takes over other marks; `say` is what is told about it. */
  change(marks, say = "") {
    this.past.push(this.marks);
    this.write(marks);
    this.tell(say);
  }

  write(marks) {
    this.marks = marks;
    this.field.value = marks.length ? JSON.stringify(marks) : "";
    this.field.dispatchEvent(new this.page.defaultView.Event("change", { bubbles: true }));
    this.propose();
    this.draw();
  }

  undo() {
    const sheet = this.sheets.find((one) => one.points.length);
    if (sheet) sheet.drop();
    else if (this.past.length) this.write(this.past.pop());
    else return this.tell(this.words.nothing);
    return this.tell(this.words.undone);
  }

  shortcut(event) {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") {
      event.preventDefault();
      this.undo();
    }
  }

  tell(text) {
    this.said.textContent = text;
  }

  draw() {
    for (const sheet of this.sheets) sheet.draw();
  }

  /** Region, side and aspect of the first mark, into questions nobody has answered by hand. */
  propose() {
    const area = this.marks.length ? this.areaOf(this.marks[0]) : null;
    for (const [name, value] of [["region", area?.dataset.region], ["side", area?.dataset.side], ["aspect", area?.dataset.aspect]]) {
      const fields = [...(this.form?.elements ?? [])].filter((field) => field.name === name);
      if (fields.length && value !== undefined) suggest(fields, value);
    }
    this.highlight();
  }

  areaOf(mark) {
    const sheet = this.sheets.find((one) => one.id === mark.chart);
    return sheet ? sheet.areaAt(middle(mark)) ?? sheet.areaAt(mark.points[0]) : null;
  }

  /** An answer given by hand is never overwritten; a region from the list is shown on the drawing. */
  chosen({ target }) {
    for (const field of this.form.elements) if (field.name === target.name) delete field.dataset.proposed;
    if (target.name === "region") this.highlight();
  }

  highlight() {
    const code = [...(this.form?.elements ?? [])].find((field) => field.name === "region")?.value;
    for (const area of this.root.querySelectorAll("[data-region]")) {
      area.classList.toggle("is-chosen", area.dataset.region === code);
    }
  }

  enlarge(by) {
    this.zoom = Math.min(ZOOMS.length - 1, Math.max(0, this.zoom + by));
    const { frame } = this;
    const at = [frame.scrollLeft + frame.clientWidth / 2, frame.scrollTop + frame.clientHeight / 2];
    const before = frame.scrollWidth || 1;
    frame.dataset.zoom = ZOOMS[this.zoom];
    const grown = (frame.scrollWidth || 1) / before;
    frame.scrollTo?.(at[0] * grown - frame.clientWidth / 2, at[1] * grown - frame.clientHeight / 2);
    this.tell(`${ZOOMS[this.zoom]} %`);
  }
}

/** Buttons of which one is in the tab order; arrows, Home and End go from one to the next. */
class Toolbar {
  constructor(editor, bar) {
    this.editor = editor;
    this.bar = bar;
    this.shape = "point";
    bar.hidden = false;
    this.buttons = [...bar.querySelectorAll("button")];
    this.buttons.forEach((button, at) => (button.tabIndex = at === 0 ? 0 : -1));
    bar.addEventListener("click", (event) => this.press(event.target.closest("button")));
    bar.addEventListener("keydown", (event) => this.walk(event));
    this.press(bar.querySelector("[data-tool=point]"));
  }

  press(button) {
    if (!button) return;
    this.stop(button);
    if (button.dataset.tool) {
      this.shape = button.dataset.tool;
      for (const other of this.buttons) {
        if (other.dataset.tool) other.setAttribute("aria-pressed", String(other === button));
      }
      for (const sheet of this.editor.sheets) sheet.choose(this.shape);
    } else if (button.dataset.zoom) this.editor.enlarge(button.dataset.zoom === "in" ? 1 : -1);
    else if ("undo" in button.dataset) this.editor.undo();
    else if ("finish" in button.dataset) this.editor.sheets.find((sheet) => sheet.points.length)?.finish();
  }

  stop(button) {
    for (const other of this.buttons) other.tabIndex = other === button ? 0 : -1;
  }

  walk(event) {
    const at = this.buttons.indexOf(event.target);
    const last = this.buttons.length - 1;
    const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: last }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    const next = this.buttons[(to + this.buttons.length) % this.buttons.length];
    this.stop(next);
    next.focus();
  }
}

/** One drawing: what is being placed on it, and its marks as things one can reach. */
class Sheet {
  constructor(editor, svg) {
    this.editor = editor;
    this.svg = svg;
    this.id = svg.dataset.sheet;
    const [, , width, height] = svg.getAttribute("viewBox").split(" ").map(Number);
    this.size = [width * 10, height * 10];
    this.points = [];
    this.cursor = null;
    this.layer = svg.appendChild(this.make("g", { class: "app-chart__new" }));
    svg.setAttribute("tabindex", "0");
    svg.setAttribute("role", "application");
    svg.addEventListener("pointerdown", (event) => this.down(event));
    svg.addEventListener("pointermove", (event) => this.move(event));
    svg.addEventListener("pointerup", (event) => this.up(event));
    svg.addEventListener("pointercancel", () => this.drop());
    svg.addEventListener("keydown", (event) => this.key(event));
    svg.addEventListener("blur", () => this.hideCursor());
  }

  make(name, attributes, text) {
    const made = this.svg.ownerDocument.createElementNS(this.svg.namespaceURI, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text !== undefined) made.textContent = text;
    return made;
  }

  choose(shape) {
    this.svg.classList.toggle("is-drawing", shape !== "point");
    this.drop();
  }

  drop() {
    this.points = [];
    this.pressed = null;
    this.draw();
  }

  /** Tenths under a pointer, held on the sheet. */
  at(event) {
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(this.svg.getScreenCTM().inverse());
    return [point.x, point.y].map((value, axis) => Math.min(this.size[axis], Math.max(0, Math.round(value * 10))));
  }

  /** Tenths that are one millimetre of what is seen. */
  step() {
    return Math.max(1, Math.round((MM * 10) / (this.svg.getScreenCTM?.()?.a || 1)));
  }

  /** The region under a point in tenths, as its path. */
  areaAt([x, y]) {
    const point = this.svg.createSVGPoint();
    [point.x, point.y] = [x / 10, y / 10];
    return [...this.svg.querySelectorAll("[data-region]")].find((area) => area.isPointInFill(point)) ?? null;
  }

  get shape() {
    return this.editor.tools.shape;
  }

  down(event) {
    if (event.button > 0 || event.target.closest("[data-mark], a")) return;
    this.pressed = { x: event.clientX, y: event.clientY, run: [this.at(event)] };
    if (this.shape !== "point") this.svg.setPointerCapture?.(event.pointerId);
  }

  move(event) {
    if (!this.pressed || this.shape === "point") return;
    if (!this.pressed.dragged && Math.hypot(event.clientX - this.pressed.x, event.clientY - this.pressed.y) < CLICK) return;
    this.pressed.dragged = true;
    this.pressed.run.push(this.at(event));
    this.draw(this.spanned());
  }

  up(event) {
    if (!this.pressed) return;
    const { run, dragged } = this.pressed;
    const whole = dragged ? this.spanned() : null;
    this.pressed = null;
    if (whole) return this.set(whole);
    return dragged ? this.drop() : this.place(run[0], event);
  }

  /** What the pointer has drawn so far as a mark, or null. */
  spanned() {
    const { run } = this.pressed;
    return this.ofPoints(this.shape === "polygon" ? run : [run[0], run[run.length - 1]]);
  }

  ofPoints(points) {
    return toMark(this.shape, points, this.id, this.editor.words.version);
  }

  /** One more point; the shapes of one or two points are complete with it. */
  place(point) {
    this.points.push(point);
    const wanted = { point: 1, line: 2, ellipse: 2 }[this.shape];
    if (this.points.length === wanted) this.finish();
    else {
      this.draw();
      this.editor.tell(this.editor.words.more);
    }
  }

  finish() {
    const mark = this.ofPoints(this.points);
    if (mark) this.set(mark);
    else this.editor.tell(this.editor.words.more);
  }

  set(mark) {
    const { editor } = this;
    this.points = [];
    const area = this.areaAt(middle(mark)) ?? this.areaAt(mark.points[0]);
    if (!area) {
      this.draw();
      return editor.tell(editor.words.off);
    }
    return editor.change([...editor.marks, mark], `${editor.words.placed} ${area.dataset.label}`);
  }

  key(event) {
    const mark = event.target.closest("[data-mark]");
    if (event.target !== this.svg && !mark) return;
    const by = ARROWS[event.key]?.map((sign) => sign * this.step() * (event.shiftKey ? 10 : 1));
    if (mark && !this.keyOnMark(event, Number(mark.dataset.mark), by)) return;
    if (!mark && !this.keyOnSheet(event, by)) return;
    event.preventDefault();
  }

  keyOnMark(event, at, by) {
    const { editor } = this;
    const others = editor.marks.filter((_mark, place) => place !== at);
    if (by) {
      const mark = moved(editor.marks[at], ...by, this.size);
      const area = editor.areaOf(mark);
      if (!area) editor.tell(editor.words.off);
      else editor.change(editor.marks.map((one, place) => (place === at ? mark : one)), area.dataset.label);
    } else if (event.key === "Delete" || event.key === "Backspace") {
      editor.change(others, editor.words.removed);
    } else if (event.key === "Enter") this.toForm();
    else return false;
    return true;
  }

  keyOnSheet(event, by) {
    if (by) this.walk(by);
    else if (event.key === "Enter" || event.key === " ") {
      if (this.cursor) this.place(this.cursor.slice());
      else this.walk([0, 0]);
    } else if (event.key === "Escape" && this.points.length) this.drop();
    else return false;
    return true;
  }

  walk(by) {
    const from = this.cursor ?? this.size.map((value) => Math.round(value / 2));
    this.cursor = from.map((value, axis) => Math.min(this.size[axis], Math.max(0, value + by[axis])));
    this.editor.tell(this.areaAt(this.cursor)?.dataset.label ?? this.editor.words.nowhere);
    this.draw();
  }

  hideCursor() {
    this.cursor = null;
    this.layer.querySelector(".app-chart__cursor")?.remove();
  }

  toForm() {
    const fields = [...(this.editor.form?.elements ?? [])];
    fields.find((field) => ["type", "region"].includes(field.name) && field.value === "")?.focus() ??
      fields.find((field) => field.name === "type")?.focus();
  }

  draw(growing = null) {
    const parts = this.editor.marks.flatMap((mark, at) => (mark.chart === this.id ? [this.drawn(mark, at)] : []));
    if (growing) parts.push(this.make("path", { d: pathOf(growing), class: "is-growing" }));
    if (this.points.length) {
      const open = { shape: this.points.length > 1 ? "line" : "point", points: this.points };
      parts.push(this.make("path", { d: pathOf(open), class: "is-growing" }));
    }
    if (this.cursor) {
      const [x, y] = this.cursor.map((value) => value / 10);
      parts.push(this.make("path", { d: `M${x - 12} ${y}h24M${x} ${y - 12}v24`, class: "app-chart__cursor" }));
    }
    const held = this.layer.contains(this.editor.page.activeElement) ? this.editor.page.activeElement.dataset.mark : null;
    this.layer.replaceChildren(...parts);
    if (held !== null) (this.layer.querySelector(`[data-mark="${held}"]`) ?? this.svg).focus();
  }

  drawn(mark, at) {
    const { words } = this.editor;
    const group = this.make("g", {
      "data-mark": at,
      tabindex: "0",
      role: "button",
      "aria-label": `${words.word} ${at + 1}: ${this.editor.areaOf(mark)?.dataset.label ?? ""}`,
    });
    const [x, y] = outline(mark).reduce((best, point) => (point[0] > best[0] ? point : best)).map((value) => value / 10);
    const badge = [Math.min(this.size[0] / 10 - 10, x + 20), Math.max(10, y - 16)];
    group.append(
      this.make("path", { d: pathOf(mark), class: "app-chart__hit" }),
      this.make("path", { d: pathOf(mark), class: "app-chart__shape" }),
      this.make("path", { d: `M${x} ${y}L${badge.join(" ")}`, class: "app-chart__lead" }),
      this.make("circle", { cx: badge[0], cy: badge[1], r: 9, class: "app-chart__badge" }),
      this.make("text", { x: badge[0], y: badge[1], class: "app-chart__number" }, words.number),
    );
    return group;
  }
}

function read(text) {
  try {
    return JSON.parse(text || "[]");
  } catch {
    return [];
  }
}

/** Fills one question with a proposal, unless a person answered it. */
function suggest(fields, value) {
  const answered = fields.some((field) => (field.type === "radio" ? field.checked : field.value !== "") && !("proposed" in field.dataset));
  if (answered) return;
  for (const field of fields) {
    if (field.type === "radio") field.checked = field.value === value;
    else if ([...(field.options ?? [])].some((option) => option.value === value)) field.value = value;
    else continue;
    field.dataset.proposed = field.value;
  }
}

/** Starts every chart editor of `page`. */
export function startChart(page) {
  page.querySelectorAll("[data-chart-editor]").forEach((root) => new Editor(root));
}
