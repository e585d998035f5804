// The part of the page where a witness cosigns: name, key file, and what becomes of them.

import { newKey, toCosign, withCosignature, witnessOf } from "./cosign.js";
import { Refused, utf8 } from "./bytes.js";

export class WitnessDesk {
  /** `page`: the page whose files, keys and words are used. */
  constructor(page) {
    this.page = page;
    this.said = null; // [key of words, values]
    this.note = "";
  }

  start() {
    this.page.at("make-key").addEventListener("click", () => this.save("witness.key", newKey()));
    this.page.at("sign").addEventListener("click", () => this.sign());
    this.page.at("save").addEventListener("click", () => this.save("cosigned.txt", this.note));
  }

  async sign() {
    this.note = "";
    const { page } = this;
    const chosen = page.at("witness-key");
    try {
      const [file] = chosen.files;
      if (!file) throw new Refused("w_key");
      const name = page.at("witness-name").value.trim();
      const witness = await witnessOf(name, new Uint8Array(await file.arrayBuffer()));
      const { note, checkpoint } = await toCosign(page.files, page.keys(), witness, page.at("witness-first").checked);
      this.note = await withCosignature(note, witness, Math.floor(Date.now() / 1000));
      this.said = ["w_done", { size: String(checkpoint.size), line: witness.line }];
      chosen.value = "";
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      // Words of the page itself; a form that cannot be read is what does not fit.
      this.said = [error.code in page.words.az.page ? error.code : "w_bad", {}];
    }
    this.speak();
  }

  forget() {
    this.said = null;
    this.note = "";
    this.speak();
  }

  /** Say it again, in the language of the page. */
  speak() {
    const { page } = this;
    const [key, values] = this.said ?? ["", {}];
    page.at("cosign-said").textContent = key ? page.worded(key, values) : "";
    page.at("cosigned").value = this.note;
    page.at("cosigned").hidden = !this.note;
    page.at("save").hidden = !this.note;
  }

  save(name, text) {
    const { document, URL, Blob } = this.page.window;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([utf8(text)], { type: "text/plain" }));
    link.download = name;
    link.click();
    URL.revokeObjectURL(link.href);
  }
}
