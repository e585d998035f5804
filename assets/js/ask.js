// One question on a page: a digit chooses the answer that carries it. Enter goes on, as in every form.

/** Listens for digits while no text field has the focus. */
export function startAsk(document) {
  const form = document.querySelector("form[data-ask]");
  if (!form) return;
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || isTyping(event.target)) return;
    const chosen = /^[0-9]$/.test(event.key) ? form.querySelector(`input[data-key="${event.key}"]`) : null;
    if (!chosen) return;
    event.preventDefault();
    chosen.checked = true;
    chosen.focus();
  });
}

function isTyping(target) {
  const name = target?.tagName;
  if (name === "TEXTAREA" || name === "SELECT") return true;
  return name === "INPUT" && !["radio", "checkbox", "button", "submit"].includes(target.type);
}
