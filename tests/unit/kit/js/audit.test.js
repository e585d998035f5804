import assert from "node:assert/strict";
import { test } from "node:test";

import { startAudit } from "../../../../assets/js/audit.js";
import { open } from "./page.js";

const question = (name, checked = "") =>
  `<fieldset data-question id="${name}">${["yes", "no", "partly", "na"]
    .map((value) => `<input type="radio" name="${name}" value="${value}"${value === checked ? " checked" : ""}>`)
    .join("")}<textarea name="c_${name}"></textarea></fieldset>`;

const PAGE = `<a href="#before" data-previous>P</a><a href="#after" data-next>N</a>
  <form data-audit>${question("one", "no")}${question("two")}${question("three")}</form>`;

function started(html = PAGE) {
  const window = open(html);
  const page = window.document;
  const audit = startAudit(window);
  const on = () => [...page.querySelectorAll(".is-on")].map((one) => one.id);
  const answers = () => Object.fromEntries([...page.querySelectorAll(":checked")].map((one) => [one.name, one.value]));
  const press = (key, more = {}, where = page.body) => {
    const event = new window.KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more });
    where.dispatchEvent(event);
    return event.defaultPrevented;
  };
  return { window, page, audit, on, answers, press };
}

test("it begins at the first question without an answer", () => {
  assert.deepEqual(started().on(), ["two"]);
});

test("it begins at the first question when all have answers", () => {
  const { on } = started(`<form data-audit>${question("one", "yes")}${question("two", "na")}</form>`);
  assert.deepEqual(on(), ["one"]);
});

test("a digit answers, tells whoever saves, and goes on to the next question", () => {
  const { window, page, on, answers, press } = started();
  const told = [];
  page.querySelector("form").addEventListener("change", (event) => told.push(event.target.name));
  assert.equal(press("3"), true);
  assert.deepEqual(answers(), { one: "no", two: "partly" });
  assert.deepEqual(told, ["two"]);
  assert.deepEqual(on(), ["three"]);
  assert.equal(window.document.activeElement.name, "three", "somebody without eyes hears the next question");
});

test("after the last question it stays there: a digit too many never changes the first answer", () => {
  const { on, answers, press } = started();
  for (const key of ["1", "2", "4"]) press(key);
  assert.deepEqual(on(), ["three"]);
  assert.deepEqual(answers(), { one: "no", two: "yes", three: "na" });
});

test("J and K go round, in capitals too", () => {
  const { on, press } = started();
  const way = ["j", "J", "k", "K", "k"].map((key) => press(key) && on()[0]);
  assert.deepEqual(way, ["three", "one", "three", "two", "one"]);
});

test("N and P follow the links to the records beside; without one nothing happens", () => {
  const { page, press } = started();
  const followed = [];
  page.addEventListener("click", (event) => followed.push(event.target.getAttribute("href")));
  press("n");
  press("p");
  assert.deepEqual(followed, ["#after", "#before"]);
  page.querySelector("[data-next]").remove();
  press("n");
  assert.equal(followed.length, 2);
});

test("nothing is taken from somebody who types, nor from a key that means something else", () => {
  const { page, on, answers, press } = started();
  const comment = page.querySelector("textarea");
  for (const key of ["1", "j", "n"]) assert.equal(press(key, {}, comment), false);
  for (const held of ["ctrlKey", "metaKey", "altKey"]) assert.equal(press("1", { [held]: true }), false);
  for (const key of ["5", "0", "x", "Enter", " "]) assert.equal(press(key), false);
  assert.deepEqual(answers(), { one: "no" });
  assert.deepEqual(on(), ["two"]);
});

test("a digit on an answer already chosen by hand still answers", () => {
  const { page, answers, press } = started();
  const field = page.querySelector("[name=two]");
  field.focus();
  assert.equal(press("2", {}, field), true);
  assert.equal(answers().two, "no");
});

test("whoever enters a question with the mouse or the Tab key answers that one", () => {
  const { window, page, on, answers, press } = started();
  page.querySelector("[name=three]").dispatchEvent(new window.FocusEvent("focusin", { bubbles: true }));
  assert.deepEqual(on(), ["three"]);
  press("1");
  assert.deepEqual(answers(), { one: "no", three: "yes" });
});

test("a page without a checklist is left alone", () => {
  const { audit, press } = started("<p>Nothing to answer</p>");
  assert.equal(audit, null);
  assert.equal(press("1"), false);
});
