// What is made of rows before PCA and the network get them: gaps filled, standardised, centred.

import { columnMeans } from "./pca.js";

export const gathered = (X, width, rows) => {
  const part = new Float64Array(rows.length * width);
  rows.forEach((row, i) => part.set(X.subarray(row * width, (row + 1) * width), i * width));
  return part;
};

// A gap becomes the column's mean over the rows to learn from; standardised columns have deviation
// 1 there. Back: spread · x + offset.
export function prepare(X, width, train, standardise) {
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

// Rows centred and in units of their overall deviation, as far as the rows to learn from know both.
export function centred(X, width, train) {
  const mean = columnMeans(gathered(X, width, train), width);
  const shifted = X.map((x, at) => x - mean[at % width]);
  let sum = 0;
  for (const row of train) for (let j = 0; j < width; j++) sum += shifted[row * width + j] ** 2;
  const scale = Math.sqrt(sum / train.length / width) || 1;
  return { mean, scale, rows: shifted.map(x => x / scale) };
}
