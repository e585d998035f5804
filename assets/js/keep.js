// Answers the server does not have yet, kept in this tab until it has them: under the form's action, marked with
// whose they are. Somebody else who signs in on the same computer never sees them; nothing secret is ever kept.
import { meta, target } from "./post.js";

const PREFIX = "answers:";
const LONGEST_MS = 12 * 60 * 60 * 1000;
const OF_THE_PAGE = new Set(["csrf_token", "autosave", "version", "next_page"]);

/** Whether a field may leave the form for a draft or for the browser's memory. */
export function isPlain(field) {
  if (!field.name || field.name === "signature" || field.closest("[data-never-keep]")) return false;
  if (field.autocomplete === "one-time-code") return false;
  return !["password", "file", "submit", "button", "reset", "image"].includes(field.type);
}

/**
 * Hidden fields belong to the page, except for a value somebody drew or chose from suggestions, what was seen when the
 * answers were typed (data-over: the server says when there is something newer), and the mark by which the server
 * knows a form sent twice (data-once): it comes back with the answers, so that what did arrive is one.
 */
function isTyped(form, field) {
  const { drawn, over, once } = field.dataset;
  return field.type !== "hidden" || [drawn, over, once].some((mark) => mark !== undefined) || form.querySelector(`[data-typeahead-into="${field.name}"]`) !== null;
}

/** What would be sent of `form` as [name, value] pairs, secrets and files left out. */
export function answers(form) {
  const pairs = [];
  for (const field of form.elements) {
    if (!isPlain(field) || field.disabled) continue;
    if (["checkbox", "radio"].includes(field.type)) {
      if (field.checked) pairs.push([field.name, field.value]);
    } else if (field.type === "select-multiple") {
      for (const option of field.selectedOptions) pairs.push([field.name, option.value]);
    } else pairs.push([field.name, field.value]);
  }
  return pairs;
}

export class Keeper {
  constructor(window) {
    this.window = window;
    this.storage = window.sessionStorage;
    this.owner = meta(window.document, "user");
    /** Keys of what this page answers in its place: it shows it by itself. */
    this.answered = new Set();
  }

  /** Where the answers of `form` lie: several drafts that go to one address have each a name in data-draft. */
  key(form) {
    const { draft } = form.dataset;
    return PREFIX + new URL(target(form)).pathname + (draft ? `#${draft}` : "");
  }

  /**
   * Keeps the answers of `form`. `sent`: they are on their way with the whole page. `leaving`: they are on their
   * way in a request that outlives its page, so the version the next page shows may be a moment old.
   */
  keep(form, { sent = false, leaving = false } = {}) {
    if (!this.owner) return;
    const typed = [...form.elements].filter((field) => isPlain(field) && isTyped(form, field));
    const names = [...new Set(typed.map((field) => field.name))].filter((name) => !OF_THE_PAGE.has(name));
    const entry = {
      owner: this.owner,
      at: Date.now(),
      sent,
      tried: sent,
      leaving,
      sealed: "draft" in form.dataset,
      draft: "autosave" in form.dataset,
      page: this.window.location.pathname,
      version: form.elements.namedItem("version")?.value ?? "",
      names,
      pairs: answers(form).filter(([name]) => names.includes(name)),
    };
    try {
      this.storage.setItem(this.key(form), JSON.stringify(entry));
    } catch {
      // A full or forbidden storage must not keep anybody from working; the page says "not saved yet".
    }
  }

  forget(form) {
    this.storage.removeItem(this.key(form));
  }

  /** Whoever signs out leaves nothing behind that was to be sealed: the computer may be somebody else's next. */
  forgetSealed() {
    for (const key of this.keys()) {
      if (this.parse(key)?.sealed) this.storage.removeItem(key);
    }
  }

  /**
   * Puts kept answers back and returns whether any field changed. A form of another version keeps what it shows.
   * What was answered in its place (a refusal) comes back through the history alone: whoever opens the form anew
   * begins anew.
   * The mark of a form that was tried comes back with them, so that what did arrive is one: see `renew`.
   */
  restore(form) {
    const key = this.key(form);
    const entry = this.read(key);
    if (!entry || this.answered.has(key)) return false;
    if (entry.answered && this.arrivedBy() === "navigate") {
      this.storage.removeItem(key);
      return false;
    }
    const version = form.elements.namedItem("version")?.value ?? "";
    const blanksOnly = version !== entry.version;
    let changed = false;
    for (const name of entry.names) {
      const values = entry.pairs.filter(([key]) => key === name).map(([, value]) => value);
      const fields = [...form.elements].filter((field) => field.name === name && isPlain(field));
      if (blanksOnly && fields.some(hasAnswer)) continue;
      if (fields.some((field) => "once" in field.dataset)) this.mark(fields[0], values[0], entry.tried);
      else changed = fill(fields, values) || changed;
    }
    return changed;
  }

  mark(field, value, tried) {
    if (tried) field.dataset.fresh = field.value;
    field.value = value;
  }

  /** What is changed after it was tried is another text: under the old mark the server would take it for the first. */
  renew(form) {
    for (const field of form.querySelectorAll("[data-fresh]")) {
      field.value = field.dataset.fresh;
      delete field.dataset.fresh;
    }
  }

  /** Says above `form` that it shows what was typed before, with a way to be rid of it. */
  announce(form) {
    const page = this.window.document;
    const { againText, awayText } = page.body.dataset;
    const entry = this.read(this.key(form));
    if (!entry || !againText) return;
    const time = new Intl.DateTimeFormat("az", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Baku" });
    const [box, away] = [page.createElement("p"), page.createElement("button")];
    Object.assign(away, { type: "button", className: "app-linkbutton", textContent: awayText });
    away.addEventListener("click", () => {
      this.forget(form);
      this.window.location.reload();
    });
    box.className = "app-box app-box--blue";
    box.setAttribute("role", "status");
    box.append(againText.replace("{time}", time.format(new Date(entry.at))), " ", away);
    form.prepend(box);
  }

  /** Whether the answers of `form` left in a request whose end nobody saw; asked once. */
  wasLeaving(form) {
    const entry = this.read(this.key(form));
    if (!entry?.leaving) return false;
    this.storage.setItem(this.key(form), JSON.stringify({ ...entry, leaving: false }));
    return true;
  }

  /** What lies under `key`, if it is the signed-in person's own and not too old. */
  read(key) {
    try {
      const entry = JSON.parse(this.storage.getItem(key));
      const mine = entry && entry.owner === this.owner && Date.now() - entry.at < LONGEST_MS;
      return mine ? entry : null;
    } catch {
      return null;
    }
  }

  keys() {
    return Object.keys(this.storage).filter((key) => key.startsWith(PREFIX));
  }

  /**
   * Settles what was on its way when the last page was left. A page that came out of the form's page is the
   * server's answer: it arrived. The sign-in page or an error page (marked with data-kept) means it did not.
   * A page that answers in the form's place (data-open-at) entered nothing; a draft has its answers on the server.
   * After anything else (no network, somebody else's error page) nobody knows, and the answers stay.
   */
  settle() {
    const failed = this.window.document.querySelector("[data-kept]");
    const inPlace = Boolean(this.window.document.body.dataset.openAt);
    const before = this.cameFrom();
    for (const key of this.keys()) {
      const entry = this.parse(key);
      if (this.owner && entry?.owner !== this.owner) this.storage.removeItem(key);
      else if (!entry?.sent) continue;
      else if (failed || !this.owner) this.storage.setItem(key, JSON.stringify({ ...entry, sent: false }));
      else if (before === null || entry.page !== before) continue;
      else if (inPlace && !entry.draft) this.keepAnswered(key, entry);
      else this.storage.removeItem(key);
    }
    if (failed && this.keys().length) failed.hidden = false;
  }

  keepAnswered(key, entry) {
    this.answered.add(key);
    this.storage.setItem(key, JSON.stringify({ ...entry, sent: false, answered: true }));
  }

  /** The path of the page this one came out of; null when it was reloaded or reached through the history. */
  cameFrom() {
    const referrer = this.window.document.referrer;
    return referrer && this.arrivedBy() === "navigate" ? new URL(referrer).pathname : null;
  }

  /** "navigate" (a link, a form), "reload" or "back_forward". */
  arrivedBy() {
    const [navigation] = this.window.performance?.getEntriesByType?.("navigation") ?? [];
    return navigation?.type ?? "navigate";
  }

  parse(key) {
    try {
      return JSON.parse(this.storage.getItem(key));
    } catch {
      return null;
    }
  }
}

function hasAnswer(field) {
  return ["checkbox", "radio"].includes(field.type) ? field.checked : field.value !== "";
}

function fill(fields, values) {
  let changed = false;
  fields.forEach((field, index) => {
    if (["checkbox", "radio"].includes(field.type)) {
      const checked = values.includes(field.value);
      changed ||= field.checked !== checked;
      field.checked = checked;
    } else if (field.type === "select-multiple") {
      for (const option of field.options) {
        changed ||= option.selected !== values.includes(option.value);
        option.selected = values.includes(option.value);
      }
    } else if (values[index] !== undefined) {
      changed ||= field.value !== values[index];
      field.value = values[index];
    }
  });
  return changed;
}
