// What the page was given: samples, and for each reducer their codes and a decoder.

import { isNonlinear } from "./decode.js";
import { told } from "./words.js";

// A deflated block of numbers, as a function from [first byte, length, bytes of each] to an array.
export async function inflate(store) {
  const packed = Uint8Array.from(atob(store), character => character.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  const buffer = await new Response(stream).arrayBuffer();
  const kinds = { 1: Uint8Array, 2: Uint16Array, 4: Float32Array, 8: Float64Array };
  return ([start, length, bytes]) => {
    const numbers = new kinds[bytes](buffer, start, length);
    return bytes === 2 ? Float32Array.from(numbers, half) : numbers;
  };
}

// A number of two bytes, which not all browsers know: a sign, 5 bits of exponent, 10 of fraction.
function half(bits) {
  const exponent = (bits >> 10) & 31, fraction = bits & 1023;
  const size = exponent ? (1024 + fraction) * 2 ** (exponent - 25) : fraction * 2 ** -24;
  return exponent === 31 ? NaN : bits >> 15 ? -size : size;
}

// The description is JSON; the store is the block of numbers that it points into.
export async function unpack(description, store) {
  const data = JSON.parse(description), stored = await inflate(store);
  const [low, high] = data.range;
  data.deviations = data.deviations && stored(data.deviations);
  data.X = stored(data.X);
  if (data.X instanceof Uint8Array) {
    data.X = Float64Array.from(data.X, level => low + level / 255 * (high - low));
  }
  data.count = data.X.length / data.features.length;
  [data.lowest, data.highest] = featureRanges(data.X, data.features.length);
  for (const reducer of data.reducers) {
    for (const state of reducer.states) unpackState(state, stored);
    Object.assign(reducer, reducer.states.at(-1));                        // as fitted
    if (reducer.noWayBack) continue;                                      // a sentence that says why
    reducer.fades = reducer.paths.some(isNonlinear) && !reducer.paths.every(isNonlinear);
  }
  return data;
}

// What a reducer was after an epoch, or is: its codes, and its decoder if it has one.
function unpackState(state, stored) {
  state.codes = stored(state.codes);
  if (!state.paths) return;
  [state.scale, state.offset] = [state.scale, state.offset].map(stored);
  for (const layer of state.paths.flat()) {
    [layer.kernel, layer.bias] = [layer.kernel, layer.bias].map(stored);
  }
}

export function featureRanges(X, width) {
  const lowest = new Float64Array(width).fill(Infinity), highest = lowest.map(() => -Infinity);
  X.forEach((x, i) => {
    if (x < lowest[i % width]) lowest[i % width] = x;             // NaN is a missing value
    if (x > highest[i % width]) highest[i % width] = x;
  });
  return [lowest, highest];
}

const part = (numbers, i, width) => numbers.subarray(i * width, (i + 1) * width);
export const sampleAt = (data, i) => part(data.X, i, data.features.length);
export const codeAt = (reducer, i) => part(reducer.codes, i, reducer.k);
export const labelAt = (data, i) => data.labels[i] ?? 0;

// A row of a reader's own table is found by its line.
export function sampleName({ ids, idsAreLines, labels, classes }, i) {
  if (!labels.length) return idsAreLines ? told`line ${ids[i]}` : told`row ${ids[i]}`;
  const name = classes[labels[i]];
  return idsAreLines ? told`${name}, line ${ids[i]}` : told`${name}, row ${ids[i]}`;
}

// Root of the mean squared difference of two rows, where both are known: in the units of pixels, or
// in the standard deviations of features, which may have units of their own. Where a page compares
// with errors of training it is not the root.
export function rowError(data, x, other) {
  let sum = 0, count = 0;
  x.forEach((value, j) => {
    const difference = (value - other[j]) / (data.deviations ? data.deviations[j] : 1);
    if (Number.isNaN(difference)) return;
    sum += difference ** 2;
    count += 1;
  });
  return data.squared ? sum / count : Math.sqrt(sum / count);
}
