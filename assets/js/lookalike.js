// Shows people who may be the one being entered (`data-lookalike="URL"`, the element that is filled).
// Names go in the body of a POST: an address would end in logs and in the history of a shared computer.
import { answers } from "./keep.js";
import { post } from "./post.js";

const PAUSE_MS = 500;
const OF_THE_PAGE = new Set(["csrf_token", "autosave", "version", "next_page"]);

export class Lookalike {
  constructor(window, box) {
    this.window = window;
    this.box = box;
    this.form = window.document.getElementById(box.dataset.lookalikeForm ?? "") ?? box.closest("form");
    this.names = (box.dataset.lookalikeFields ?? "").split(",").map((name) => name.trim()).filter(Boolean);
    this.timer = null;
    this.asked = 0;
    this.last = "";
    if (!box.hasAttribute("aria-live")) box.setAttribute("aria-live", "polite");
    this.form.addEventListener("input", (event) => this.changed(event));
    this.form.addEventListener("change", (event) => this.changed(event));
  }

  changed(event) {
    if (this.names.length && !this.names.includes(event.target.name)) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), PAUSE_MS);
  }

  fields() {
    const wanted = (name) => (this.names.length ? this.names.includes(name) : !OF_THE_PAGE.has(name));
    return answers(this.form).filter(([name]) => wanted(name));
  }

  async ask() {
    const fields = this.fields();
    const now = JSON.stringify(fields);
    if (now === this.last) return;
    this.last = now;
    const turn = ++this.asked;
    try {
      const response = await post(this.window, this.box.dataset.lookalike, fields, { form: this.form });
      const html = response.ok ? await response.text() : "";
      if (turn === this.asked) this.box.innerHTML = html;
    } catch {
      this.last = ""; // The form is checked again when it is sent; here silence is enough.
    }
  }
}

/** Starts every `[data-lookalike]` of the page. */
export function startLookalike(window) {
  return [...window.document.querySelectorAll("[data-lookalike]")].map((box) => new Lookalike(window, box));
}
