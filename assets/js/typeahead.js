// Suggestions under a field (`data-typeahead="URL"`), as the combobox of the ARIA practices. The field stays a
// plain one: what is typed is sent whether or not anything was chosen.
const PAUSE_MS = 200;
const SHORTEST = 2;
// What is told is heard; that nothing was found is seen too, or it looks like a line that is slow.
const HEARD = "govuk-visually-hidden";
const SEEN = "app-type__none";

let count = 0;

export class Typeahead {
  constructor(window, input) {
    this.window = window;
    this.page = window.document;
    this.input = input;
    this.items = [];
    this.active = -1;
    this.asked = 0;
    this.timer = null;
    this.build();
    input.addEventListener("input", () => this.typed());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => this.close());
  }

  build() {
    const id = `${this.input.id || "typeahead"}-list-${++count}`;
    this.list = this.page.createElement("ul");
    Object.assign(this.list, { id, className: "app-type__list", hidden: true });
    this.list.setAttribute("role", "listbox");
    const label = this.page.querySelector(`label[for="${this.input.id}"]`);
    if (label) this.list.setAttribute("aria-label", label.textContent.trim());
    this.told = this.page.createElement("div");
    this.told.className = HEARD;
    this.told.setAttribute("role", "status");
    const box = this.page.createElement("div");
    box.className = "app-type";
    this.input.before(box);
    box.append(this.input, this.list, this.told);
    const combobox = { role: "combobox", "aria-expanded": "false", "aria-controls": id, "aria-autocomplete": "list" };
    for (const [name, value] of Object.entries(combobox)) this.input.setAttribute(name, value);
    // mousedown, not click: the field must not lose focus before the choice is read.
    this.list.addEventListener("mousedown", (event) => {
      const option = event.target.closest("[role=option]");
      event.preventDefault();
      if (option) this.choose([...this.list.children].indexOf(option));
    });
  }

  typed() {
    const into = this.hidden();
    if (into) into.value = "";
    clearTimeout(this.timer);
    const words = this.input.value.trim();
    if (words.length < SHORTEST) return this.close();
    this.timer = setTimeout(() => this.ask(words), PAUSE_MS);
  }

  async ask(words) {
    const turn = ++this.asked;
    const url = new URL(this.input.dataset.typeahead, this.window.location.href);
    url.searchParams.set("q", words);
    let items = null;
    try {
      const response = await this.window.fetch(url.href, {
        headers: { Accept: "application/json", "X-Requested-With": "fetch" },
        credentials: "same-origin",
        redirect: "manual",
      });
      if (response.ok) items = await response.json();
    } catch {
      items = null; // No answer is not an error: the field works without one, and nothing is said of what there is.
    }
    if (turn !== this.asked || this.page.activeElement !== this.input) return;
    if (items) return this.show(items);
    this.items = [];
    this.close();
  }

  show(items) {
    this.items = items;
    this.active = -1;
    this.list.replaceChildren(
      ...items.map((item, index) => {
        const option = this.page.createElement("li");
        option.id = `${this.list.id}-${index}`;
        option.textContent = item.text;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        return option;
      }),
    );
    const words = this.page.body.dataset;
    this.told.className = items.length ? HEARD : SEEN;
    this.told.textContent = items.length ? (words.foundText ?? "").replace("{count}", items.length) : words.noneText ?? "";
    this.open(items.length > 0);
  }

  open(shown) {
    this.list.hidden = !shown;
    this.input.setAttribute("aria-expanded", String(shown));
    if (!shown) this.input.removeAttribute("aria-activedescendant");
  }

  close() {
    clearTimeout(this.timer);
    this.asked += 1;
    if (this.told.className === SEEN) Object.assign(this.told, { className: HEARD, textContent: "" });
    this.open(false);
  }

  key(event) {
    if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      return this.close();
    }
    if (event.key === "Enter" && !this.list.hidden && this.active >= 0) {
      event.preventDefault();
      return this.choose(this.active);
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !this.items.length) return;
    event.preventDefault();
    if (this.list.hidden) this.open(true);
    const last = this.items.length - 1;
    this.mark(this.active + step > last ? 0 : this.active + step < 0 ? last : this.active + step);
  }

  mark(index) {
    this.active = index;
    [...this.list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
    this.list.children[index].scrollIntoView?.({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", this.list.children[index].id);
  }

  /** With `data-typeahead-into="name"` the field shows the text and that hidden field gets the value. */
  choose(index) {
    const { value, text } = this.items[index];
    const into = this.hidden();
    this.input.value = into ? text : value;
    if (into) into.value = value;
    this.told.textContent = text;
    this.items = [];
    this.close();
    this.input.dispatchEvent(new this.window.Event("change", { bubbles: true }));
  }

  hidden() {
    const name = this.input.dataset.typeaheadInto;
    return name ? this.input.form?.elements.namedItem(name) ?? null : null;
  }
}

/** Starts every `input[data-typeahead]` of the page. */
export function startTypeahead(window) {
  return [...window.document.querySelectorAll("input[data-typeahead]")].map((input) => new Typeahead(window, input));
}
