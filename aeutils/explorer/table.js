// The reader's own table: from columns to a data set, and the choices that this leaves to them.

import { likelyLabel, Unreadable } from "./csv.js";
import { element } from "./draw.js";
import { Random } from "./random.js";
import { chosenRows } from "./sets.js";
import { told } from "./words.js";

const MOST_CLASSES = 40, MOST_NAMED = 5;

// A name of the reader's is text; where there was none, it is told.
const shortened = (name, most = 30) => (name.length > most ? `${name.slice(0, most)}…` : name);
export const quoted = name => told`“${shortened(name)}”`;

// What is chosen at first: the label column, if one looks like it, and the columns to leave out.
export function firstChoices(table) {
  const label = likelyLabel(table) ?? -1, out = new Set();
  table.columns.forEach(({ numbers, constant, counts }, j) => {
    if (numbers && (j === label || counts || constant)) out.add(j);
  });
  return { label, out };
}

function classesOf({ words, numbers }) {
  const names = words ?? Array.from(numbers, value => (Number.isFinite(value) ? String(value) : ""));
  const classes = [...new Set(names)].toSorted((a, b) =>
    (numbers ? Number(a) - Number(b) : a < b ? -1 : Number(a > b)));
  if (classes.length > MOST_CLASSES) return { classes: [], labels: [] };
  const places = new Map(classes.map((name, label) => [name, label]));
  return { labels: names.map(name => places.get(name)),
    classes: classes.map(name => name || told`(none)`) };
}

// The data set that a table makes with these choices, and sentences on what was left out.
export function tableSet(table, name, { label, out }, limits) {
  const { columns, count } = table;
  const used = columns.map((_, j) => j).filter(j => columns[j].numbers && !out.has(j));
  if (used.length < 2) {
    throw new Unreadable(used.length ? told`The table has only one column of numbers,
      ${quoted(columns[used[0]].name)}, to learn from: at least two are needed.`
      : told`The table has no column of numbers to learn from: at least two are needed.`);
  }
  if (used.length > limits.mostColumns) {
    throw new Unreadable(told`The table has ${used.length.toLocaleString("en")} columns of numbers, and
      the page bears ${limits.mostColumns}: leave some out.`);
  }
  const width = used.length, X = new Float64Array(count * width);
  used.forEach((j, at) => {
    for (let i = 0; i < count; i++) X[i * width + at] = columns[j].numbers[i];
  });
  const { labels = [], classes = [] } = label < 0 ? {} : classesOf(columns[label]);
  const set = { key: "own", title: name, X, width, count, labels, classes, imageShape: null,
    range: [0, 1], features: used.map(j => columns[j].name), standardise: true, table, label, used,
    ids: table.lines, idsAreLines: true,
    sentence: told`${count.toLocaleString("en")} rows, ${width} columns of numbers.` };
  const sentences = leftOut(columns, out, label);
  if (label >= 0) {
    const marking = quoted(columns[label].name);
    sentences.push(classes.length ? told`${marking} marks the maps and is not learned.`
      : told`${marking} has too many values to mark the maps by.`);
  }
  return { set, sentences };
}

function leftOut(columns, out, label) {
  const others = columns.filter((_, j) => j !== label);
  const sentences = others.flatMap(({ name, known, odd }) => {
    if (!known) return [told`${quoted(name)} is empty and left out.`];
    return odd ? [told`${quoted(name)} is left out: “${shortened(odd.text)}” in line ${odd.line} is no
      number.`] : [];
  });
  const words = others.filter(each => each.words && each.known && !each.odd);
  if (words.length) {
    const names = words.slice(0, MOST_NAMED).map(({ name }) => quoted(name));
    if (words.length > MOST_NAMED) names.push("…");
    sentences.push(told`Left out, since they hold words or dates:
      ${names.reduce((list, name) => told`${list}, ${name}`)}.`);
  }
  columns.forEach(({ name, constant, counts }, j) => {
    if (!out.has(j) || j === label) return;
    if (constant) sentences.push(told`${quoted(name)} is the same in all rows and left out.`);
    else if (counts) sentences.push(told`${quoted(name)} only counts the rows and is left out.`);
  });
  return sentences;
}

// So many rows, drawn at random.
export function thinned(set, most) {
  if (set.count <= most) return set;
  const rows = new Random(0).shuffled(set.count).slice(0, most);
  return { ...chosenRows(set, Array.from(rows)), drawn: set.count };
}

// ---- On the page: label, columns.

export function tableChoices(table, choices, changed) {
  const { columns } = table;
  const label = element("select", { id: "marked-by", onchange: () => {
    choices.label = Number(label.value);
    if (choices.label >= 0) choices.out.add(choices.label);
    changed();
  } }, element("option", { value: -1 }, told`none`), ...columns.map(({ name }, j) =>
    element("option", { value: j }, shortened(name, 60))).slice(0, 1000));
  label.value = choices.label;
  const boxes = columns.flatMap(({ name, numbers }, j) => {
    if (!numbers) return [];
    const box = element("input", { type: "checkbox", id: `column-${j}`, onchange: () => {
      if (box.checked) choices.out.delete(j);
      else choices.out.add(j);
      changed();
    } });
    box.checked = !choices.out.has(j);
    return [element("label", {}, box, element("bdi", {}, shortened(name, 60)))];
  }).slice(0, 1000);
  return [element("p", {}, element("label", {}, told`Marked by`, label)),
    element("details", {}, element("summary", {}, told`Columns to learn from`),
      element("div", { class: "columns" }, ...boxes))];
}
