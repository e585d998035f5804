import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { clockText, startIdle } from "../../../../assets/js/idle.js";
import { CONTACT } from "../../../../assets/js/post.js";
import { json, offline, open, redirected, settle } from "./page.js";

const HEAD = '<meta name="idle-seconds" content="1200"><meta name="keep-alive" content="/account/keep-alive">';
const DIALOG =
  '<dialog data-idle><p data-idle-left></p><p data-idle-saved hidden></p><p data-idle-unsaved hidden></p>' +
  "<button data-idle-stay>Stay</button></dialog>";

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"], now: Date.parse("2026-03-11T10:32:00Z") });
});

function draft(dirty = false) {
  return { dirty, saved: 0, kept: 0, form: {}, keeper: { keep() {} }, async save() { this.saved += 1; } };
}

function start(forms = [], html = DIALOG) {
  const window = open(html, { head: HEAD });
  window.BroadcastChannel = undefined;
  window.gone = [];
  const location = { pathname: "/intake/7", search: "", href: "https://clinic.example/intake/7", assign: (to) => window.gone.push(to) };
  const seen = new Proxy(window, { get: (from, name) => (name === "location" ? location : from[name]) });
  const idle = startIdle(seen, forms);
  return { window, idle, dialog: window.document.querySelector("dialog"), part: (name) => window.document.querySelector(`[data-idle-${name}]`) };
}

async function wait(seconds) {
  for (let second = 0; second < seconds; second += 1) {
    mock.timers.tick(1000);
    await settle();
  }
}

test("times are told as minutes and seconds", () => {
  assert.deepEqual([118, 60, 59.2, 5, 0, -3].map(clockText), ["1:58", "1:00", "1:00", "0:05", "0:00", "0:00"]);
});

test("two minutes before the end the draft is saved and the dialog opens", async () => {
  const form = draft();
  const { dialog, part } = start([form]);
  await wait(1079);
  assert.equal(dialog.open, false);
  await wait(1);
  assert.equal(dialog.open, true);
  assert.equal(form.saved, 1);
  assert.equal(part("saved").hidden, false);
  assert.equal(part("unsaved").hidden, true);
  await wait(5);
  assert.equal(part("left").textContent, "1:55");
});

test("it says so when the last answers are not on the server", async () => {
  const { part } = start([draft(true)]);
  await wait(1080);
  assert.equal(part("saved").hidden, true);
  assert.equal(part("unsaved").hidden, false);
});

test("staying asks the server and starts the time anew", async () => {
  const { window, dialog, part } = start();
  await wait(1090);
  window.answers.push(json({}, 200));
  part("stay").click();
  await settle();
  assert.equal(window.sent[0].url, "/account/keep-alive");
  assert.equal(window.sent[0].headers["X-CSRFToken"], "tok");
  assert.equal(dialog.open, false);
  await wait(1079);
  assert.equal(dialog.open, false);
});

test("somebody who reads and moves is not disturbed", async () => {
  const { window, dialog } = start();
  await wait(1000);
  window.document.dispatchEvent(new window.Event("keydown"));
  await wait(80);
  assert.equal(window.sent.length, 1);
  assert.equal(dialog.open, false);
  await wait(1080);
  assert.equal(dialog.open, true, "moving once does not count for ever");
});

test("at the end the page goes away by itself", async () => {
  const { window } = start([draft(true)]);
  await wait(1200);
  assert.deepEqual(window.gone, ["/intake/7"]);
  await wait(10);
  assert.equal(window.gone.length, 1);
});

test("staying too late leads to the sign-in page at once", async () => {
  const { window, part } = start();
  await wait(1100);
  window.answers.push(redirected);
  part("stay").click();
  await settle();
  assert.deepEqual(window.gone, ["/intake/7"]);
});

test("without a network the clock runs on", async () => {
  const { window, dialog, part } = start();
  await wait(1100);
  window.answers.push(offline());
  part("stay").click();
  await settle();
  assert.equal(dialog.open, true);
  assert.deepEqual(window.gone, []);
  await wait(100);
  assert.deepEqual(window.gone, ["/intake/7"]);
});

test("every word with the server counts, also one of the autosave", async () => {
  const { window, dialog } = start();
  await wait(1000);
  window.document.dispatchEvent(new window.CustomEvent(CONTACT));
  await wait(1000);
  assert.equal(dialog.open, false);
});

test("a page of nobody signed in is not watched", () => {
  const { idle } = start([], "<p>Sign in</p>");
  assert.equal(idle, null);
});
