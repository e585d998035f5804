// A second click must neither send a form twice on a slow line, nor on a fast one press what the next page has there.
const FREE_AGAIN_MS = 10_000;
// The slowest double click of the usual systems, and how far a hand moves in it.
const DOUBLE_MS = 500;
const NEAR_PX = 12;
const LAST = "last-click";

/** Takes no notice of the second half of a double click whose first half led to this page. */
export function guardArrival(window) {
  const { document: page, sessionStorage: storage } = window;
  let led = lastClick(storage);
  // Whoever typed something here means what they press next.
  for (const kind of ["keydown", "input"]) page.addEventListener(kind, () => (led = null), true);
  page.addEventListener(
    "click",
    (event) => {
      if (!event.detail) return; // pressed by key
      const { clientX: x, clientY: y } = event;
      if (led && Date.now() - led.at < DOUBLE_MS && Math.hypot(x - led.x, y - led.y) < NEAR_PX) {
        event.preventDefault();
        event.stopImmediatePropagation();
        return;
      }
      led = null;
      remember(storage, { at: Date.now(), x, y });
    },
    true,
  );
}

function lastClick(storage) {
  try {
    return JSON.parse(storage.getItem(LAST));
  } catch {
    return null;
  }
}

function remember(storage, click) {
  try {
    storage.setItem(LAST, JSON.stringify(click));
  } catch {
    // A full or forbidden storage must not keep anybody from working.
  }
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
