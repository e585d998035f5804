// Drafts that save themselves. Every answer reaches the server within a second, or stays in this tab until it does.
import { answers, isPlain, Keeper } from "./keep.js";
import { post, target } from "./post.js";
import { show } from "./status.js";

const PAUSE_MS = 800;
const RETRY_MS = 10_000;
const PATIENCE_MS = 3_000;
// Browsers refuse longer bodies for a request that outlives its page.
const KEEPALIVE_BYTES = 60_000;

export class Autosave {
  constructor(window, form, keeper) {
    this.window = window;
    this.form = form;
    this.keeper = keeper;
    this.dirty = false;
    this.stopped = false;
    this.running = null;
    this.timer = null;
    this.touched = new Set();
    form.addEventListener("input", (event) => this.changed(event));
    form.addEventListener("change", (event) => this.changed(event));
  }

  /** Puts back what an earlier page could not deliver, and delivers it. */
  begin() {
    const leaving = this.keeper.wasLeaving(this.form);
    if (!this.keeper.restore(this.form)) return this.keeper.forget(this.form);
    show(this.form, "restored");
    if (leaving) {
      // What left with the last page may arrive only now; a page drawn after it has the version to go on from.
      this.timer = setTimeout(() => this.window.location.reload(), PAUSE_MS);
    } else {
      this.dirty = true;
      this.later(PAUSE_MS);
    }
  }

  changed(event) {
    if (!isPlain(event.target)) return;
    this.touched.add(event.target.name);
    this.dirty = true;
    if (this.stopped) return this.keeper.keep(this.form);
    this.later(PAUSE_MS);
  }

  later(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), pause);
  }

  /** Sends what changed; resolves when the answer is here. One request at a time, so versions stay in order. */
  async save({ leaving = false } = {}) {
    clearTimeout(this.timer);
    while (this.running) await this.running;
    if (!this.dirty || this.stopped) return;
    this.dirty = false;
    this.running = this.send(leaving).finally(() => (this.running = null));
    await this.running;
  }

  async send(leaving) {
    const pairs = [...answers(this.form).filter(([name]) => name !== "autosave"), ["autosave", "1"]];
    const keepalive = leaving && new URLSearchParams(pairs).toString().length < KEEPALIVE_BYTES;
    this.keeper.keep(this.form, { leaving });
    show(this.form, "saving");
    let response;
    try {
      response = await post(this.window, target(this.form), pairs, { form: this.form, keepalive });
      if (response.ok) return this.stored(await response.json());
    } catch {
      return this.failed();
    }
    if (response.status === 409) return this.conflict(await response.json().catch(() => ({})));
    if (response.type === "opaqueredirect" || [400, 401, 403].includes(response.status)) return this.ended();
    return this.failed();
  }

  stored({ saved = "", version, errors = {}, fragment = "", interrupt = "" }) {
    const field = this.form.elements.namedItem("version");
    if (field && version !== undefined) field.value = version;
    if (this.dirty || hasUnsent(this.form)) this.keeper.keep(this.form);
    else this.keeper.forget(this.form);
    show(this.form, "saved", { time: saved });
    tell(this.form, errors, this.touched);
    if (fragment) derive(this.form, fragment);
    if (interrupt) this.interrupted(interrupt);
  }

  /** An answer means danger: the page of what to do comes now, not at the end of the part. */
  interrupted(address) {
    // Whoever presses a button meanwhile is answered as somebody whom nobody told.
    const untold = new URL(target(this.form));
    untold.searchParams.delete("told");
    this.form.setAttribute("action", untold.pathname + untold.search);
    this.window.location.assign(address);
  }

  failed() {
    this.dirty = true;
    show(this.form, "unsaved");
    this.later(RETRY_MS);
  }

  /** Signed out meanwhile: the token is stale too, so only opening the form again helps. */
  ended() {
    this.dirty = true;
    this.stopped = true;
    show(this.form, "ended");
  }

  /** Another window or person was faster. What they wrote stands until a human looks. */
  conflict({ message = "" }) {
    this.dirty = true;
    this.stopped = true;
    show(this.form, "conflict", { message });
  }

  get waiting() {
    return !this.stopped && (this.dirty || this.running !== null);
  }
}

/** Whether a field is filled that travels with the button alone (a comment that is sealed once, when it is whole). */
function hasUnsent(form) {
  return [...form.querySelectorAll("[data-with-button]")].some((field) => field.value.trim() !== "");
}

/** Shows what the server says of answers this person has given on this page and has left. */
export function tell(form, errors, touched) {
  const page = form.ownerDocument;
  for (const old of form.querySelectorAll("[data-live-error]")) old.remove();
  for (const [name, given] of Object.entries(errors)) {
    const field = page.getElementById(name) ?? form.elements.namedItem(name);
    if (!touched.has(name) || !field?.closest || field === page.activeElement) continue;
    const group = field.closest(".govuk-form-group, .app-four__q, fieldset") ?? field.parentElement;
    if (group.querySelector(".govuk-error-message")) continue;
    const line = page.createElement("p");
    line.className = "govuk-error-message";
    line.dataset.liveError = name;
    line.textContent = Array.isArray(given) ? given[0] : given;
    (field === group ? group : field.closest(".govuk-input__wrapper") ?? field).before(line);
  }
}

/** Puts what follows from the answers (a score, its points) in its places: the server draws it, so that there is one rule. */
export function derive(form, fragment) {
  const made = new form.ownerDocument.defaultView.DOMParser().parseFromString(fragment, "text/html");
  for (const fresh of [...made.querySelectorAll("[data-derived]")]) {
    form.querySelector(`[data-derived="${fresh.dataset.derived}"]`)?.replaceWith(fresh);
  }
}

/** Starts every `form[data-autosave]` of the page; returns them, so that others can save before they leave. */
export function startAutosave(window) {
  const page = window.document;
  const keeper = new Keeper(window);
  keeper.settle();
  const forms = [...page.querySelectorAll("form[data-autosave]")].map((form) => new Autosave(window, form, keeper));
  for (const one of forms) one.begin();
  for (const form of page.querySelectorAll("main form")) {
    if (isKept(form) && !("autosave" in form.dataset) && keeper.restore(form)) keeper.announce(form);
  }

  const typed = new Set();
  for (const kind of ["input", "change"]) page.addEventListener(kind, (event) => onTyped(event, keeper, typed));
  page.addEventListener("submit", (event) => onSubmit(event, forms, keeper), true);
  page.addEventListener("click", (event) => onLanguage(event, keeper, typed));
  page.addEventListener("click", (event) => onClick(event, forms, window));
  window.addEventListener("pagehide", () => leave(forms));
  page.addEventListener("visibilitychange", () => page.visibilityState === "hidden" && leave(forms));
  return forms;
}

/** Saves all; resolves when done, or after a few seconds, because nobody may be held on a page. */
export function saveAll(forms) {
  const all = Promise.all(forms.map((one) => one.save()));
  return Promise.race([all, new Promise((done) => setTimeout(done, PATIENCE_MS))]);
}

function leave(forms) {
  for (const one of forms) {
    if (one.dirty || one.waiting) one.keeper.keep(one.form, { leaving: one.waiting });
    if (one.waiting) one.save({ leaving: true });
  }
}

/** What is sealed only when it is whole has no draft on the server: it stays in this tab from the first letter. */
function onTyped({ target: field }, keeper, typed) {
  if (field.form && isPlain(field)) typed.add(field.form);
  const form = field.closest?.("form[data-draft]");
  if (!form || !isPlain(field)) return;
  keeper.renew(form);
  keeper.keep(form);
}

/** A form must not overtake the draft on its way: the version it carries would be old. */
function onSubmit(event, forms, keeper) {
  const { target: form, submitter } = event;
  const own = forms.find((one) => one.form === form);
  const others = forms.filter((one) => one !== own && one.waiting);
  const wait = [...others.map((one) => one.save()), ...(own?.running ? [own.running] : [])];
  if (wait.length && form.dataset.waited !== "1") {
    event.preventDefault();
    event.stopPropagation();
    form.dataset.waited = "1";
    Promise.race([Promise.all(wait), new Promise((done) => setTimeout(done, PATIENCE_MS))]).then(() =>
      form.requestSubmit(submitter ?? undefined),
    );
    return;
  }
  delete form.dataset.waited;
  if (new URL(target(form)).pathname === "/logout") keeper.forgetSealed();
  if (own) {
    clearTimeout(own.timer);
    own.dirty = false;
  }
  if (own || isKept(form)) keeper.keep(form, { sent: true });
}

/** Whether what is typed into `form` is worth keeping when it does not arrive. */
function isKept(form) {
  if (form.getAttribute("method")?.toLowerCase() !== "post" || !form.closest("main")) return false;
  if ("look" in form.dataset) return false; // The watch keeps its looks itself, each with its time.
  return "autosave" in form.dataset || form.querySelector("input[type=password]:not([name=signature])") === null;
}

/** Another language shows the same page anew: what was typed, or came back with a message, goes along. */
function onLanguage(event, keeper, typed) {
  const page = event.target.ownerDocument;
  if (!event.target.closest?.("a[hreflang]")) return;
  const refused = page.querySelector(".govuk-error-summary") !== null;
  for (const form of page.querySelectorAll("main form")) {
    if ((refused || typed.has(form)) && isKept(form) && !("autosave" in form.dataset)) keeper.keep(form);
  }
}

/** A link waits for the draft, so that the next page shows it. */
function onClick(event, forms, window) {
  const link = event.target.closest?.("a[href]");
  const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  if (!link || !plain || event.defaultPrevented || link.target || link.hasAttribute("download")) return;
  const url = new URL(link.href, window.location.href);
  const here = url.pathname === window.location.pathname && url.search === window.location.search;
  if (url.origin !== window.location.origin || here || !forms.some((one) => one.waiting)) return;
  event.preventDefault();
  saveAll(forms).then(() => window.location.assign(link.href));
}
