// A page that answers a form in its place stands in the history as that sending: whoever goes back to it is asked by
// the browser whether to send again and sees nothing (ERR_CACHE_MISS). Here it gets the address where its form is
// opened; keep.js brings back what was typed.
import { meta } from "./post.js";

const SEARCH = "form[data-asks] input[type=search]";

/** Gives the page of `window` the address of data-open-at. What was searched for stays beside it in the history. */
export function giveAddress(window) {
  const page = window.document;
  const { openAt } = page.body.dataset;
  const asked = page.querySelector(SEARCH)?.value;
  if (openAt) window.history.replaceState(asked ? { asked, owner: meta(page, "user") } : null, "", openAt);
}

/** Searches again where a search is opened through the history, for whoever searched then. */
export function askAgain(window) {
  const page = window.document;
  const { asked, owner } = window.history.state ?? {};
  const field = page.querySelector(SEARCH);
  if (!asked || !field || page.body.dataset.openAt || owner !== meta(page, "user")) return;
  field.value = asked;
  // Before the page is loaded: its place in the history is taken, not the next one.
  field.form.requestSubmit();
}
