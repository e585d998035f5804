// Warns before the session ends by itself, and takes what is on the screen away when it has.
import { saveAll } from "./autosave.js";
import { CONTACT, meta, post } from "./post.js";

const WARN_SECONDS = 120;

/** 118 -> "1:58". */
export function clockText(seconds) {
  const left = Math.max(0, Math.ceil(seconds));
  return `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
}

export class Idle {
  constructor(window, forms, { idleSeconds, keepAlive }) {
    this.window = window;
    this.page = window.document;
    this.forms = forms;
    this.idleSeconds = idleSeconds;
    this.warnSeconds = Math.min(WARN_SECONDS, idleSeconds / 2);
    this.keepAlive = keepAlive;
    this.dialog = this.page.querySelector("dialog[data-idle]");
    this.asking = false;
    this.ended = false;
    this.contact();
    // Another tab that talks to the server keeps this session alive as well.
    this.channel = window.BroadcastChannel ? new window.BroadcastChannel("session-contact") : null;
    if (this.channel) this.channel.onmessage = () => this.contact();
    this.page.addEventListener(CONTACT, () => {
      this.contact();
      this.channel?.postMessage("contact");
    });
    for (const kind of ["keydown", "pointerdown", "wheel"]) {
      this.page.addEventListener(kind, () => (this.active = true), { passive: true });
    }
    this.dialog.querySelector("[data-idle-stay]").addEventListener("click", () => this.stay());
    this.dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.stay();
    });
    this.timer = setInterval(() => this.tick(), 1000);
  }

  contact() {
    this.last = Date.now();
    this.active = false;
    if (this.dialog.open) this.dialog.close();
  }

  get left() {
    return this.idleSeconds - (Date.now() - this.last) / 1000;
  }

  /** Once a second; a computer that slept finds out at the first tick. */
  async tick() {
    if (this.ended) return;
    const left = this.left;
    if (left <= 0) return this.end();
    if (left > this.warnSeconds || this.asking) return;
    if (this.dialog.open) {
      this.dialog.querySelector("[data-idle-left]").textContent = clockText(left);
    } else if (this.active) {
      await this.stay();
    } else await this.warn();
  }

  async warn() {
    this.asking = true;
    await saveAll(this.forms);
    this.asking = false;
    if (this.left > this.warnSeconds) return; // Saving was contact enough.
    const unsaved = this.forms.some((one) => one.dirty);
    this.dialog.querySelector("[data-idle-saved]").hidden = unsaved || this.forms.length === 0;
    this.dialog.querySelector("[data-idle-unsaved]").hidden = !unsaved;
    this.dialog.querySelector("[data-idle-left]").textContent = clockText(this.left);
    this.dialog.showModal();
  }

  /** Tells the server somebody is here. */
  async stay() {
    this.asking = true;
    try {
      await saveAll(this.forms);
      const response = await post(this.window, this.keepAlive, []);
      if (response.type === "opaqueredirect" || [400, 401, 403].includes(response.status)) this.end();
    } catch {
      // No network: the clock runs on, and the next tick warns instead of asking again. Whoever keeps a watch with
      // their own hands goes on with it: the sign-in page is not to be had, and the server decides when it is.
      this.active = false;
      if (this.page.querySelector("form[data-look]")) this.last = Date.now();
    } finally {
      this.asking = false;
    }
  }

  /** The server decides what is shown now: the sign-in page, or this page if another window kept it open. */
  end() {
    this.ended = true;
    clearInterval(this.timer);
    for (const one of this.forms) if (one.dirty) one.keeper.keep(one.form);
    this.window.location.assign(this.window.location.pathname + this.window.location.search);
  }
}

/** Starts the watch on pages of somebody signed in. */
export function startIdle(window, forms) {
  const idleSeconds = Number(meta(window.document, "idle-seconds"));
  const keepAlive = meta(window.document, "keep-alive");
  if (!idleSeconds || !keepAlive || !window.document.querySelector("dialog[data-idle]")) return null;
  return new Idle(window, forms, { idleSeconds, keepAlive });
}
