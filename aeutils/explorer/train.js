// Training: an autoencoder of dense layers, its gradient and Adam. Pure numbers, no page.
// A network is two halves, encoder and decoder; a half is a sum of paths, a path a stack of layers
// { kernel, bias, activation } as in decode.js. Rows stand one after the other in one array.

import { activations } from "./decode.js";
import { addProduct, addTransposedProduct, transposed } from "./matrix.js";
import { linearPaths } from "./pca.js";

// Slopes of the activations by what goes in, a, and what comes out, h.
const density = a => Math.exp(-a * a / 2) / Math.sqrt(2 * Math.PI);
export const slopes = {
  linear: () => 1,
  relu: a => (a > 0 ? 1 : 0),
  elu: (a, h) => (a < 0 ? h + 1 : 1),
  tanh: (a, h) => 1 - h * h,
  sigmoid: (a, h) => h * (1 - h),
  softplus: a => 1 / (1 + Math.exp(-a)),
  silu: (a, h) => (a === 0 ? 0.5 : h / a * (1 + a - h)),
  gelu: (a, h) => (a === 0 ? 0.5 : h / a + a * density(a)),
};

// ---- The network.

const zeros = (inputs, units, activation = "linear") =>
  ({ kernel: new Float64Array(inputs * units), bias: new Float64Array(units), activation });

function glorot(inputs, units, activation, random) {       // Glorot and Bengio 2010
  const layer = zeros(inputs, units, activation), limit = Math.sqrt(6 / (inputs + units));
  for (let i = 0; i < layer.kernel.length; i++) {
    layer.kernel[i] = limit * (2 * random.uniform() - 1);
  }
  return layer;
}

function stack(sizes, activation, random, lastIsZero) {
  return sizes.slice(1).map((units, i) => {
    const last = i === sizes.length - 2;
    if (last && lastIsZero) return zeros(sizes[i], units);
    return glorot(sizes[i], units, last ? "linear" : activation, random);
  });
}

// With a PCA of the rows: a linear path, which is that PCA with codes of deviation 1, and a nonlinear
// one of nothing yet. Without: the nonlinear path alone, at random.
export function makeNetwork(width, { k, hidden, activation }, random, pca) {
  const sizes = [width, ...hidden, k], whitened = true;
  const encoder = [stack(sizes, activation, random, pca)];
  const decoder = [stack(sizes.reverse(), activation, random, pca)];
  if (pca) {
    const [into, outOf] = linearPaths(pca, width, k, whitened);
    const spare = glorot(width, k, "linear", random);     // where PCA has fewer components than k
    for (let j = 0; j < width; j++) for (let c = pca.components.length; c < k; c++) {
      into[j * k + c] = spare.kernel[j * k + c];
    }
    encoder.unshift([{ ...zeros(width, k), kernel: into, isLinearPath: true, unbiased: true }]);
    decoder.unshift([{ ...zeros(k, width), kernel: outOf, isLinearPath: true }]);
  }
  return { encoder, decoder, k, width };
}

// ---- Forward and back.

function affine({ kernel, bias }, input, n) {
  const units = bias.length, output = new Float64Array(n * units);
  for (let i = 0; i < n; i++) output.set(bias, i * units);
  addProduct(output, input, kernel, n, kernel.length / units, units);
  return output;
}

function forward(half, input, n) {
  const steps = half.map(path => {
    let h = input;
    return path.map(layer => {
      const before = affine(layer, h, n), f = activations[layer.activation];
      const step = { layer, input: h, before };
      h = step.output = before;
      if (layer.activation !== "linear") {
        h = step.output = new Float64Array(before.length);
        for (let at = 0; at < h.length; at++) h[at] = f(before[at]);
      }
      return step;
    });
  });
  const output = steps[0].at(-1).output.slice();
  for (const path of steps.slice(1)) {
    path.at(-1).output.forEach((value, at) => { output[at] += value; });
  }
  return { steps, output };
}

// From the slope of the loss by a half's output to that by its input, where that is wanted; `tell`
// hears each layer's gradient on the way.
function backward({ steps }, slope, n, tell, wanted = true) {
  const whole = wanted && new Float64Array(steps[0][0].input.length);
  for (const path of steps) {
    let d = slope;
    for (let s = path.length - 1; s >= 0; s--) {
      const { layer, input, before, output } = path[s];
      if (layer.activation !== "linear") {
        const f = slopes[layer.activation];
        d = Float64Array.from(d);
        for (let at = 0; at < d.length; at++) d[at] *= f(before[at], output[at]);
      }
      const units = layer.bias.length, inputs = layer.kernel.length / units;
      const kernel = new Float64Array(layer.kernel.length), bias = new Float64Array(units);
      addTransposedProduct(kernel, input, d, n, inputs, units);
      for (let i = 0, at = 0; i < n; i++) for (let u = 0; u < units; u++, at++) bias[u] += d[at];
      tell(layer, kernel, bias);
      if (s === 0 && !wanted) break;
      const back = s === 0 ? whole : new Float64Array(n * inputs);
      addProduct(back, d, transposed(layer.kernel, inputs, units), n, units, inputs);
      d = back;
    }
  }
  return whole;
}

export const encode = (network, X) =>
  forward(network.encoder, X, X.length / network.width).output;

export const rebuild = (network, X) =>
  forward(network.decoder, encode(network, X), X.length / network.width).output;

// Mean squared error of each row.
export function rowErrors(network, X) {
  const { width } = network, rebuilt = rebuild(network, X);
  const errors = new Float64Array(X.length / width);
  X.forEach((x, at) => { errors[Math.floor(at / width)] += (x - rebuilt[at]) ** 2 / width; });
  return errors;
}

// The mean squared error, and its gradient for each layer. The target is X, whatever goes in.
export function gradient(network, X, input = X) {
  const n = X.length / network.width;
  const into = forward(network.encoder, input, n), out = forward(network.decoder, into.output, n);
  const gradients = new Map(), slope = new Float64Array(X.length);
  let loss = 0;
  for (let at = 0; at < X.length; at++) {
    const difference = out.output[at] - X[at];
    loss += difference * difference / X.length;
    slope[at] = 2 * difference / X.length;
  }
  const tell = (layer, kernel, bias) => gradients.set(layer, { kernel, bias });
  backward(into, backward(out, slope, n, tell), n, tell, false);
  return { loss, gradients };
}

// ---- The steps.

// Shares of the highest rate: up over the first twentieth of the steps, then down as a cosine.
export function rateShare(step, steps) {
  const warm = Math.max(1, Math.floor(steps / 20));
  const fallen = Math.min(Math.max((step - warm) / Math.max(1, steps - warm), 0), 1);
  return Math.min(0.01 + 0.99 * step / warm, 0.5 + 0.5 * Math.cos(Math.PI * fallen));
}

class Adam {                                    // Kingma and Ba 2015
  constructor() {
    this.moments = new Map();
    this.steps = 0;
  }

  step(gradients, rate) {
    this.steps += 1;
    const correction = Math.sqrt(1 - 0.999 ** this.steps) / (1 - 0.9 ** this.steps);
    for (const [layer, slopesOf] of gradients) {
      this.move(layer.kernel, slopesOf.kernel, rate * correction);
      if (!layer.unbiased) this.move(layer.bias, slopesOf.bias, rate * correction);
    }
  }

  move(weights, slope, rate) {
    if (!this.moments.has(weights)) {
      this.moments.set(weights, [weights, weights].map(({ length }) => new Float64Array(length)));
    }
    const [m, v] = this.moments.get(weights);
    for (let i = 0; i < weights.length; i++) {
      m[i] += 0.1 * (slope[i] - m[i]);
      v[i] += 0.001 * (slope[i] * slope[i] - v[i]);
      weights[i] -= rate * m[i] / (Math.sqrt(v[i]) + 1e-7);
    }
  }
}

// A training that goes on step by step: rows in a new order in each epoch, in batches.
export class Training {
  constructor(network, X, { rate, batch, decay, noise, epochs }, random) {
    Object.assign(this, { network, X, rate, decay, noise, random });
    this.count = X.length / network.width;
    this.batch = Math.min(batch, this.count);
    this.stepsPerEpoch = Math.ceil(this.count / this.batch);
    this.steps = epochs * this.stepsPerEpoch;
    this.adam = new Adam();
    [this.step, this.sumOfRates] = [0, 0];
  }

  get epoch() { return this.step / this.stepsPerEpoch; }

  get ended() { return this.step >= this.steps; }

  oneStep() {
    const { width } = this.network, place = this.step % this.stepsPerEpoch;
    if (place === 0) this.order = this.random.shuffled(this.count);
    const rows = this.order.subarray(place * this.batch, (place + 1) * this.batch);
    const X = new Float64Array(rows.length * width);
    rows.forEach((row, i) => X.set(this.X.subarray(row * width, (row + 1) * width), i * width));
    const input = this.noise ? X.map(x => x + this.noise * this.random.normal()) : X;
    const { loss, gradients } = gradient(this.network, X, input);
    const rate = this.rate * rateShare(this.step, this.steps);
    this.adam.step(gradients, rate);
    this.sumOfRates += rate;
    this.step += 1;
    if (this.step % this.stepsPerEpoch === 0) this.shrink();
    return loss;
  }

  oneEpoch() {
    do this.oneStep(); while (this.step % this.stepsPerEpoch);
  }

  shrink() {                                    // weight decay, as the steps of this epoch ask for
    const factor = Math.exp(-this.decay * this.sumOfRates);
    for (const layer of [...this.network.encoder, ...this.network.decoder].flat()) {
      if (!layer.isLinearPath) layer.kernel.forEach((_, i, kernel) => { kernel[i] *= factor; });
    }
    this.sumOfRates = 0;
  }
}
