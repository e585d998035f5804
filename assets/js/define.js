// Says under a list what the chosen answer means, in the words that stand in the page already.

/** Starts every explanation (`data-define`: the name of the question) of `page`. */
export function startDefine(page) {
  for (const place of page.querySelectorAll("[data-define]")) {
    const field = place.closest("form")?.elements.namedItem(place.dataset.define);
    const show = () => {
      const meaning = field.value && page.querySelector(`[data-means="${field.value}"]`);
      place.hidden = !meaning;
      place.textContent = meaning ? meaning.textContent : "";
    };
    field?.addEventListener("change", show);
  }
}
