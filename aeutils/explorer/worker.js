// The worker: fits PCA, trains in short slices, so that it hears the page in between, and tells it
// how things stand. It also reads tables, so that a large one does not hold up the page.

import { decoded, parseTable, Unreadable } from "./csv.js";
import { fitPCA, linearPaths } from "./pca.js";
import { centred, gathered, prepare } from "./prepare.js";
import { Random } from "./random.js";
import { encode, makeNetwork, rebuild, rowErrors, Training } from "./train.js";
import { average, judge } from "./verdict.js";

const SLICE = 30;                       // milliseconds of training between two looks at the messages
const REPORT = 45;                      // milliseconds between two reports
const MOST_KEPT = 60e6;                 // bytes of earlier weights
const WORST = 8;

class Session {
  constructor({ id, X, width, train, heldOut, shown, standardise, settings }) {
    const { rows, spread, offset } = prepare(X, width, train, standardise);
    Object.assign(this, { id, width, train, heldOut, shown, settings, spread, offset });
    Object.assign(this, centred(rows, width, train));
    const random = new Random(settings.seed), learned = gathered(this.rows, width, train);
    this.pca = fitPCA(learned, width, settings.k);
    const [into, outOf] = linearPaths(this.pca, width, settings.k, false);
    const linear = kernel => [[{ kernel, bias: new Float64Array(kernel === into ? settings.k : width),
      activation: "linear" }]];
    this.linear = { encoder: linear(into), decoder: linear(outOf), k: settings.k, width };
    this.network = makeNetwork(width, settings, random, settings.start === "pca" && this.pca);
    this.training = new Training(this.network, learned, { ...settings,
      noise: settings.noise / this.scale }, random);
    this.seen = gathered(this.rows, width, shown);
    this.unseen = gathered(this.rows, width, heldOut);
    this.pcaErrors = this.errors(this.linear);
    this.history = { train: [average(rowErrors(this.network, learned)) * this.scale ** 2], heldOut: [] };
    Object.assign(this, { kept: new Map(), stride: 1, losses: [], sum: 0, told: 0, playing: false });
    this.endOfEpoch();
  }

  errors(network) {
    const square = this.scale ** 2;
    return rowErrors(network, this.unseen).map(error => error * square);
  }

  endOfEpoch() {
    const errors = this.errors(this.network);
    this.losses.push(Float32Array.from(errors));
    this.history.heldOut.push(average(errors));
    this.keep(this.losses.length - 1);
  }

  // Weights of earlier epochs; where they would be too many, those of every other one.
  keep(epoch) {
    if (epoch % this.stride) return;
    const lean = half => half.map(path => path.map(layer => ({ ...layer,
      kernel: Float32Array.from(layer.kernel), bias: Float32Array.from(layer.bias) })));
    const { encoder, decoder } = this.network;
    this.kept.set(epoch, { ...this.network, encoder: lean(encoder), decoder: lean(decoder) });
    const weights = [...encoder, ...decoder].flat().reduce((n, { kernel }) => n + kernel.length, 0);
    if (4 * weights * this.kept.size < MOST_KEPT) return;
    this.stride *= 2;
    for (const each of [...this.kept.keys()]) if (each % this.stride) this.kept.delete(each);
  }

  step() {
    const { training } = this;
    this.sum += training.oneStep();
    if (training.step % training.stepsPerEpoch) return;
    this.history.train.push(this.sum / training.stepsPerEpoch * this.scale ** 2);
    this.sum = 0;
    this.endOfEpoch();
    if (!Number.isFinite(this.history.heldOut.at(-1))) this.failed = true;
  }

  get over() { return this.training.ended || this.failed; }

  // What the page is told once: PCA, the mean, and what was made of the rows.
  describe() {
    const { linear, scale, spread, offset } = this;
    const meanErrors = new Float64Array(this.heldOut.length);
    this.unseen.forEach((x, at) => {
      meanErrors[Math.floor(at / this.width)] += (x * scale) ** 2 / this.width;
    });
    return { kind: "ready", id: this.id, spread, offset, mean: this.mean, scale, pca: average(this.pcaErrors),
      none: average(meanErrors), codes: encode(linear, this.seen).map(code => code * scale),
      components: this.pca.components.length, decoder: linear.decoder,
      rebuilt: this.width <= 3 && rebuild(linear, this.seen),
      batch: this.training.batch, epochs: this.settings.epochs };
  }

  // How things stand, or stood after an earlier epoch.
  report(asked) {
    const now = this.losses.length - 1;
    const epoch = asked === undefined ? now : Math.floor(asked / this.stride) * this.stride;
    const back = asked !== undefined && asked < now;
    const network = back ? this.kept.get(epoch) : this.network;
    const first = this.told;
    this.told = this.losses.length;
    return { kind: "view", id: this.id, epoch: back ? epoch : this.training.epoch, back,
      first, train: this.history.train.slice(first), heldOut: this.history.heldOut.slice(first),
      codes: encode(network, this.seen), decoder: network.decoder,
      rebuilt: this.width <= 3 && rebuild(network, this.seen),
      worst: this.worst(network, this.losses[back ? epoch : now]),
      verdict: judge(this.losses, this.pcaErrors), playing: this.playing, over: this.over,
      failed: this.failed };
  }

  // The held-out rows that the network rebuilds worst, beside PCA.
  worst(network, losses) {
    const { width } = this;
    const order = Array.from(losses.keys()).sort((a, b) => losses[b] - losses[a]).slice(0, WORST);
    const rows = gathered(this.unseen, width, order);
    const [pca, autoencoder] = [this.linear, network].map(each => rebuild(each, rows));
    return order.map((i, at) => ({ place: i, row: this.heldOut[i], pcaError: this.pcaErrors[i],
      error: losses[i], pca: pca.subarray(at * width, (at + 1) * width).slice(),
      autoencoder: autoencoder.subarray(at * width, (at + 1) * width).slice() }));
  }

  codesOfAll(epoch) {
    const network = this.kept.get(Math.floor(epoch / this.stride) * this.stride);
    const latest = epoch >= this.losses.length - 1 ? this.network : network;
    return { kind: "codes", id: this.id, autoencoder: encode(latest, this.rows),
      pca: encode(this.linear, this.rows).map(code => code * this.scale) };
  }
}

// ---- Messages.

let session, timer;

function tell(asked) {
  session.toldAt = performance.now();
  postMessage(session.report(asked));
}

function go() {                         // a slice of training, then the next, at the page's speed
  const { training, settings } = session, began = performance.now();
  const pause = settings.pace ? 1000 / settings.pace : 0;
  const enough = () => session.over || performance.now() - began > SLICE
    || (settings.pace && training.step % training.stepsPerEpoch === 0);
  do session.step(); while (!enough());
  if (session.over) session.playing = false;
  if (session.over || pause >= REPORT || began - (session.toldAt ?? 0) > REPORT) tell();
  if (!session.playing) return;
  const ended = training.step % training.stepsPerEpoch === 0;
  if (ended) session.due = Math.max((session.due ?? began) + pause, performance.now() - pause);
  timer = setTimeout(go, pause && ended ? session.due - performance.now() : 0);
}

function tableOf(source) {
  try {
    const { text, encoding } = typeof source === "string" ? { text: source } : decoded(source);
    return { kind: "table", ...parseTable(text), encoding };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { kind: "table", refused: error.sentence };
  }
}

const orders = {
  read: ({ source }) => {
    const table = tableOf(source), columns = table.columns ?? [];
    postMessage(table, columns.flatMap(({ numbers }) => (numbers ? [numbers.buffer] : [])));
  },
  start: message => {
    session = new Session(message);
    postMessage(session.describe());
    tell();
  },
  play: () => {
    session.playing = !session.over;
    session.due = undefined;
    go();
  },
  pause: () => tell(),
  step: () => {
    if (!session.over) session.step();
    tell();
  },
  epoch: () => {
    if (!session.over) do session.step();
    while (session.training.step % session.training.stepsPerEpoch && !session.over);
    tell();
  },
  pace: ({ pace }) => { session.settings.pace = pace; },
  show: ({ epoch }) => tell(epoch),
  codes: ({ epoch }) => postMessage(session.codesOfAll(epoch)),
};

onmessage = ({ data: message }) => {
  if (message.order !== "read" && message.order !== "start" && !session) return;
  if (message.order !== "pace" && message.order !== "codes") {
    clearTimeout(timer);
    if (session) session.playing = false;
  }
  orders[message.order](message);
};
