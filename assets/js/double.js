// A second click must neither send a form twice on a slow line, nor on a fast one press what the next page has there.
const FREE_AGAIN_MS = 10_000;

/** Takes no notice of the second half of a double click whose first half led to this page: the browser counts on. */
export function guardArrival(page) {
  let begun = false;
  page.addEventListener(
    "click",
    (event) => {
      begun ||= event.detail < 2; // none: pressed by key
      if (begun) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    true,
  );
}

/** Refuses to submit a form of `page` again while the first answer is on its way; `data-again` forms are free. */
export function guardForms(page) {
  page.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !isGuarded(form)) return;
    if (form.dataset.sent === "1") return event.preventDefault();
    form.dataset.sent = "1";
    mark(form, true);
    // The answer may be a file, or never come: the person must be able to try again.
    setTimeout(() => free(form), FREE_AGAIN_MS);
  });
  page.defaultView.addEventListener("pageshow", () => {
    for (const form of page.querySelectorAll('form[data-sent="1"]')) free(form);
  });
}

function isGuarded(form) {
  const posts = form.getAttribute("method")?.toLowerCase() === "post";
  return posts && !("again" in form.dataset) && !form.hasAttribute("target");
}

function free(form) {
  delete form.dataset.sent;
  mark(form, false);
}

/** Not "disabled": a disabled button loses focus and its value would not be sent. */
function mark(form, busy) {
  for (const button of form.querySelectorAll("button[type=submit], button:not([type])")) {
    if (busy) button.setAttribute("aria-disabled", "true");
    else button.removeAttribute("aria-disabled");
  }
}
