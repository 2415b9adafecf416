// Data sets: those that came with the page, a table of the reader's, points drawn by hand; and what
// is made of their rows before a network sees them.

import { featureRanges, inflate } from "./data.js";
import { Random } from "./random.js";

const TEST_SHARE = 0.2;
const MOST_SHOWN = 800;

export async function unpackSets(description, store) {
  const { sets, limits } = JSON.parse(description), stored = await inflate(store);
  for (const set of sets) {
    set.X = Float64Array.from(stored(set.X), value => value / set.levels);
    set.count = set.X.length / set.width;
    if (set.key !== "given") {                  // words of ours, in English so far
      set.classes = set.classes.map(name => [name]);
      Object.assign(set, { title: [set.title], sentence: [set.sentence] });
    }
    set.ids = Array.from({ length: set.count }, (_, i) => String(i));
  }
  return { sets, limits };
}

// Where X has gaps: in how many columns and rows, which rows have none, and the column with most.
const gapsOf = new WeakMap();           // by X: a page asks again and again

export function gaps({ X, width, count }) {
  if (gapsOf.has(X)) return gapsOf.get(X);
  const ofColumn = new Uint32Array(width), whole = [];
  for (let i = 0, at = 0; i < count; i++) {
    let found = false;
    for (let j = 0; j < width; j++, at++) if (!Number.isFinite(X[at])) {
      ofColumn[j] += 1;
      found = true;
    }
    if (!found) whole.push(i);
  }
  const most = Math.max(...ofColumn);
  const answer = { columns: ofColumn.filter(n => n > 0).length, rows: count - whole.length, whole,
    most, worst: ofColumn.indexOf(most) };
  gapsOf.set(X, answer);
  return answer;
}

// The set with the rows that have no gaps.
export function withoutGaps(set) {
  const { rows, whole } = gaps(set);
  return rows ? chosenRows(set, whole) : set;
}

export function chosenRows(set, rows) {
  const { X, width, labels, ids } = set, kept = new Float64Array(rows.length * width);
  rows.forEach((row, i) => kept.set(X.subarray(row * width, (row + 1) * width), i * width));
  return { ...set, X: kept, count: rows.length, ids: rows.map(row => ids[row]),
    labels: labels.length ? rows.map(row => labels[row]) : [] };
}

// The rows to learn from and those held out: the same as scikit-learn's train_test_split takes with
// this seed. What the maps show are held-out rows first.
export function split(count, seed) {
  const order = new Random(seed).shuffled(count), n = Math.ceil(TEST_SHARE * count);
  return { heldOut: order.slice(0, n), train: order.slice(n), shown: order.slice(0, MOST_SHOWN) };
}

// The rows that are shown, as a map wants them; errors are in the units of training.
export function shownData(set, shown, spread) {
  const data = chosenRows(set, Array.from(shown));
  [data.lowest, data.highest] = featureRanges(data.X, data.width);
  data.decimals = Array.from(data.lowest, (low, j) => decimalsFor(low, data.highest[j]));
  return { ...data, deviations: spread, squared: true };
}

// Decimals that show a thousandth of the range.
export const decimalsFor = (low, high) =>
  (high > low ? Math.min(12, Math.max(0, Math.ceil(-Math.log10((high - low) / 1000)))) : 3);
