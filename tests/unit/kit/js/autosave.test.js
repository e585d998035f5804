import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { startAutosave } from "../../../../assets/js/autosave.js";
import { FORM, json, offline, open, redirected, send, settle, stored, type, wait, words } from "./page.js";

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"], now: Date.parse("2026-03-11T10:32:00Z") });
});

test("an answer is sent once, a moment after the last key", async () => {
  const window = open(FORM);
  startAutosave(window);
  type(window, "pulse", "7");
  await wait(500);
  type(window, "pulse", "72");
  await wait(799);
  assert.equal(window.sent.length, 0);
  await wait(1);
  assert.equal(window.sent.length, 1);
  const { url, method, headers, fields } = window.sent[0];
  assert.equal(url, "https://clinic.example/intake/7/save");
  assert.equal(method, "POST");
  assert.equal(headers["X-Requested-With"], "fetch");
  assert.equal(headers["X-CSRFToken"], "tok");
  assert.equal(fields.get("autosave"), "1");
  assert.equal(fields.get("pulse"), "72");
  assert.equal(fields.get("version"), "1");
  assert.equal(words(window), "Saved 14:31:07");
  assert.equal(window.document.querySelector("[name=version]").value, "2");
  assert.deepEqual(stored(window), {}, "nothing stays in the browser once it is stored");
});

test("a signature and a password are neither sent nor kept", async () => {
  const window = open(FORM);
  window.answers.push(offline());
  startAutosave(window);
  type(window, "signature", "my-secret");
  type(window, "pin", "my-secret");
  await wait(800);
  assert.equal(window.sent.length, 0, "typing a secret alone saves nothing");
  type(window, "pulse", "72");
  await wait(800);
  assert.ok(!String(window.sent[0].body).includes("my-secret"));
  assert.ok(!JSON.stringify(stored(window)).includes("my-secret"));
});

test("without a network the answers stay in the tab and are tried again every ten seconds", async () => {
  const window = open(FORM);
  window.answers.push(offline(), json({}, 503));
  startAutosave(window);
  type(window, "pulse", "72");
  await wait(800);
  assert.equal(words(window), "Not yet");
  assert.deepEqual(Object.keys(stored(window)), ["answers:/intake/7/save"]);
  await wait(10_000);
  assert.equal(window.sent.length, 2);
  assert.equal(words(window), "Not yet");
  await wait(10_000);
  assert.equal(window.sent.length, 3);
  assert.equal(words(window), "Saved 14:31:07");
  assert.deepEqual(stored(window), {});
});

test("a later page puts the answers back, says so and sends them", async () => {
  const first = open(FORM);
  first.answers.push(offline());
  startAutosave(first);
  type(first, "pulse", "72");
  first.document.querySelector("[value=no]").checked = true;
  first.document.querySelector("[value=see]").checked = true;
  await wait(800);
  const second = open(FORM, { storage: stored(first) });
  startAutosave(second);
  assert.equal(second.document.querySelector("[name=pulse]").value, "72");
  assert.equal(second.document.querySelector("[value=no]").checked, true);
  assert.equal(second.document.querySelector("[value=yes]").checked, false);
  assert.equal(second.document.querySelector("[value=see]").checked, true);
  assert.equal(words(second), "Put back");
  await wait(800);
  assert.equal(second.sent[0].fields.get("pulse"), "72");
  assert.deepEqual(stored(second), {});
});

test("a form that moved on keeps what it shows; only its blanks are filled", async () => {
  const first = open(FORM);
  first.answers.push(offline());
  startAutosave(first);
  type(first, "pulse", "72");
  first.document.querySelector("[value=no]").checked = true;
  await wait(800);
  const newer = FORM.replace('name="version" value="1"', 'name="version" value="5"').replace('name="pulse" value=""', 'name="pulse" value="80"');
  const second = open(newer, { storage: stored(first) });
  startAutosave(second);
  assert.equal(second.document.querySelector("[name=pulse]").value, "80");
  assert.equal(second.document.querySelector("[value=no]").checked, true);
});

test("somebody else who signs in never gets the answers", async () => {
  const first = open(FORM);
  first.answers.push(offline());
  startAutosave(first);
  type(first, "pulse", "72");
  await wait(800);
  const second = open(FORM, { storage: stored(first) });
  second.document.querySelector("meta[name=user]").setAttribute("content", "u-2");
  startAutosave(second);
  assert.equal(second.document.querySelector("[name=pulse]").value, "");
  assert.deepEqual(stored(second), {});
});

test("answers older than a shift are not put back", async () => {
  const first = open(FORM);
  first.answers.push(offline());
  startAutosave(first);
  type(first, "pulse", "72");
  await wait(800);
  mock.timers.setTime(Date.parse("2026-03-11T23:32:00Z"));
  const second = open(FORM, { storage: stored(first) });
  startAutosave(second);
  assert.equal(second.document.querySelector("[name=pulse]").value, "");
});

for (const [name, answer] of [["a redirect", redirected], ["401", () => json({}, 401)], ["403", () => json({}, 403)]]) {
  test(`${name} means signed out: the answers stay, and nothing more is sent`, async () => {
    const window = open(FORM);
    window.answers.push(answer);
    startAutosave(window);
    type(window, "pulse", "72");
    await wait(800);
    assert.equal(words(window), "Signed out");
    type(window, "pulse", "74");
    await wait(60_000);
    assert.equal(window.sent.length, 1);
    assert.match(stored(window)["answers:/intake/7/save"], /"74"/);
  });
}

test("a conflict is said in the server's words and overwrites nothing", async () => {
  const window = open(FORM);
  window.answers.push(json({ conflict: true, message: "Changed by R. Quliyev at 14:30" }, 409));
  startAutosave(window);
  type(window, "pulse", "72");
  await wait(60_000);
  assert.equal(words(window), "Changed by R. Quliyev at 14:30");
  assert.equal(window.document.querySelector("[data-saved]").getAttribute("aria-live"), "polite");
  assert.equal(window.sent.length, 1);
});

test("what is wrong is said at a field once it was answered and left, not before", async () => {
  const window = open(FORM.replace('name="signature"', 'name="temperature" id="temperature"'));
  const errors = { pulse: ["Between 20 and 300"], temperature: ["Missing"] };
  window.answers.push(json({ saved: "14:31:07", version: 2, errors }), json({ saved: "14:31:09", version: 3, errors: {} }));
  startAutosave(window);
  type(window, "pulse", "7");
  await wait(800);
  const said = () => [...window.document.querySelectorAll(".govuk-error-message")].map((one) => one.textContent);
  assert.deepEqual(said(), ["Between 20 and 300"]);
  type(window, "pulse", "70");
  await wait(800);
  assert.deepEqual(said(), []);
});

test("an answer given while the last one is on its way goes after it, with the new version", async () => {
  const window = open(FORM);
  let arrive;
  window.answers.push(() => new Promise((done) => (arrive = () => done(json({ saved: "14:31:07", version: 2, errors: {} })))));
  startAutosave(window);
  type(window, "pulse", "72");
  await wait(800);
  type(window, "pulse", "73");
  await wait(800);
  assert.equal(window.sent.length, 1);
  arrive();
  await settle();
  assert.equal(window.sent.length, 2);
  assert.equal(window.sent[1].fields.get("version"), "2");
  assert.equal(window.sent[1].fields.get("pulse"), "73");
});

test("sending the page waits for the draft on its way, so that its version is the new one", async () => {
  const window = open(FORM);
  let arrive;
  window.answers.push(() => new Promise((done) => (arrive = () => done(json({ saved: "14:31:07", version: 2, errors: {} })))));
  startAutosave(window);
  const form = window.document.querySelector("form");
  const asked = [];
  form.requestSubmit = (button) => asked.push([button?.value, form.elements.namedItem("version").value]);
  type(window, "pulse", "72");
  await wait(800);
  const button = window.document.querySelector("button");
  const event = new window.Event("submit", { bubbles: true, cancelable: true });
  event.submitter = button;
  form.dispatchEvent(event);
  assert.equal(event.defaultPrevented, true);
  arrive();
  await settle();
  assert.deepEqual(asked, [["next", "2"]]);
});

test("a page that was sent and answered leaves nothing; one that failed is put back", async () => {
  const first = open(FORM);
  startAutosave(first);
  type(first, "pulse", "72");
  send(first);
  const kept = stored(first);
  assert.match(kept["answers:/intake/7/save"], /"72"/);

  const arrived = open("<p>Next page</p>", { storage: kept, from: first.location.href });
  startAutosave(arrived);
  assert.deepEqual(stored(arrived), {});

  const failed = open("<p data-kept hidden>Kept</p>", { storage: kept, from: first.location.href });
  startAutosave(failed);
  assert.equal(failed.document.querySelector("[data-kept]").hidden, false);
  const again = open(FORM, { storage: stored(failed), from: failed.location.href });
  startAutosave(again);
  assert.equal(again.document.querySelector("[name=pulse]").value, "72");
});

test("after a page that was not ours nobody knows whether it arrived, so the answers stay", async () => {
  const first = open(FORM);
  startAutosave(first);
  type(first, "pulse", "72");
  send(first);
  const elsewhere = open("<p>Worklist</p>", { storage: stored(first), url: "https://clinic.example/worklist" });
  startAutosave(elsewhere);
  const again = open(FORM, { storage: stored(elsewhere), from: elsewhere.location.href });
  startAutosave(again);
  assert.equal(again.document.querySelector("[name=pulse]").value, "72");
});

test("after a reload in the middle of saving the page looks once more instead of sending an old version", async () => {
  const first = open(FORM);
  startAutosave(first);
  type(first, "pulse", "72");
  first.dispatchEvent(new first.Event("pagehide"));
  const kept = stored(first);
  await settle();

  const drawnTooEarly = open(FORM, { storage: kept });
  let reloads = 0;
  drawnTooEarly.location.reload = () => (reloads += 1);
  startAutosave(drawnTooEarly);
  await wait(800);
  assert.equal(reloads, 1);
  assert.equal(drawnTooEarly.sent.length, 0);

  const drawnInTime = open(FORM.replace('value="1"', 'value="2"').replace('name="pulse" value=""', 'name="pulse" value="72"'), {
    storage: stored(drawnTooEarly),
  });
  startAutosave(drawnInTime);
  await wait(800);
  assert.equal(drawnInTime.sent.length, 0);
  assert.deepEqual(stored(drawnInTime), {});

  const lost = open(FORM, { storage: stored(drawnTooEarly) });
  startAutosave(lost);
  await wait(800);
  assert.equal(lost.sent[0].fields.get("pulse"), "72", "a second look that shows nothing new means it never arrived");
});

test("the sign-in page keeps what was on its way for the person who comes back", async () => {
  const first = open(FORM);
  startAutosave(first);
  type(first, "pulse", "72");
  first.document.querySelector("form").dispatchEvent(new first.Event("submit", { bubbles: true, cancelable: true }));
  const signIn = open('<form method="post"><input name="username"><input type="password" name="password"></form>', { storage: stored(first) });
  signIn.document.querySelector("meta[name=user]").remove();
  startAutosave(signIn);
  const home = open("<p>Worklist</p>", { storage: stored(signIn) });
  startAutosave(home);
  const again = open(FORM, { storage: stored(home) });
  startAutosave(again);
  assert.equal(again.document.querySelector("[name=pulse]").value, "72");
});

test("an ordinary form is kept until it arrives; hidden fields and a sign-in form are not", async () => {
  const ORDINARY = '<form method="post" action="/people/admit"><input type="hidden" name="nonce" value="n1"><input name="surname"></form>';
  const first = open(ORDINARY);
  startAutosave(first);
  type(first, "surname", "Kərimli");
  first.document.querySelector("form").dispatchEvent(new first.Event("submit", { bubbles: true, cancelable: true }));
  assert.ok(!JSON.stringify(stored(first)).includes("n1"));
  const failed = open("<p data-kept hidden></p>", { storage: stored(first) });
  startAutosave(failed);
  const again = open(ORDINARY, { storage: stored(failed) });
  startAutosave(again);
  assert.equal(again.document.querySelector("[name=surname]").value, "Kərimli");

  const signIn = open('<form method="post"><input name="username"><input type="password" name="password"></form>');
  startAutosave(signIn);
  type(signIn, "username", "feldsher");
  signIn.document.querySelector("form").dispatchEvent(new signIn.Event("submit", { bubbles: true, cancelable: true }));
  assert.deepEqual(stored(signIn), {});
});

test("leaving the page sends what is dirty in a request that outlives it", async () => {
  const window = open(FORM);
  startAutosave(window);
  type(window, "pulse", "72");
  window.dispatchEvent(new window.Event("pagehide"));
  await settle();
  assert.equal(window.sent.length, 1);
  assert.equal(window.sent[0].keepalive, true);
});

test("a link waits for the draft", async () => {
  const window = open(`${FORM}<a href="/worklist">Worklist</a>`);
  startAutosave(window);
  type(window, "pulse", "72");
  const click = new window.MouseEvent("click", { bubbles: true, cancelable: true, button: 0 });
  window.document.querySelector("a").dispatchEvent(click);
  assert.equal(click.defaultPrevented, true);
  await settle();
  assert.equal(window.sent.length, 1);
  assert.equal(words(window), "Saved 14:31:07");
});

test("an answer that means danger is interrupted at once, and a button pressed meanwhile tells nobody it was told", async () => {
  const window = open(FORM.replace("/intake/7/save", "/intake/7/save?told=1"));
  const went = [];
  window.location.assign = (address) => went.push(address);
  window.answers.push(json({ saved: "14:31:07", version: 2, errors: {}, interrupt: "/intake/7/danger" }));
  startAutosave(window);
  type(window, "pulse", "7");
  await wait(800);
  assert.deepEqual(went, ["/intake/7/danger"]);
  assert.equal(window.document.querySelector("form").getAttribute("action"), "/intake/7/save");
  assert.deepEqual(stored(window), {});
});

test("what follows from the answers is put in each of its places, and nowhere else", async () => {
  const places = '<section data-derived><output>–</output></section><span data-derived="points-pulse">–</span></form>';
  const window = open(FORM.replace("</form>", places));
  const fragment =
    '<section data-derived><output>2</output></section><span data-derived="points-pulse">2</span><span data-derived="points-spo2">0</span>';
  window.answers.push(json({ saved: "14:31:07", version: 2, errors: {}, fragment }));
  startAutosave(window);
  type(window, "pulse", "120");
  await wait(800);
  const shown = [...window.document.querySelectorAll("[data-derived]")].map((place) => place.textContent);
  assert.deepEqual(shown, ["2", "2"]);
});
