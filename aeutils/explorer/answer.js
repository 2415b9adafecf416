// The verdict in words, and how the training fares.

import { element, shortNumber } from "./draw.js";
import { told } from "./words.js";

const FEW_ROWS = 20;
const percent = share => (share > 0.99 ? told`over 99%` : `${Math.round(100 * share)}%`);
const rows = n => (n === 1 ? told`1 row` : told`${n.toLocaleString("en")} rows`);

// Two digits of the standard error, and as many decimals of the ratio.
function ratioWords({ ratio, standardError }) {
  const decimals = standardError > 0
    ? Math.min(Math.max(1 - Math.floor(Math.log10(standardError)), 2), 4) : 2;
  return `${ratio.toFixed(decimals)} ± ${standardError.toFixed(decimals)}`;
}

export const numbersWords = verdict =>
  told`Autoencoder ${shortNumber(verdict.autoencoder)}, PCA ${shortNumber(verdict.pca)}, on
    ${rows(verdict.n)} that neither has seen: ${ratioWords(verdict)} of PCA’s error.`;

export function headline(verdict, { over, started, start }) {
  if (!started) {
    return start === "pca" ? told`Still at the start, where the autoencoder is PCA.`
      : told`Still at the start, where its weights are random.`;
  }
  if (verdict.gain) {
    const less = percent(1 - verdict.ratio);
    return over ? told`The autoencoder beats PCA here: ${less} less error.`
      : told`The autoencoder beats PCA here so far: ${less} less error.`;
  }
  const worse = verdict.ratio - 1 > 2 * verdict.standardError && verdict.ratio > 1.001;
  if (!over) return worse ? told`Not better than PCA yet.` : told`No gain so far.`;
  if (worse) return told`No gain: PCA is better here.`;
  return verdict.ratio < 0.95 ? told`No gain that is more than chance: PCA is simpler.`
    : told`No gain: PCA does as well here, and is simpler.`;
}

const startWords = ({ autoencoder, pca, n }) =>
  told`On ${rows(n)} that neither has seen PCA’s error is ${shortNumber(pca)}, the
    autoencoder’s ${shortNumber(autoencoder)}. Press Play.`;

// What else a reader should know before they believe it. `filled` is the column with many gaps, where
// these are filled.
export function caveats(verdict, run, names, filled) {
  const found = [], { n, wild } = verdict;
  const least = Math.min(...run.heldOut), last = run.heldOut.at(-1);
  if (n < FEW_ROWS) found.push(told`Only ${rows(n)} judge it: little evidence.`);
  if (wild !== undefined) {
    found.push(told`More than half of PCA’s error is that of ${names(wild)}: look at that row first.`);
  }
  if (filled) {
    found.push(told`${percent(filled.share)} of ${filled.name} are filled in, and count as true: is there
      still a gain without this column?`);
  }
  if (run.heldOut.length > 5 && last > 1.05 * least) {
    const best = run.heldOut.indexOf(least);
    found.push(run.train.at(-1) < run.train[best]
      ? told`Since epoch ${best} the held-out error has risen: it learns its own rows by heart.`
      : told`Since epoch ${best} the held-out error has risen.`);
  }
  return found;
}

export const howJudged = ({ epochs }) =>
  told`± is one standard error; a gain counts from two. The best epoch is also the luckiest, so each half
    of these rows is judged at the epoch that the other half has chosen (${epochs[0]} and ${epochs[1]}).`;

export function showAnswer(box, verdict, run, situation, names) {
  const { started, failed, filled } = situation;
  box.className = `card ${!started ? "" : verdict.gain ? "gain" : "none"}`;
  const lines = [element("p", { class: "headline" }, headline(verdict, situation)),
    element("p", { class: "numbers" }, started ? numbersWords(verdict) : startWords(verdict))];
  if (failed) {
    lines.push(element("p", { class: "problem" }, told`The error is no longer a number: choose a lower
      learning rate, and begin from the start.`));
  }
  if (started) {
    lines.push(...caveats(verdict, run, names, filled).map(words => element("p", {}, words)),
      element("p", { class: "faint" }, howJudged(verdict)));
  }
  const { over, start, startAtRandom } = situation;
  if (over && !verdict.gain && start === "pca") {
    lines.push(element("p", {}, told`What lies far from PCA may be found from elsewhere.`, " ",
      element("button", { type: "button", onclick: startAtRandom }, told`Start at random`)));
  }
  box.replaceChildren(...lines);
}
