import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { guardArrival, guardForms } from "../../../../assets/js/double.js";
import { focusWhatMatters } from "../../../../assets/js/focus.js";
import { startLookalike } from "../../../../assets/js/lookalike.js";
import { holds, startReveal } from "../../../../assets/js/reveal.js";
import { startTypeahead } from "../../../../assets/js/typeahead.js";
import { json, offline, open, settle, type } from "./page.js";

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"], now: Date.parse("2026-03-11T10:32:00Z") });
});

async function wait(ms) {
  mock.timers.tick(ms);
  await settle();
}

const press = (window, field, key) => {
  const event = new window.KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
  field.dispatchEvent(event);
  return event;
};

test("the error summary has the focus, and its links go to the fields", () => {
  const window = open(
    '<div class="govuk-error-summary" tabindex="-1"><a href="#med">Choose</a><a href="#pulse">Pulse</a></div>' +
      '<div id="med"><input type="hidden" name="x"><input type="radio" id="med-yes"></div><input id="pulse">',
  );
  const page = window.document;
  focusWhatMatters(page);
  assert.equal(page.activeElement.className, "govuk-error-summary");
  page.querySelector('[href="#med"]').click();
  assert.equal(page.activeElement.id, "med-yes");
  page.querySelector('[href="#pulse"]').click();
  assert.equal(page.activeElement.id, "pulse");
});

test("a page without errors keeps the focus where it is; the red page takes it", () => {
  const plain = open('<input id="a">');
  focusWhatMatters(plain.document);
  assert.equal(plain.document.activeElement, plain.document.body);
  const red = open('<section tabindex="-1" data-focus>Stay with the person</section>');
  focusWhatMatters(red.document);
  assert.equal(red.document.activeElement.tagName, "SECTION");
});

const FOUR = `<form><div class="app-four" id="med" data-four>
  <div class="app-four__o"><input type="radio" name="med" value="yes"><input type="radio" name="med" value="no">
  <input type="radio" name="med" value="refused"></div>
  <div class="app-four__more app-four__more--yes" id="more">Which?</div>
  <div class="app-four__more app-four__more--not_asked app-four__more--refused" id="why">Why?</div></div>
  <div data-when="med=yes,refused" id="either">either</div><div data-when="med=yes;dose=*" id="both"></div>
  <input name="dose" value=""></form>`;

test("an answer opens what it asks for and nothing else", () => {
  const window = open(FOUR);
  const page = window.document;
  const shown = () => ["more", "why", "either", "both"].filter((id) => !page.getElementById(id).hidden);
  startReveal(page);
  assert.deepEqual(shown(), []);
  const pick = (value) => {
    const radio = page.querySelector(`[value=${value}]`);
    radio.checked = true;
    radio.dispatchEvent(new window.Event("change", { bubbles: true }));
  };
  pick("yes");
  assert.deepEqual(shown(), ["more", "either"]);
  type(window, "dose", "5 mg");
  assert.deepEqual(shown(), ["more", "either", "both"]);
  pick("refused");
  assert.deepEqual(shown(), ["why", "either"]);
  pick("no");
  assert.deepEqual(shown(), []);
  assert.equal(page.querySelector("[name=dose]").value, "5 mg", "what is hidden is not lost");
});

test("digits choose, Delete takes the answer back, other keys are left alone", () => {
  const window = open(FOUR);
  const page = window.document;
  startReveal(page);
  const [yes, , refused] = page.querySelectorAll("[type=radio]");
  assert.equal(press(window, yes, "3").defaultPrevented, true);
  assert.equal(refused.checked, true);
  assert.equal(page.getElementById("why").hidden, false);
  press(window, refused, "Delete");
  assert.equal(page.querySelectorAll(":checked").length, 0);
  assert.equal(page.getElementById("why").hidden, true);
  assert.equal(press(window, yes, "9").defaultPrevented, false);
  assert.equal(press(window, page.querySelector("[name=dose]"), "1").defaultPrevented, false);
});

test("conditions read checkboxes, selects and text", () => {
  const window = open('<form><input type="checkbox" name="c" value="a" checked><select name="s"><option value="">-</option><option value="x" selected>x</option></select><input name="t" value=""></form>');
  const form = window.document.querySelector("form");
  assert.equal(holds(form, "c=a"), true);
  assert.equal(holds(form, "c=b"), false);
  assert.equal(holds(form, "s=x , y"), true);
  assert.equal(holds(form, "t=*"), false);
  assert.equal(holds(form, "c=a; t=*"), false);
});

const FIELD = '<form><label for="icd">Diagnosis</label><input id="icd" name="icd" data-typeahead="/icd"></form>';
const ICD = [{ value: "E11.9", text: "E11.9 Type 2 diabetes" }, { value: "E10.9", text: "E10.9 Type 1 <b>diabetes</b>" }];

async function suggest(html = FIELD) {
  const window = open(html);
  window.document.body.dataset.foundText = "{count} found";
  window.document.body.dataset.noneText = "none";
  window.answers.push(json(ICD));
  startTypeahead(window);
  const input = window.document.getElementById("icd");
  input.focus();
  type(window, "icd", "diab");
  await wait(200);
  return { window, input, list: window.document.querySelector("[role=listbox]") };
}

test("suggestions are a combobox a keyboard and a screen reader can use", async () => {
  const { window, input, list } = await suggest();
  assert.equal(window.sent[0].url, "https://clinic.example/icd?q=diab");
  assert.equal(input.getAttribute("role"), "combobox");
  assert.equal(input.getAttribute("aria-expanded"), "true");
  assert.equal(input.getAttribute("aria-controls"), list.id);
  assert.equal(list.getAttribute("aria-label"), "Diagnosis");
  assert.equal(window.document.querySelector("[role=status]").textContent, "2 found");
  assert.equal(list.querySelector("b"), null, "a suggestion is text");
  press(window, input, "ArrowUp");
  assert.equal(input.getAttribute("aria-activedescendant"), list.children[1].id);
  press(window, input, "ArrowDown");
  assert.equal(list.children[0].getAttribute("aria-selected"), "true");
  assert.equal(press(window, input, "Enter").defaultPrevented, true);
  assert.equal(input.value, "E11.9");
  assert.equal(list.hidden, true);
  assert.equal(press(window, input, "Enter").defaultPrevented, false, "a second Enter sends the form");
});

test("Escape closes, and what was typed stays", async () => {
  const { window, input, list } = await suggest();
  press(window, input, "Escape");
  assert.equal(list.hidden, true);
  assert.equal(input.value, "diab");
});

test("a choice with the mouse can go to a hidden field, and typing on takes it away", async () => {
  const { window, input, list } = await suggest(FIELD.replace('data-typeahead="/icd"', 'data-typeahead="/icd" data-typeahead-into="code"').replace("</form>", '<input type="hidden" name="code"></form>'));
  list.children[1].dispatchEvent(new window.MouseEvent("mousedown", { bubbles: true, cancelable: true }));
  const code = window.document.querySelector("[name=code]");
  assert.equal(input.value, "E10.9 Type 1 <b>diabetes</b>");
  assert.equal(code.value, "E10.9");
  type(window, "icd", "x");
  assert.equal(code.value, "");
});

test("that nothing was found is seen, and goes away with the list; without an answer nothing is said", async () => {
  const { window, input, list } = await suggest();
  const told = window.document.querySelector("[role=status]");
  assert.equal(told.className, "govuk-visually-hidden");
  window.answers.push(json([]));
  type(window, "icd", "zzzz");
  await wait(200);
  assert.deepEqual([told.textContent, told.className, list.hidden], ["none", "app-type__none", true]);
  input.dispatchEvent(new window.Event("blur"));
  assert.deepEqual([told.textContent, told.className], ["", "govuk-visually-hidden"]);
  input.focus();
  window.answers.push(offline());
  type(window, "icd", "zzz");
  await wait(200);
  assert.equal(told.textContent, "");
});

test("an old answer never replaces a newer one, and no network is no error", async () => {
  const window = open(FIELD);
  startTypeahead(window);
  const input = window.document.getElementById("icd");
  input.focus();
  let late;
  window.answers.push(() => new Promise((done) => (late = () => done(json(ICD)))), json([ICD[0]]), offline());
  type(window, "icd", "di");
  await wait(200);
  type(window, "icd", "dia");
  await wait(200);
  late();
  await settle();
  const list = window.document.querySelector("[role=listbox]");
  assert.equal(list.children.length, 1);
  type(window, "icd", "diab");
  await wait(200);
  assert.equal(list.hidden, true);
});

test("one letter asks nothing", async () => {
  const window = open(FIELD);
  startTypeahead(window);
  type(window, "icd", "d");
  await wait(1000);
  assert.equal(window.sent.length, 0);
});

test("a second click does not send a form twice; after a while it may", async () => {
  const window = open('<form method="post"><button type="submit">Sign</button></form>');
  const form = window.document.querySelector("form");
  guardForms(window.document);
  const submit = () => {
    const event = new window.Event("submit", { bubbles: true, cancelable: true });
    form.dispatchEvent(event);
    return !event.defaultPrevented;
  };
  assert.deepEqual([submit(), submit()], [true, false]);
  assert.equal(form.querySelector("button").getAttribute("aria-disabled"), "true");
  await wait(10_000);
  assert.equal(submit(), true);
  window.dispatchEvent(new window.Event("pageshow"));
  assert.equal(submit(), true, "a page from the browser's memory is free");
});

/** Whether a click does anything that is the first, second, ... of several at a place; 0: pressed by key. */
function click(window, detail) {
  const event = new window.MouseEvent("click", { bubbles: true, cancelable: true, detail });
  window.document.querySelector("button").dispatchEvent(event);
  return !event.defaultPrevented;
}

test("the second half of a double click presses nothing on the page its first half led to", () => {
  const window = open("<button>Sign</button>");
  guardArrival(window.document);
  const heard = [];
  window.document.addEventListener("click", () => heard.push("click"), true);
  assert.deepEqual([click(window, 2), click(window, 3)], [false, false]);
  assert.deepEqual(heard, [], "no other part of the page hears of it");
  assert.deepEqual([click(window, 1), click(window, 2)], [true, true], "one that begins here is the page's own");
});

test("what is pressed by key is meant, and what follows it", () => {
  const window = open("<button>Sign</button>");
  guardArrival(window.document);
  assert.deepEqual([click(window, 0), click(window, 2)], [true, true]);
});

test("a search and a download may be sent again at once", () => {
  const window = open('<form method="get"></form><form method="post" data-again></form>');
  guardForms(window.document);
  for (const form of window.document.querySelectorAll("form")) {
    for (let time = 0; time < 2; time += 1) {
      const event = new window.Event("submit", { bubbles: true, cancelable: true });
      form.dispatchEvent(event);
      assert.equal(event.defaultPrevented, false);
    }
  }
});

const BOX = '<form method="post"><input name="surname"><input name="note"><input type="password" name="pin"><div data-lookalike="/people/lookalike" data-lookalike-fields="surname"></div></form>';

test("names travel in the body, never in the address", async () => {
  const window = open(BOX);
  window.answers.push(new Response("<p>Kərimli Rauf, 1991</p>"));
  startLookalike(window);
  type(window, "surname", "Kərimli");
  await wait(500);
  const [{ url, method, headers, fields }] = window.sent;
  assert.equal(url, "/people/lookalike");
  assert.equal(method, "POST");
  assert.equal(headers["X-CSRFToken"], "tok");
  assert.deepEqual([...fields], [["surname", "Kərimli"]]);
  assert.equal(window.document.querySelector("[data-lookalike]").innerHTML, "<p>Kərimli Rauf, 1991</p>");
  type(window, "note", "x");
  type(window, "surname", "Kərimli");
  await wait(1000);
  assert.equal(window.sent.length, 1, "nothing changed that matters");
});

test("an answer that failed empties the box; no network leaves it", async () => {
  const window = open(BOX);
  startLookalike(window);
  window.answers.push(new Response("<p>one</p>"), offline(), new Response("no", { status: 500 }));
  const box = window.document.querySelector("[data-lookalike]");
  type(window, "surname", "K");
  await wait(500);
  type(window, "surname", "Kə");
  await wait(500);
  assert.equal(box.textContent, "one");
  type(window, "surname", "Kər");
  await wait(500);
  assert.equal(box.textContent, "");
});
