// Shows what an answer asks for and hides the rest. Without this file everything is visible; what is hidden
// keeps its values, and the server decides what they mean.

/** The values chosen or typed for `name` in `form`. */
export function valuesOf(form, name) {
  return [...form.elements]
    .filter((field) => field.name === name)
    .flatMap((field) => {
      if (["checkbox", "radio"].includes(field.type)) return field.checked ? [field.value] : [];
      return field.value === "" ? [] : [field.value];
    });
}

/** Whether `condition` ("field=a,b"; several joined by ";" must all hold; "field=*" means any answer) holds. */
export function holds(form, condition) {
  return condition.split(";").every((part) => {
    const [name, wanted = "*"] = part.split("=").map((text) => text.trim());
    const values = valuesOf(form, name);
    if (wanted === "*") return values.length > 0;
    return wanted.split(",").some((value) => values.includes(value.trim()));
  });
}

/** Starts conditional parts (`data-when`) and four-way answers (`data-four`) of `page`. */
export function startReveal(page) {
  startReveal.refresh(page);
  const again = (event) => {
    const form = event.target.form ?? event.target.closest?.("form");
    if (form) update(form);
  };
  page.addEventListener("change", again);
  page.addEventListener("input", again);
  page.addEventListener("keydown", choose);
}

/** Looks again at every form, after fields were filled by something else than a person. */
startReveal.refresh = (page) => {
  for (const form of page.querySelectorAll("form")) update(form);
};

function update(form) {
  for (const part of form.querySelectorAll("[data-when]")) part.hidden = !holds(form, part.dataset.when);
  for (const four of form.querySelectorAll("[data-four]")) {
    const [chosen = ""] = valuesOf(form, four.id);
    for (const more of four.querySelectorAll(".app-four__more")) {
      more.hidden = !chosen || !more.classList.contains(`app-four__more--${chosen}`);
    }
  }
}

/** Digits choose in a four-way answer; Delete takes the answer back, because "no answer" is an answer too. */
function choose(event) {
  const four = event.target.closest?.("[data-four]");
  if (!four || event.target.type !== "radio" || event.altKey || event.ctrlKey || event.metaKey) return;
  const radios = [...four.querySelectorAll(".app-four__o input[type=radio]")];
  const picked = radios[Number(event.key) - 1];
  if (event.key !== "Delete" && event.key !== "Backspace" && !picked) return;
  event.preventDefault();
  for (const radio of radios) radio.checked = radio === picked;
  picked?.focus();
  const Event = four.ownerDocument.defaultView.Event;
  (picked ?? event.target).dispatchEvent(new Event("change", { bubbles: true }));
}
