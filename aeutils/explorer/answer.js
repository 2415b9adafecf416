// The verdict in words, and how the training fares.

import { element, shortNumber } from "./draw.js";

const FEW_ROWS = 20;
const percent = share => `${Math.round(100 * share)}%`;
const plural = (n, word) => `${n.toLocaleString("en")} ${word}${n === 1 ? "" : "s"}`;

// Two digits of the standard error, and as many decimals of the ratio.
function ratioWords({ ratio, standardError }) {
  const decimals = standardError > 0
    ? Math.min(Math.max(1 - Math.floor(Math.log10(standardError)), 2), 4) : 2;
  return `${ratio.toFixed(decimals)} ± ${standardError.toFixed(decimals)}`;
}

export const numbersWords = verdict =>
  `Autoencoder ${shortNumber(verdict.autoencoder)}, PCA ${shortNumber(verdict.pca)}, on `
  + `${plural(verdict.n, "row")} that neither has seen: ${ratioWords(verdict)} of PCA’s error.`;

export function headline(verdict, { over, started, start }) {
  if (!started) {
    return start === "pca" ? "Still at the start, where the autoencoder is PCA."
      : "Still at the start, where its weights are random.";
  }
  if (verdict.gain) {
    return `The autoencoder beats PCA here${over ? "" : " so far"}: ${
      percent(1 - verdict.ratio)} less error.`;
  }
  const worse = verdict.ratio - 1 > 2 * verdict.standardError && verdict.ratio > 1.001;
  if (!over) return worse ? "Not better than PCA yet." : "No gain so far.";
  if (worse) return "No gain: PCA is better here.";
  return verdict.ratio < 0.95 ? "No gain that is more than chance: PCA is simpler."
    : "No gain: PCA does as well here, and is simpler.";
}

const startWords = ({ autoencoder, pca, n }) =>
  `On ${plural(n, "row")} that neither has seen PCA’s error is ${shortNumber(pca)}, the `
  + `autoencoder’s ${shortNumber(autoencoder)}. Press Play.`;

// What else a reader should know before they believe it.
export function caveats(verdict, run, names) {
  const told = [], { n, wild } = verdict;
  const least = Math.min(...run.heldOut), last = run.heldOut.at(-1);
  if (n < FEW_ROWS) told.push(`Only ${plural(n, "row")} judge it: little evidence.`);
  if (wild !== undefined) {
    told.push(`More than half of PCA’s error is that of ${names(wild)}: look at that row first.`);
  }
  if (run.heldOut.length > 5 && last > 1.05 * least) {
    told.push(`Since epoch ${run.heldOut.indexOf(least)} the held-out error has risen`
      + `${run.train.at(-1) < run.train[run.heldOut.indexOf(least)]
        ? ": it learns its own rows by heart." : "."}`);
  }
  return told;
}

export const howJudged = ({ epochs }) =>
  "± is one standard error; a gain counts from two. The best epoch is also the luckiest, so each half "
  + `of these rows is judged at the epoch that the other half has chosen (${epochs.join(" and ")}).`;

export function showAnswer(box, verdict, run, situation, names) {
  const { started, failed } = situation;
  box.className = `card ${!started ? "" : verdict.gain ? "gain" : "none"}`;
  const lines = [element("p", { class: "headline" }, headline(verdict, situation)),
    element("p", { class: "numbers" }, started ? numbersWords(verdict) : startWords(verdict))];
  if (failed) {
    lines.push(element("p", { class: "problem" }, "The error is no longer a number: choose a lower "
      + "learning rate, and begin from the start."));
  }
  if (started) {
    lines.push(...caveats(verdict, run, names).map(words => element("p", {}, words)),
      element("p", { class: "faint" }, howJudged(verdict)));
  }
  const { over, start, startAtRandom } = situation;
  if (over && !verdict.gain && start === "pca") {
    lines.push(element("p", {}, "What lies far from PCA may be found from elsewhere. ",
      element("button", { type: "button", onclick: startAtRandom }, "Start at random")));
  }
  box.replaceChildren(...lines);
}
