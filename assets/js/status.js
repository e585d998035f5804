// The quiet line that says what is stored: its words come from the page, in the person's language.
const SHAPES = { saved: "tick", saving: "dots", unsaved: "soon", restored: "soon", ended: "lock", conflict: "over" };

/** Shows `state` in the `[data-saved]` line of `form`, or of the page. */
export function show(form, state, { time = "", message = "" } = {}) {
  const page = form.ownerDocument;
  const line = form.querySelector("[data-saved]") ?? page.querySelector("[data-saved]");
  if (!line) return;
  const words = message || (line.getAttribute(`data-${state}-text`) ?? "").replace("{time}", time);
  // "Saved" every few seconds would drown a screen reader; only what needs attention is spoken.
  line.setAttribute("aria-live", ["saved", "saving"].includes(state) ? "off" : "polite");
  line.dataset.state = state;
  line.querySelector("use")?.setAttribute("href", `#i-${SHAPES[state]}`);
  (line.querySelector("[data-saved-words]") ?? line).textContent = words;
  line.hidden = false;
}
