// A page for the tests of the scripts: a document, a storage and a server that answers as it is told.
import { mock } from "node:test";

import { Window } from "happy-dom";

export function open(html, { url = "https://clinic.example/intake/7", head = "", storage = null, from = "" } = {}) {
  const window = new Window({ url, settings: { disableJavaScriptFileLoading: true, navigation: { disableMainFrameNavigation: true } } });
  window.document.head.innerHTML = `<meta name="user" content="u-1"><meta name="csrf-token" content="tok">${head}`;
  window.document.body.innerHTML = `<main>${html}</main>`;
  if (storage) for (const [key, value] of Object.entries(storage)) window.sessionStorage.setItem(key, value);
  Object.defineProperty(window.document, "referrer", { value: from });
  window.sent = [];
  window.answers = [];
  window.fetch = async (where, options = {}) => {
    window.sent.push({ url: String(where), ...options, fields: new URLSearchParams(options.body) });
    const next = window.answers.shift() ?? json({ saved: "14:31:07", version: 2, errors: {} });
    if (next instanceof Error) throw next;
    return typeof next === "function" ? next() : next;
  };
  return window;
}

export function json(body, status = 200) {
  return new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });
}

export const redirected = () => ({ type: "opaqueredirect", status: 0, ok: false });
export const offline = () => new TypeError("network");

/** Lets promises that are ready run, without moving the clock. */
export async function settle() {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

/** Moves the clock of the test by so many milliseconds. */
export async function wait(ms) {
  mock.timers.tick(ms);
  await settle();
}

export function type(window, name, value) {
  const field = window.document.querySelector(`[name="${name}"]`);
  field.value = value;
  field.dispatchEvent(new window.Event("input", { bubbles: true }));
}

export const send = (window) =>
  window.document.querySelector("form").dispatchEvent(new window.Event("submit", { bubbles: true, cancelable: true }));

export function stored(window) {
  return Object.fromEntries(Object.keys(window.sessionStorage).map((key) => [key, window.sessionStorage.getItem(key)]));
}

export const LINE =
  '<output data-saved data-saved-text="Saved {time}" data-saving-text="Saving" data-unsaved-text="Not yet" ' +
  'data-restored-text="Put back" data-ended-text="Signed out" data-conflict-text="Changed">' +
  '<svg><use href="#i-tick"></use></svg><span data-saved-words></span></output>';

export const FORM = `<form method="post" action="/intake/7/save" data-autosave>
  <input type="hidden" name="csrf_token" value="tok"><input type="hidden" name="version" value="1">
  ${LINE}
  <div class="govuk-form-group"><input id="pulse" name="pulse" value=""></div>
  <input type="radio" name="smokes" value="yes"><input type="radio" name="smokes" value="no">
  <input type="checkbox" name="help" value="walk"><input type="checkbox" name="help" value="see">
  <input name="signature" value=""><input type="password" name="pin" value="">
  <button name="action" value="next">Next</button></form>`;

export const words = (window) => window.document.querySelector("[data-saved-words]").textContent;
