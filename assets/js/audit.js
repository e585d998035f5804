// A checklist by keyboard: 1 to 4 answer, J and K go to the next and the last question, N and P to the next and the
// last record. Nothing is taken from somebody who types into a field, or holds a key that means something else.
const TYPING = "input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]";

export class Audit {
  constructor(window, form) {
    this.window = window;
    this.questions = [...form.querySelectorAll("[data-question]")];
    this.at = Math.max(this.questions.findIndex((one) => !one.querySelector("input:checked")), 0);
    window.document.addEventListener("keydown", (event) => this.pressed(event));
    form.addEventListener("focusin", (event) => this.entered(event.target));
    this.mark();
  }

  pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.(TYPING)) return;
    const key = event.key.toLowerCase();
    if (/^[1-4]$/.test(key)) this.answer(Number(key));
    else if (key === "j") this.go(1);
    else if (key === "k") this.go(-1);
    else if (key === "n") this.follow("[data-next]");
    else if (key === "p") this.follow("[data-previous]");
    else return;
    event.preventDefault();
  }

  answer(number) {
    const field = this.questions[this.at]?.querySelectorAll("input[type=radio]")[number - 1];
    if (!field) return;
    field.checked = true;
    field.dispatchEvent(new this.window.Event("change", { bubbles: true }));
    this.go(1, { stay: true });
  }

  /** To another question; `stay` keeps the last one where it is instead of turning round. */
  go(step, { stay = false } = {}) {
    const last = this.questions.length - 1;
    const wanted = this.at + step;
    this.at = stay ? Math.min(wanted, last) : (wanted + last + 1) % (last + 1);
    this.mark();
    const chosen = this.questions[this.at]?.querySelector("input:checked") ?? this.questions[this.at]?.querySelector("input");
    chosen?.focus();
    this.questions[this.at]?.scrollIntoView?.({ block: "nearest" });
  }

  entered(field) {
    const found = this.questions.indexOf(field.closest("[data-question]"));
    if (found >= 0) this.at = found;
    this.mark();
  }

  mark() {
    this.questions.forEach((one, place) => one.classList.toggle("is-on", place === this.at));
  }

  follow(link) {
    this.window.document.querySelector(link)?.click();
  }
}

/** Starts the checklist of the page, if it has one. */
export function startAudit(window) {
  const form = window.document.querySelector("form[data-audit]");
  return form ? new Audit(window, form) : null;
}
