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

// Numbers of the columns of X with gaps in them, and of the rows.
export function gaps({ X, width, count }) {
  const columns = new Set(), rows = new Set();
  for (let i = 0; i < count; i++) for (let j = 0; j < width; j++) {
    if (!Number.isFinite(X[i * width + j])) {
      columns.add(j);
      rows.add(i);
    }
  }
  return { columns: columns.size, rows: rows.size };
}

// The set with the rows that have no gaps.
export function withoutGaps(set) {
  const { X, width, count } = set;
  const whole = Array.from({ length: count }, (_, i) => i).filter(
    i => X.subarray(i * width, (i + 1) * width).every(Number.isFinite));
  return whole.length === count ? set : chosenRows(set, whole);
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

// Rows as PCA and the network get them. A gap becomes the column's mean over the rows to learn from;
// standardised columns have deviation 1 there. Back: spread · x + offset.
export function prepare({ X, width }, train, standardise) {
  const sum = new Float64Array(width), known = new Float64Array(width);
  for (const i of train) for (let j = 0; j < width; j++) {
    const value = X[i * width + j];
    if (Number.isFinite(value)) {
      sum[j] += value;
      known[j] += 1;
    }
  }
  const means = sum.map((total, j) => total / (known[j] || 1));
  const rows = X.map((value, at) => (Number.isFinite(value) ? value : means[at % width]));
  const spread = new Float64Array(width).fill(1), offset = new Float64Array(width);
  if (!standardise) return { rows, spread, offset };
  const squares = new Float64Array(width), rest = new Float64Array(width);
  for (const i of train) for (let j = 0; j < width; j++) {
    const difference = rows[i * width + j] - means[j];
    squares[j] += difference ** 2;
    rest[j] += difference;
  }
  for (let j = 0; j < width; j++) {
    offset[j] = means[j] + rest[j] / train.length;
    const deviation = Math.sqrt(squares[j] / train.length);
    spread[j] = deviation > 1e-12 * Math.abs(means[j]) && deviation > 0 ? deviation : 1;
  }
  return { rows: rows.map((x, at) => (x - offset[at % width]) / spread[at % width]), spread, offset };
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
