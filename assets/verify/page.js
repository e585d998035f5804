// The page itself: what is in hand, what was pasted, which keys are trusted, and the answer in words.

import { utf8 } from "./bytes.js";
import { WitnessDesk } from "./desk.js";
import { judge, verdict } from "./judge.js";

const SIGNS = new Map([[true, ["✓", "fits"]], [false, ["✗", "fits_not"]], [null, ["–", "unsaid"]]]);
const BAKU_MS = 4 * 3600 * 1000;

/** `sentence` with its %(name)s places filled. */
export function filled(sentence, values = {}) {
  return sentence.replace(/%\((\w+)\)s/g, (whole, name) => values[name] ?? whole);
}

/** 11.03.2026 14:32 in Baku, as everywhere in the program; what is no moment stays as it is. */
export function moment(milliseconds, otherwise) {
  if (!Number.isFinite(milliseconds)) return otherwise;
  const [day, time] = new Date(milliseconds + BAKU_MS).toISOString().split("T");
  return `${day.split("-").reverse().join(".")} ${time.slice(0, 5)}`;
}

/** "clinical_record 0195..." as a person says it. */
function named(subject, subjects) {
  const [kind, identifier] = subject.split(" ");
  return `${subjects[kind] ?? subjects.other} ${identifier}`;
}

/** What one line says in the language of `sentences`, `subjects` and `events`. */
export function said([code, , values], { sentences, subjects, events }) {
  const shown = { ...values };
  if ("time" in shown) shown.time = moment(Number(shown.time) * 1000, shown.time);
  if ("at" in shown) shown.at = moment(Date.parse(shown.at), shown.at);
  if ("subject" in shown) shown.subject = named(shown.subject, subjects);
  if ("type" in shown) shown.type = events[shown.type] ?? events.other;
  return filled(sentences[code], shown);
}

/** The text of the QR code in a picture; null when there is none or the browser cannot look. */
async function scanned(window, file) {
  const picture = await window.createImageBitmap(file);
  const [found] = await new window.BarcodeDetector({ formats: ["qr_code"] }).detect(picture);
  return found?.rawValue ?? null;
}

export class Page {
  constructor(window, words) {
    this.window = window;
    this.document = window.document;
    this.words = words;
    this.files = []; // [name, bytes]
    this.remarks = []; // keys of words, about pictures
    this.pasted = 0;
    this.round = 0;
    this.desk = new WitnessDesk(this);
    this.language = window.navigator.language?.slice(0, 2) in words ? window.navigator.language.slice(0, 2) : "az";
  }

  start() {
    const { document } = this;
    this.at("files-in").addEventListener("change", (event) => this.take(event.target.files));
    this.at("drop").addEventListener("dragover", (event) => event.preventDefault());
    this.at("drop").addEventListener("drop", (event) => {
      event.preventDefault();
      this.take(event.dataTransfer.files);
    });
    // A file dropped beside the field must not replace this page.
    for (const kind of ["dragover", "drop"]) this.window.addEventListener(kind, (event) => event.preventDefault());
    this.at("add").addEventListener("click", () => this.paste());
    this.at("keys-in").addEventListener("input", () => this.check());
    this.at("again").addEventListener("click", () => this.again());
    for (const button of document.querySelectorAll("[data-language]")) {
      button.addEventListener("click", () => this.speak(button.dataset.language));
    }
    this.desk.start();
    this.speak(this.language);
  }

  at(id) {
    return this.document.getElementById(id);
  }

  /** Words of the page in the language it speaks. */
  worded(key, values = {}) {
    return filled(this.words[this.language].page[key], values);
  }

  /** The public key lines that were pasted. */
  keys() {
    return this.at("keys-in").value.split("\n").map((line) => line.trim()).filter(Boolean);
  }

  speak(language) {
    this.language = language;
    const { page } = this.words[language];
    this.document.documentElement.lang = language;
    this.document.title = page.title;
    for (const element of this.document.querySelectorAll("[data-words]")) {
      element.textContent = page[element.dataset.words];
    }
    for (const button of this.document.querySelectorAll("[data-language]")) {
      if (button.dataset.language === language) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
    this.desk.speak();
    this.check();
  }

  async take(list) {
    this.remarks = [];
    for (const file of list) {
      if (file.type.startsWith("image/")) await this.picture(file);
      else this.files.push([file.name, new Uint8Array(await file.arrayBuffer())]);
    }
    this.at("files-in").value = "";
    await this.check();
  }

  async picture(file) {
    if (!("BarcodeDetector" in this.window)) {
      this.remarks.push("no_scan");
      return;
    }
    const text = await scanned(this.window, file).catch(() => null);
    if (text === null) this.remarks.push("no_qr");
    else this.files.push([file.name, utf8(text)]);
  }

  async paste() {
    const field = this.at("text-in");
    if (!field.value.trim()) return;
    this.pasted += 1;
    this.files.push([this.worded("pasted", { number: String(this.pasted) }), utf8(field.value)]);
    field.value = "";
    await this.check();
  }

  async again() {
    this.files = [];
    this.remarks = [];
    this.pasted = 0;
    this.desk.forget();
    await this.check();
  }

  async check() {
    this.round += 1;
    const round = this.round;
    this.document.body.dataset.round = String(round);
    this.inHand();
    const answer = this.at("answer");
    answer.setAttribute("aria-busy", "true");
    const lines = this.files.length ? await judge(this.files, this.keys()) : [];
    if (round === this.round) {
      this.show(lines);
      answer.removeAttribute("aria-busy");
      answer.dataset.round = String(round);
    }
  }

  inHand() {
    const { page } = this.words[this.language];
    const names = this.files.map(([name]) => this.element("li", name));
    this.at("in-hand").replaceChildren(...(names.length ? names : [this.element("li", page.none, "quiet")]));
    this.at("again").hidden = !names.length;
    this.at("remarks").replaceChildren(...this.remarks.map((key) => this.element("p", page[key])));
  }

  show(lines) {
    const told = this.words[this.language];
    const { page, headlines } = told;
    const answer = this.at("answer");
    answer.hidden = !lines.length;
    if (!lines.length) return;
    const [kind, line] = verdict(lines);
    answer.className = `answer answer--${kind}`;
    answer.dataset.verdict = kind;
    this.at("headline").textContent = headlines[kind];
    this.at("first").textContent = line ? said(line, told) : "";
    this.at("next").textContent = kind === "bad" && line[0] !== "unreadable" ? page.next_bad : "";
    this.at("lines").replaceChildren(...lines.map((one) => this.line(one, told)));
  }

  line(line, told) {
    const { page } = told;
    const [sign, word] = SIGNS.get(line[1]);
    const item = this.element("li", "", `line line--${word}`);
    const mark = this.element("b", `${sign} ${page[word]}`, "mark");
    item.append(mark, this.element("span", said(line, told)));
    item.dataset.line = JSON.stringify(line);
    return item;
  }

  element(tag, text, className = "") {
    const made = this.document.createElement(tag);
    made.textContent = text;
    if (className) made.className = className;
    return made;
  }
}
