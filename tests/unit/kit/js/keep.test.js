import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { startAutosave } from "../../../../assets/js/autosave.js";
import { askAgain, giveAddress } from "../../../../assets/js/back.js";
import { FORM, offline, open, send, stored, type, wait, words } from "./page.js";

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"], now: Date.parse("2026-03-11T10:32:00Z") });
});

const SEALED = `<form method="post" action="/visits/3/notes" data-draft><input type="hidden" name="form_key" data-once value="k-1">
  <textarea name="text"></textarea><button>Seal</button></form>`;
const NOTES = "https://clinic.example/visits/3/notes";

test("what is sealed only when it is whole outlives its tab's page from the first letter, and is one when sent twice", async () => {
  const window = open(SEALED, { url: NOTES });
  startAutosave(window);
  type(window, "text", "They took the blanket");
  await wait(10 * 60 * 1000);
  const again = open(SEALED.replace("k-1", "k-2"), { url: NOTES, storage: stored(window) });
  startAutosave(again);
  assert.equal(again.document.querySelector("[name=text]").value, "They took the blanket");
  assert.equal(again.document.querySelector("[name=form_key]").value, "k-1", "the server knows it if it did arrive");
  assert.equal(window.sent.length + again.sent.length, 0, "nothing of it leaves unsealed");
});

const WORDS = { againText: "Typed at {time}, here again.", awayText: "Away" };

/** The page of a form that is sealed whole, drawn anew with what the tab kept of `before`. */
function drawnAgain(html, before) {
  const window = open(html, { url: NOTES, storage: before && stored(before) });
  Object.assign(window.document.body.dataset, WORDS);
  startAutosave(window);
  return window;
}

const value = (window, name) => window.document.querySelector(`[name="${name}"]`).value;
const said = (window) => window.document.querySelector("[role=status]")?.textContent ?? "";

test("what comes back says when it was typed, and can be thrown away", () => {
  const window = drawnAgain(SEALED);
  assert.equal(said(window), "");
  type(window, "text", "They took the blanket");
  const again = drawnAgain(SEALED.replace("k-1", "k-2"), window);
  assert.match(said(again), /^Typed at \d\d:\d\d, here again\. Away$/);
  again.document.querySelector("[role=status] button").click();
  assert.equal(stored(again)["answers:/visits/3/notes"], undefined);
  const shown = SEALED.replace("</textarea>", "They took the blanket</textarea>");
  assert.equal(said(drawnAgain(shown, window)), "", "the page shows it by itself");
});

test("another language shows what was typed into an ordinary form, and nothing is kept of one that was only looked at", () => {
  const page = '<p><a hreflang="ru" href="?lang=ru">RU</a></p><main><form method="post" action="/people/admit"><input name="surname"></form></main>';
  const window = drawnAgain(page);
  const switched = () => window.document.querySelector("a").dispatchEvent(new window.MouseEvent("click", { bubbles: true }));
  switched();
  assert.deepEqual(stored(window), {});
  type(window, "surname", "Əliyev");
  switched();
  assert.equal(value(drawnAgain(page, window), "surname"), "Əliyev");
});

test("what was tried is the same text while it is not changed, and another one afterwards", () => {
  const window = drawnAgain(SEALED);
  type(window, "text", "They took the blanket");
  send(window);
  const again = drawnAgain(SEALED.replace("k-1", "k-2"), window);
  assert.deepEqual([value(again, "text"), value(again, "form_key")], ["They took the blanket", "k-1"]);
  type(again, "text", "They took the blanket and the mattress");
  assert.equal(value(again, "form_key"), "k-2", "or the server would take it for the first and keep nothing of it");
});

test("what was refused comes back through the history, and whoever opens the form anew begins anew", () => {
  const form = '<form method="post" action="/people/admit"><input name="surname"></form>';
  const page = (html, before, { url = NOTES, by = "navigate", from = "", openAt = null } = {}) => {
    const window = open(html, { url, from, storage: before && stored(before) });
    Object.assign(window.document.body.dataset, WORDS, openAt && { openAt });
    Object.defineProperty(window, "performance", { value: { getEntriesByType: () => [{ type: by }] } });
    giveAddress(window);
    startAutosave(window);
    return window;
  };
  const first = page(form, null, { url: "https://clinic.example/people/admit" });
  type(first, "surname", "Əliyev");
  send(first);
  const drawn = { from: "https://clinic.example/people/admit", openAt: "/people/admit" };
  const refused = page(form, first, { ...drawn, url: "https://clinic.example/people/save" });
  assert.equal(refused.location.pathname, "/people/admit", "the page can be opened again without sending");
  assert.equal(value(refused, "surname"), "", "the server draws what it refuses");
  assert.equal(said(refused), "");
  const back = page(form, refused, { url: "https://clinic.example/people/admit", by: "back_forward" });
  assert.equal(value(back, "surname"), "Əliyev");
  assert.match(said(back), /^Typed at/);
  const anew = page(form, back, { url: "https://clinic.example/people/admit" });
  assert.equal(value(anew, "surname"), "");
  assert.deepEqual(stored(anew), {}, "what belongs to somebody else does not wait for the next person");
});

const SEARCH = '<form data-asks method="post" action="/people"><input type="search" name="q"></form>';

test("a search that is opened through the history is made again, for whoever searched and nobody else", () => {
  const window = open(SEARCH, { url: "https://clinic.example/people" });
  window.document.body.dataset.openAt = "/people";
  window.document.querySelector("input").value = "Əliyev";
  giveAddress(window);
  assert.deepEqual({ ...window.history.state }, { asked: "Əliyev", owner: "u-1" });
  assert.equal(window.location.href, "https://clinic.example/people", "no name in an address");
  for (const [state, made] of [[{ asked: "Əliyev", owner: "u-1" }, 1], [{ asked: "Əliyev", owner: "u-2" }, 0], [null, 0]]) {
    const again = open(SEARCH, { url: "https://clinic.example/people" });
    again.history.replaceState(state, "");
    let sent = 0;
    again.document.querySelector("form").requestSubmit = () => (sent += 1);
    askAgain(again);
    assert.equal(sent, made);
  }
});

test("drafts of one address do not come back in one another, and know what they were typed over", () => {
  const wording = SEALED.replace("data-draft>", 'data-draft="1"><input type="hidden" name="seen" data-over value="1">');
  const window = drawnAgain(wording);
  type(window, "text", "They took the blanket");
  assert.equal(value(drawnAgain(wording.replace('data-draft="1"', 'data-draft="2"'), window), "text"), "");
  const later = drawnAgain(wording.replace('value="1"', 'value="2"'), window);
  assert.deepEqual([value(later, "text"), value(later, "seen")], ["They took the blanket", "1"]);
});

test("whoever signs out leaves nothing behind that was to be sealed, and finds the rest again", () => {
  const out = '<form method="post" action="/logout" id="out"><button>Sign out</button></form>';
  const window = open(SEALED + out, { url: NOTES });
  startAutosave(window);
  window.sessionStorage.setItem("answers:/examinations/7/vitals", '{"owner":"u-1","pairs":[["pulse","72"]]}');
  type(window, "text", "They took the blanket");
  assert.match(JSON.stringify(stored(window)), /blanket/);
  const leaving = window.document.getElementById("out");
  leaving.dispatchEvent(new window.Event("submit", { bubbles: true, cancelable: true }));
  assert.doesNotMatch(JSON.stringify(stored(window)), /blanket/);
  assert.match(JSON.stringify(stored(window)), /72/);
});

test("a full storage does not keep anybody from working", async (t) => {
  const window = open(FORM);
  window.answers.push(offline());
  t.mock.method(Object.getPrototypeOf(window.sessionStorage), "setItem", () => {
    throw new Error("QuotaExceededError");
  });
  startAutosave(window);
  type(window, "pulse", "72");
  await wait(800);
  assert.equal(words(window), "Not yet");
  await wait(10_000);
  assert.equal(words(window), "Saved 14:31:07");
});
