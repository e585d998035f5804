// A second click on a slow line must not send a form twice.
const FREE_AGAIN_MS = 10_000;

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
