// The card of the rows: data sets to choose from, a table of the reader's own, points by hand.

import { MOST_CHARACTERS, Unreadable } from "./csv.js";
import { element } from "./draw.js";
import { firstPoints, handSet, Pad } from "./hand.js";
import { gaps } from "./sets.js";
import { firstChoices, quoted, tableChoices, tableSet } from "./table.js";
import { put, sayAgain, told } from "./words.js";

const MANY_GAPS = 0.2;                  // a share of a column: there it is named

export const button = (words, onclick, attributes = {}) =>
  element("button", { type: "button", onclick, ...attributes }, words);

export class Rows {
  // `changed` hears when other rows are to be used; `read` takes a text or a file's bytes, and a
  // function that hears the table that a worker makes of it.
  constructor(box, { sets, limits, wanted }, changed, read) {
    Object.assign(this, { sets, limits, changed, read, fill: false });
    this.chosen = sets.find(({ key }) => key === wanted) ?? sets[0];
    this.picker = element("select", { "aria-label": told`Data`, onchange: () =>
      this.choose(this.picker.value) });
    this.about = element("div");
    this.said = element("p", { class: "problem", role: "alert" });
    box.append(element("h2", {}, told`The rows`), this.picker, this.about, this.tableBox(), this.said);
    if (wanted && this.chosen.key !== wanted) {
      put(this.said, told`The address names rows that it does not hold, since rows never leave a page:
        choose the table again.`);
    }
    this.acceptDrops();
  }

  choose(key) {
    if (key === "hand" && !this.pad) this.openPad();
    this.chosen = this.sets.find(set => set.key === key);
    put(this.said, "");
    this.changed();
  }

  // What is said of the rows that are used.
  show(used) {
    const { chosen } = this, missing = gaps(chosen);
    const others = this.pad ? [] : [["hand", told`Points drawn by hand`]];
    this.picker.replaceChildren(...[...this.sets.map(({ key, title }) => [key, title]), ...others].map(
      ([value, words]) => element("option", { value }, words)));
    this.picker.value = chosen.key;
    const parts = [element("p", {}, chosen.sentence)];
    if (missing.rows) parts.push(this.gapChoice(missing), ...this.gapWords());
    const n = used.count.toLocaleString("en");
    if (used.drawn) {
      parts.push(element("p", {}, told`${n} of ${used.drawn.toLocaleString("en")} rows are used, drawn at
        random.`));
    } else if (used.count < chosen.count) {
      parts.push(element("p", {}, told`${n} of ${chosen.count.toLocaleString("en")} rows are used.`));
    }
    if (chosen.key === "own") {
      parts.push(...this.sentences.map(words => element("p", { class: "faint" }, words)),
        ...this.choices);
    }
    if (chosen.key === "hand") parts.push(this.pad.box);
    const focused = this.about.contains(document.activeElement) && document.activeElement;
    this.about.replaceChildren(...parts);
    sayAgain(this.about);                       // what was kept aside may be in another language
    if (focused) (focused.isConnected ? focused : document.getElementById(focused.id))?.focus();
    if (chosen.key === "hand") this.pad.draw();
  }

  gapChoice({ rows, columns }) {
    const choice = element("select", { id: "gaps", onchange: () => {
      this.fill = choice.value === "fill";
      this.changed();
    } }, element("option", { value: "leave" }, told`leave these rows out`),
    element("option", { value: "fill" }, told`fill with the column’s mean`));
    choice.value = this.fill ? "fill" : "leave";
    const where = columns > 1 ? told`${columns} columns` : told`1 column`;
    return element("p", {}, element("label", { class: "stacked" }, rows > 1
      ? told`${rows.toLocaleString("en")} rows have gaps, in ${where}:`
      : told`1 row has gaps, in ${where}:`, choice));
  }

  // The column with gaps in so many rows that little stays without them, and with them little is known.
  get gappy() {
    const { most, worst } = gaps(this.chosen), { count, features } = this.chosen;
    return most > MANY_GAPS * count ? { name: quoted(features[worst]), most, share: most / count }
      : undefined;
  }

  gapWords() {
    const { gappy } = this;
    return gappy ? [element("p", {}, told`${gappy.name} alone has gaps in
      ${gappy.most.toLocaleString("en")} rows: perhaps do not learn from it.`)] : [];
  }

  openPad() {
    const points = firstPoints(), set = handSet(points);
    this.pad = new Pad(points, () => {
      Object.assign(set, handSet(points));
      this.changed();
    });
    this.sets.push(set);
  }

  // ---- A table of the reader's own.

  tableBox() {
    const file = element("input", { type: "file", accept: ".csv,.tsv,.txt,text/csv", hidden: "",
      "aria-label": told`CSV file`, onchange: () => this.readFile(file.files[0]) });
    const paste = element("textarea", { rows: 4, "aria-label": told`A table to paste here`,
      placeholder: told`… or paste a table here`, oninput: () => {
        if (paste.value.trim()) this.readTable(paste.value, "pasted.csv");
      } });
    return element("details", {}, element("summary", {}, told`Your own table`),
      element("p", { class: "faint" }, told`CSV as Excel, R or pandas write it. It stays in this page:
        nothing is sent anywhere.`),
      element("p", {}, button(told`Choose a file`, () => file.click()), " ",
        told`or drop it anywhere`),
      file, paste);
  }

  acceptDrops() {
    const over = shown => event => {
      event.preventDefault();
      document.body.classList.toggle("dropping", shown);
    };
    document.addEventListener("dragover", over(true));
    document.addEventListener("dragleave", over(false));
    document.addEventListener("drop", event => {
      over(false)(event);
      const file = event.dataTransfer.files[0], text = event.dataTransfer.getData("text/plain");
      if (file) this.readFile(file);
      else if (text) this.readTable(text, "dropped.csv");
    });
  }

  async readFile(file) {
    if (!file) return;
    if (file.size > MOST_CHARACTERS) {
      put(this.said, told`${file.name} has more than 20 MB: take a part of its rows.`);
      return;
    }
    this.readTable(await file.arrayBuffer(), file.name);
  }

  readTable(source, name) {
    put(this.said, told`Reading …`);
    this.read(source, table => {
      put(this.said, table.refused ?? "");
      if (!table.refused) this.useTable({ table, name, choices: firstChoices(table) });
    });
  }

  useTable(own) {
    try {
      const { set, sentences } = tableSet(own.table, own.name, own.choices, this.limits);
      Object.assign(this, { sentences, chosen: set });
      put(this.said, "");
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      put(this.said, error.sentence);
      return;
    }
    const open = this.about.querySelector("details")?.open;
    this.choices = tableChoices(own.table, own.choices, () => this.useTable(own));
    if (open) this.choices.at(-1).open = true;
    this.sets = [...this.sets.filter(({ key }) => key !== "own"), this.chosen];
    this.changed();
  }
}
