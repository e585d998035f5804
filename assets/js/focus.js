// Puts the keyboard where the page speaks first: the error summary, or the red page.

/** Focuses the first error summary or interruption of `page`; links in a summary focus the field itself. */
export function focusWhatMatters(page) {
  const first = page.querySelector(".govuk-error-summary, [data-focus]");
  if (!first) return;
  first.focus();
  first.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    const named = link && page.getElementById(decodeURIComponent(link.getAttribute("href").slice(1)));
    if (!named) return;
    event.preventDefault();
    (named.closest("fieldset, .govuk-form-group") || named).scrollIntoView();
    inputOf(named).focus({ preventScroll: true });
  });
}

/** The field a summary link means: the named element, or the first field inside it. */
export function inputOf(named) {
  if (named.matches("input, select, textarea")) return named;
  return named.querySelector("input:not([type=hidden]), select, textarea") || named;
}
