import assert from "node:assert/strict";
import { test } from "node:test";

import { startAsk } from "../../../../assets/js/ask.js";
import { open } from "./page.js";

const FORM = `<form data-ask>
  <fieldset>
    <input type="radio" id="a1" name="a" value="0" data-key="0">
    <input type="radio" id="a2" name="a" value="3" data-key="3">
    <input type="radio" id="a3" name="a" value="declined" data-key="4">
  </fieldset>
  <input type="text" name="why">
</form>`;

function press(window, key, target = window.document.body, more = {}) {
  const event = new window.KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more });
  target.dispatchEvent(event);
  return event;
}

function chosen(window) {
  return window.document.querySelector("input:checked")?.value;
}

test("a digit chooses the answer that carries it, and nothing goes on by itself", () => {
  const window = open(FORM);
  startAsk(window.document);
  assert.equal(press(window, "3").defaultPrevented, true);
  assert.equal(chosen(window), "3");
  press(window, "4");
  assert.equal(chosen(window), "declined");
});

test("other keys, shortcuts and digits typed into a field choose nothing", () => {
  const window = open(FORM);
  startAsk(window.document);
  press(window, "7");
  press(window, "a");
  press(window, "3", window.document.body, { ctrlKey: true });
  press(window, "3", window.document.querySelector("[name=why]"));
  assert.equal(chosen(window), undefined);
});

test("a page without a question is left alone", () => {
  const window = open("<form></form>");
  startAsk(window.document);
  assert.equal(press(window, "3").defaultPrevented, false);
});
