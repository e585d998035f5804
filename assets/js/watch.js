// Looks at a person on watch: sent at once, or kept in this tab until there is a network again. Nothing waits unseen,
// and nothing is entered twice: every look has a key of its own from the tap on. Only the server says what is late.
import { tell } from "./autosave.js";
import { answers } from "./keep.js";
import { meta, post, target } from "./post.js";

const PREFIX = "look:";
const ARRIVED = "looks-arrived";
const LONGEST_MS = 12 * 60 * 60 * 1000;
const PATIENCE_MS = 8_000;
const RETRY_MS = 10_000;

/** 16 random bytes as a UUID of version 4; crypto.randomUUID is missing where the page has no certificate. */
export function newKey(crypto) {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/**
 * Time by the server's clock: the moment the page was written, and how long ago that is. A tablet's clock may be set
 * back, and its counter may stop while it sleeps: the longer of the two is nearer the truth.
 */
export class Times {
  constructor(window) {
    this.window = window;
    const [navigation] = window.performance.getEntriesByType("navigation");
    this.counted = navigation?.responseStart ?? 0;
    this.wall = window.performance.timeOrigin + this.counted;
    this.written = Date.parse(window.document.querySelector(".app-top time")?.dateTime ?? "");
  }

  /** Milliseconds since `mark`, which another call of `mark()` gave. */
  since(mark) {
    const counted = mark.page === this.window.performance.timeOrigin ? this.window.performance.now() - mark.counted : 0;
    return Math.max(counted, Date.now() - mark.wall, 0);
  }

  mark() {
    const { performance } = this.window;
    return { page: performance.timeOrigin, counted: performance.now(), wall: Date.now() };
  }

  /** The moment now as the server would say it, ISO 8601. */
  now() {
    const passed = this.since({ page: this.window.performance.timeOrigin, counted: this.counted, wall: this.wall });
    return new Date((this.written || Date.now()) + passed).toISOString();
  }
}

export class Watch {
  constructor(window) {
    this.window = window;
    this.page = window.document;
    this.storage = window.sessionStorage;
    this.owner = meta(this.page, "user");
    this.times = new Times(window);
    this.form = this.page.querySelector("form[data-look]");
    this.box = this.page.querySelector("[data-looks]");
    this.sending = null;
    this.tapped = false;
    if (this.form) this.form.addEventListener("submit", (event) => this.tap(event));
    window.addEventListener("online", () => this.send());
    this.box?.addEventListener("click", (event) => this.dismiss(event));
    // A look whose answer the last page did not see may have arrived or not; its key makes asking again harmless.
    for (const look of this.mine()) if (!look.tries) this.keep({ ...look, tries: 1 });
    this.show();
    if (!this.redrawn()) this.send();
  }

  /** The page before may have sent a look while this sheet was on its way: it is drawn anew, once. */
  redrawn() {
    const arrived = Number(this.storage.getItem(ARRIVED));
    if (!this.box || arrived <= this.window.performance.timeOrigin) return false;
    this.storage.removeItem(ARRIVED);
    this.window.location.reload();
    return true;
  }

  /** One tap. Without storage the form is sent as it always was. */
  async tap(event) {
    const { submitter } = event;
    if (!submitter?.name || !this.owner || this.tapped) return this.tapped && event.preventDefault();
    const key = newKey(this.window.crypto);
    this.form.elements.namedItem("key").value = key;
    const pairs = [...answers(this.form).filter(([name]) => name !== "csrf_token"), [submitter.name, submitter.value]];
    const look = {
      key,
      pairs,
      owner: this.owner,
      url: target(this.form),
      made: this.times.now(),
      mark: this.times.mark(),
      what: submitter.firstChild.textContent.trim(),
      whom: this.form.dataset.look,
      tries: 0,
    };
    if (!this.keep(look)) return;
    event.preventDefault();
    this.tapped = true;
    const response = await this.post(look);
    this.tapped = false;
    if (response?.ok) return this.taken(look, await response.json());
    if (response && !isSignedOut(response)) return this.asForm(look, submitter);
    this.keep({ ...look, tries: 1, ended: response !== null });
    this.waiting(look, submitter);
  }

  taken(look, { next }) {
    this.forget(look);
    this.window.location.assign(next);
  }

  /** The server said no: its own page says why, with what was typed. */
  asForm(look, submitter) {
    this.forget(look);
    const field = this.page.createElement("input");
    Object.assign(field, { type: "hidden", name: submitter.name, value: submitter.value });
    this.form.append(field);
    this.form.submit();
  }

  /** No network: the look waits, the form is ready for the next one, and self-harm still says what to do. */
  waiting(look, submitter) {
    const needed = submitter.dataset.needs;
    const text = this.form.elements.namedItem("text");
    if (needed && !text.value.trim()) {
      this.forget(look);
      tell(this.form, { text: needed }, new Set(["text"]));
      return text.focus();
    }
    this.form.reset();
    const help = isSelfHarm(look) && this.page.querySelector("[data-look-help]");
    if (help) help.hidden = false;
    this.show();
    (help || this.box)?.focus();
    this.later();
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), RETRY_MS);
  }

  /** Sends what waits, the oldest first; one run at a time. */
  async send() {
    if (this.sending || !this.owner) return;
    this.sending = this.sendAll().finally(() => (this.sending = null));
    await this.sending;
  }

  async sendAll() {
    let sent = 0;
    for (const look of this.mine().filter((one) => !one.refused && one.tries > 0)) {
      const response = await this.post(look);
      if (response === null) return this.settle(sent, false);
      if (response.ok) {
        const { next } = await response.json();
        if (isSelfHarm(look)) this.next = next;
        this.forget(look);
        this.storage.setItem(ARRIVED, Date.now());
        sent += 1;
      } else if (isSignedOut(response)) {
        this.keep({ ...look, ended: true });
        return this.settle(sent, true);
      } else {
        const { message = "" } = await response.json().catch(() => ({}));
        this.keep({ ...look, refused: true, message });
      }
    }
    this.settle(sent, true);
  }

  /** `done`: nothing is left that a later try could send. A sheet whose looks arrived is drawn anew. */
  settle(sent, done) {
    if (!done) this.later();
    const idle = !this.form?.elements.namedItem("text").value && !this.tapped;
    if (sent && idle && this.next) return this.window.location.assign(this.next);
    if (sent && idle && this.box && !this.mine().length) return this.window.location.reload();
    this.show(sent);
  }

  /** The answer; null for no network, none in time, or a broken server. The first try leaves the time to the server. */
  async post(look) {
    const pairs = [...look.pairs, ["autosave", "1"]];
    if (look.tries > 0) {
      const waited = Math.ceil(this.times.since(look.mark) / 1000);
      pairs.push(["made_at", look.made], ["waited", String(Math.min(waited, 999_999))]);
    }
    const late = new Promise((resolve) => setTimeout(() => resolve(null), PATIENCE_MS));
    const answer = await Promise.race([post(this.window, look.url, pairs).catch(() => null), late]);
    return answer?.status >= 500 ? null : answer;
  }

  // what is kept

  keep(look) {
    try {
      this.storage.setItem(PREFIX + look.key, JSON.stringify(look));
      return true;
    } catch {
      return false;
    }
  }

  forget(look) {
    this.storage.removeItem(PREFIX + look.key);
  }

  /** Everything that waits in this tab, the oldest first; what the server would refuse for its age is gone. */
  all() {
    const found = [];
    for (const name of Object.keys(this.storage).filter((one) => one.startsWith(PREFIX))) {
      const look = JSON.parse(this.storage.getItem(name));
      const old = !look.refused && Date.now() - look.mark.wall > LONGEST_MS;
      if (old) this.keep(Object.assign(look, { refused: true, message: "" }));
      found.push(look);
    }
    return found.sort((one, other) => (one.made < other.made ? -1 : 1));
  }

  mine() {
    return this.all().filter((look) => look.owner === this.owner);
  }

  // what is shown

  show(sent = 0) {
    if (!this.box) return;
    const mine = this.mine().filter((look) => look.tries > 0);
    const others = this.all().length - this.mine().length;
    const words = this.box.dataset;
    const lines = mine.map((look) => this.line(look, words));
    if (others) lines.push(this.text("li", words.othersText.replace("{count}", others)));
    this.box.querySelector("ul").replaceChildren(...lines);
    const said = this.box.querySelector("[data-looks-said]");
    const ended = mine.some((look) => look.ended);
    said.textContent = lines.length ? (ended ? words.endedText : words.waitingText) : words.sentText;
    this.box.hidden = lines.length === 0 && !sent;
  }

  line(look, words) {
    const time = new Intl.DateTimeFormat("az", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Baku" });
    const line = this.text("li", `${time.format(new Date(look.made))} · ${look.whom} · ${look.what}`);
    if (look.refused) {
      line.append(this.text("p", `${words.refusedText} ${look.message}`));
      const button = this.text("button", words.dismissText);
      Object.assign(button, { type: "button", className: "govuk-button govuk-button--secondary" });
      button.dataset.key = look.key;
      line.append(button);
    }
    return line;
  }

  text(kind, words) {
    const made = this.page.createElement(kind);
    made.textContent = words;
    return made;
  }

  dismiss(event) {
    const { key } = event.target.dataset;
    if (!key) return;
    this.forget({ key });
    this.show();
    this.box.focus();
  }
}

/** A redirect is the way to the sign-in page; the others mean a token of a session that is over. */
function isSignedOut(response) {
  return response.type === "opaqueredirect" || [400, 401, 403].includes(response.status);
}

function isSelfHarm(look) {
  return look.pairs.some(([name, value]) => name === "seen" && value === "self_harm");
}

/** Starts on every page of somebody signed in: what waits is sent from any of them. */
export function startWatch(window) {
  return meta(window.document, "user") ? new Watch(window) : null;
}
