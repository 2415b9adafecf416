// Settings: what can be chosen, what is wrong with a choice, and all of it in the address.

import { element } from "./draw.js";
import { said, told } from "./words.js";

const numbers = (...values) => values.map(value => [String(value), String(value)]);

// Name in the address and in messages, label, choices or "text" or a range, what it is at first.
export const SETTINGS = [
  ["k", told`Numbers in a code, k`, numbers(1, 2, 3, 4, 5, 6, 7, 8), "2"],
  ["hidden", told`Hidden layers`, "text", "32, 16"],
  ["activation", told`Activation`, ["gelu", "relu", "tanh", "sigmoid", "silu", "elu", "softplus",
    "linear"].map(name => [name, name]), "gelu"],
  ["start", told`Starts`, [["pca", told`as PCA`], ["random", told`at random`]], "pca"],
  ["rate", told`Learning rate`, numbers(0.0005, 0.001, 0.002, 0.004, 0.008, 0.016, 0.032), "0.004"],
  ["batch", told`Rows a step`, [["auto", told`automatic`], ...numbers(8, 16, 32, 64, 128, 256)], "auto"],
  ["decay", told`Weight decay`, numbers(0, 0.01, 0.03, 0.1, 0.3, 1), "0.1"],
  ["noise", told`Noise on the input`, numbers(0, 0.05, 0.1, 0.2, 0.5, 1), "0"],
  ["epochs", told`Epochs`, numbers(25, 50, 100, 200, 400), "100"],
  ["rows", told`Rows used`, [["all", told`all`], ...numbers(1000, 300, 100, 30)], "all"],
  ["prepare", told`Columns`, [["auto", told`automatic`], ["standardise", told`standardised`],
    ["centre", told`only centred`]], "auto"],
  ["seed", told`Seed`, [0, 4294967295], "0"],
];
const HINTS = {
  k: told`The size of the bottleneck, the same for both.`,
  hidden: told`Units of the encoder's hidden layers; the decoder has them in reverse. Empty: none.`,
  start: told`As PCA: the first map is PCA's, and training can only leave it. At random: the textbook's.`,
  rate: told`The highest rate; it rises over the first steps, then falls to nothing by the last epoch.`,
  decay: told`Pulls weights towards zero: fewer rows are learned by heart.`,
  noise: told`Standard deviation, in the units of the columns; the target stays clean.`,
  epochs: told`Passes over the rows. The rate falls with them, so that more are not only longer.`,
  rows: told`So many rows, drawn at random, stand for the table: how many does a network need?`,
  prepare: told`Standardised: each column counts alike. Only centred: those of large units count most.`,
  seed: told`Draws the held-out rows, the weights and the order of the rows.`,
};
export const defaults = () => Object.fromEntries(
  SETTINGS.map(([name, , , first]) => [name, first]));

export const hiddenUnits = text => text.split(/[\s,;]+/).filter(part => part !== "").map(Number);

// What is wrong with the settings for these rows, as a sentence, or nothing.
export function problem(settings, set) {
  const hidden = hiddenUnits(settings.hidden), k = Number(settings.k);
  const { width, count } = set, seed = Number(settings.seed);
  if (k >= width) {
    const code = k > 1 ? told`A code of ${k} numbers` : told`A code of 1 number`;
    return told`${code} for rows of ${width} squeezes nothing: choose a smaller k, at most
      ${width - 1}.`;
  }
  if (hidden.length > 4 || hidden.some(units => !(Number.isInteger(units) && units >= 1
    && units <= 256))) {
    return told`Hidden layers are up to four whole numbers from 1 to 256, such as 32, 16.`;
  }
  if (!(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32)) {
    return told`The seed is a whole number from 0 to 4294967295.`;
  }
  const learned = count - Math.ceil(0.2 * count);
  if (k >= learned) return told`k is ${k}, but there are only ${learned} rows to learn from: choose less.`;
  return "";
}

export const usualBatch = rows =>
  Math.trunc(Math.min(Math.max(Math.trunc(rows / 40), Math.min(Math.max(Math.trunc(rows / 16), 32),
    64)), 256));

// What the worker is told.
export const forWorker = (settings, rows) => ({
  k: Number(settings.k), hidden: hiddenUnits(settings.hidden), activation: settings.activation,
  start: settings.start, rate: Number(settings.rate), decay: Number(settings.decay),
  batch: settings.batch === "auto" ? usualBatch(rows) : Number(settings.batch),
  noise: Number(settings.noise), epochs: Number(settings.epochs), seed: Number(settings.seed) });

// ---- On the page.

export function makeControl([name, label, kind], value, changed) {
  const options = { id: `set-${name}`, title: HINTS[name] ?? "" };
  let control;
  if (kind === "text") control = element("input", { ...options, type: "text", inputmode: "numeric" });
  else if (typeof kind[0] === "number") {
    control = element("input", { ...options, type: "number", min: kind[0], max: kind[1], step: 1 });
  } else {
    control = element("select", options, ...kind.map(([choice, words]) =>
      element("option", { value: choice }, words)));
  }
  control.value = value;
  control.addEventListener("change", () => changed(name, control.value.trim()));
  return { label: element("label", { for: options.id }, label, control), control };
}

// The network as an hourglass: a bar for each layer, as high as the root of its units.
export function drawNetwork(width, settings) {
  const hidden = hiddenUnits(settings.hidden), sizes = [width, ...hidden, Number(settings.k),
    ...hidden.toReversed(), width];
  const most = Math.sqrt(Math.max(...sizes)), step = 240 / sizes.length;
  const bars = sizes.map((units, i) => {
    const height = 6 + 58 * Math.sqrt(units) / most, code = i === hidden.length + 1;
    const x = 4 + step * (i + 0.5);
    const colour = code ? "var(--mark)" : i === 0 || i === sizes.length - 1 ? "var(--line)" : "var(--ae)";
    return `<rect x="${x - 7}" y="${36 - height / 2}" width="14" height="${height}" rx="3" `
      + `fill="${colour}"/><text x="${x}" y="86" text-anchor="middle">${units}</text>`;
  });
  const words = said(told`Layers of ${sizes.join(", ")} units`);
  return `<svg viewBox="0 0 248 92" role="img" aria-label="${words}" `
    + `font-size="11" fill="currentColor">${bars.join("")}</svg>`;
}

// ---- The address: settings and the data's name, never the rows.

export function toAddress(key, settings, language) {
  const first = defaults(), changed = Object.entries(settings).filter(
    ([name, value]) => value !== first[name]);
  return `#${new URLSearchParams([["data", key], ...changed,
    ...(language ? [["language", language]] : [])])}`;
}

export function fromAddress(hash) {
  const address = new URLSearchParams(hash.replace(/^#/, "")), settings = defaults();
  for (const [name, , kind] of SETTINGS) {
    const value = address.get(name), choices = Array.isArray(kind) && Array.isArray(kind[0]);
    if (value === null || (choices && !kind.some(([choice]) => choice === value))) continue;
    settings[name] = value.slice(0, 40);
  }
  return { key: address.get("data"), settings, language: address.get("language") };
}
