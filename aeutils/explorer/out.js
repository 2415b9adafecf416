// What a reader takes along: the same in Python, pictures of the maps, codes of all rows.

import { element } from "./draw.js";
import { button } from "./rows.js";
import { put, said, told } from "./words.js";

function download(blob, name) {
  const link = element("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

// The text in a dialog: where a page may not write to the clipboard, it can be copied by hand.
function pythonDialog(python) {
  const text = element("textarea", { rows: 16, readonly: "", "aria-label": told`The same in Python` });
  const copied = element("span", { role: "status" });
  const copy = button(told`Copy`, async () => {
    text.select();
    const done = await navigator.clipboard?.writeText(text.value).then(() => true, () => false)
      || document.execCommand("copy");
    put(copied, done ? told`Copied.` : told`Not copied: it is selected, press Ctrl+C.`);
  }, { class: "main" });
  const close = button(told`Close`, () => dialog.close());
  const dialog = element("dialog", { "aria-label": told`The same in Python` },
    element("h2", {}, told`The same in Python`), text, element("p", { class: "row" }, copy, close, copied));
  const open = button(told`Copy as Python`, () => {
    [text.value, copied.textContent] = [python(), ""];
    dialog.showModal();
    text.setSelectionRange(0, 0);
    text.scrollTop = 0;
  });
  return { open, dialog };
}

// `python` is the text, `picture` of map 0 or 1 a canvas, `askCodes` asks the worker for all codes.
export function buildOut(box, { python, picture, askCodes }) {
  const { open, dialog } = pythonDialog(python);
  const pictures = [[told`PCA’s map, PNG`, "pca"], [told`Autoencoder’s map, PNG`, "autoencoder"]].map(
    ([words, name], m) => button(words, () =>
      picture(m).toBlob(blob => download(blob, `${name}.png`))));
  box.append(element("h2", {}, told`Take it with you`), element("p", { class: "row" }, open, ...pictures,
    button(told`Codes of all rows, CSV`, askCodes)),
  element("p", { class: "faint" }, told`The page’s address holds the settings and the name of the data,
    never rows: send it on.`), dialog);
}

// A cell in quotes; what a spreadsheet would take for a formula gets an apostrophe.
const safe = text => `"${(/^[=+@\t-]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;

export function saveCodes({ pca, autoencoder }, set, heldOutRows) {
  const k = pca.length / set.count, heldOut = new Set(heldOutRows), labelled = set.labels.length > 0;
  const names = ["pca", "autoencoder"].flatMap(name =>
    Array.from({ length: k }, (_, c) => `${name}_${c + 1}`));
  const head = [set.idsAreLines ? "line" : "row", ...(labelled ? ["label"] : []), "held_out", ...names];
  const lines = set.ids.map((id, i) => [id, ...(labelled ? [safe(said(set.classes[set.labels[i]]))] : []),
    heldOut.has(i) ? 1 : 0, ...pca.subarray(i * k, (i + 1) * k),
    ...autoencoder.subarray(i * k, (i + 1) * k)]);
  const text = [head, ...lines].map(cells => cells.join(",")).join("\n");
  download(new Blob([`${text}\n`], { type: "text/csv" }), "codes.csv");
}
