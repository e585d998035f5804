// Posting from a script: same origin, with the token, and never following a redirect to the sign-in page.

/** Fired on the document after every answer that proves the session is alive. */
export const CONTACT = "app:contact";

/** Where `form` goes. Not `form.action`: a field may have that name. */
export function target(form) {
  const here = form.ownerDocument.defaultView.location.href;
  return new URL(form.getAttribute("action") || here, here).href;
}

/** The content of `<meta name="...">`, or null. */
export function meta(page, name) {
  return page.querySelector(`meta[name="${name}"]`)?.getAttribute("content") ?? null;
}

/** The token of `form`, or of the page. */
export function token(page, form = null) {
  return form?.querySelector('input[name="csrf_token"]')?.value ?? meta(page, "csrf-token") ?? "";
}

/**
 * Posts `fields` (pairs of name and value) and returns the Response. A redirect comes back as type
 * "opaqueredirect": for a signed-out browser that is the sign-in page. Rejects when there is no network.
 */
export async function post(window, url, fields, { form = null, keepalive = false } = {}) {
  const page = window.document;
  const response = await window.fetch(url, {
    method: "POST",
    body: new URLSearchParams(fields),
    headers: { "X-Requested-With": "fetch", "X-CSRFToken": token(page, form), Accept: "application/json, text/html" },
    credentials: "same-origin",
    redirect: "manual",
    keepalive,
  });
  if (response.ok) page.dispatchEvent(new window.CustomEvent(CONTACT));
  return response;
}
