import assert from "node:assert/strict";
import { test } from "node:test";

import { Watch } from "../../../../assets/js/watch.js";
import { open, stored } from "./page.js";

const BOX =
  '<div data-looks data-waiting-text="Waits" data-sent-text="Sent" data-ended-text="Ended" data-others-text="{count}" hidden>' +
  "<p data-looks-said></p><ul></ul></div>";

/** A page of the watch; `arrived`: milliseconds from its beginning to the answer the page before had last. */
function start(arrived, html = BOX) {
  const window = open(html);
  window.sessionStorage.setItem("looks-arrived", String(window.performance.timeOrigin + arrived));
  window.drawn = 0;
  const location = { reload: () => (window.drawn += 1), assign: () => {} };
  new Watch(new Proxy(window, { get: (from, name) => (name === "location" ? location : from[name]) }));
  return window;
}

test("a sheet that was on its way while a look arrived is drawn anew, and once", () => {
  const window = start(250);
  assert.equal(window.drawn, 1);
  assert.deepEqual(stored(window), {});
});

test("a look that arrived before the sheet was asked for stands on it", () => {
  assert.equal(start(-250).drawn, 0);
});

test("a page without a sheet leaves it to the sheet", () => {
  assert.equal(start(250, "<p></p>").drawn, 0);
});
