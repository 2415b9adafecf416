// Guided walks: steps that set the page, ask for a prediction, and let the page answer.

import { element } from "./draw.js";
import { put, told } from "./words.js";

const FROM_START = { k: "2", hidden: "32, 16", start: "pca", rows: "all", epochs: "100" };

// A step: words; `set` (data and settings), `play` to the end; `ask` a prediction, with the choice
// that `right` tells from the verdict.
const WALKS = [
  { title: told`Nothing to gain`, steps: [
    { words: told`Ten columns, made of three causes by sums alone, plus noise. Nothing in these rows is bent.`,
      set: ["linear", { k: "3" }] },
    { words: told`Three numbers a row, for three causes. PCA finds them along straight lines. An autoencoder
      may bend, and has a hundred epochs to learn how.`,
    ask: [told`What will it leave of PCA’s error on rows that neither has seen?`,
      [told`about half`, told`a little less`, told`no less`], ({ gain, ratio }) =>
        (gain ? (ratio < 0.75 ? 0 : 1) : 2)] },
    { words: told`Watch both maps, and the thick line against PCA’s.`, play: true },
    { words: told`The maps hardly moved, and the thick line stayed on PCA’s. The dashed one, on rows that
      it learns from, went lower: that is noise learned, not structure.`, answer: true },
    { words: told`On straight data PCA is the best that there is. An autoencoder that starts as PCA at
      least knows where to stop. Try k of 1, or noise alone: is there ever a gain?` },
  ] },
  { title: told`What PCA cannot`, steps: [
    { words: told`A sheet, rolled up. The symbols count along the roll, 1 inside, 8 outside.`,
      set: ["roll", {}] },
    { words: told`Two numbers would say exactly where on the sheet a point lies. PCA’s map is a shadow of
      the roll: sheets lie upon each other.`,
    ask: [told`Which share of PCA’s error can be saved by bending?`,
      [told`none`, told`a quarter`, told`more than half`], ({ gain, ratio }) =>
        (gain ? (ratio < 0.5 ? 2 : 1) : 0)] },
    { words: told`Watch the right map: it begins as PCA’s. And watch where the rows are put back.`,
      play: true },
    { words: told`Stretches of the roll that lay upon each other have come apart, most of them, and the
      orange points lie on the roll, not on a plane through it. Move the slider back to see how.`, answer: true },
    { words: told`A network can bend, but it does not know how to unroll: from another seed it finds another
      way. Change the seed in the settings and play again: how much of the gain is luck?` },
  ] },
  { title: told`Learning by heart`, steps: [
    { words: told`Thirty pictures of digits: 24 to learn from, 6 to be judged by.`,
      set: ["digits", { rows: "30", hidden: "64, 32", decay: "0", epochs: "200", batch: "8" }] },
    { words: told`The network has thousands of weights for 24 pictures.`,
      ask: [told`After 200 epochs, where will its error be below PCA’s?`,
        [told`on all rows`, told`on the rows it learned from only`, told`nowhere`], (verdict, run) => {
          const last = run.heldOut.at(-1) < run.pca;
          return run.train.at(-1) < run.pca ? (last && verdict.gain ? 0 : 1) : 2;
        }] },
    { words: told`Watch the two lines part: dashed on rows that it learns from, thick on rows held out.`,
      play: true },
    { words: told`The dashed line goes to nothing: it knows its 24 pictures by heart. Of six others it knows
      no more, and six rows judge with a large standard error.`, answer: true },
    { words: told`Now the same network with 300 rows, then with all: how many pictures does it take until
      it is worth its trouble?`, set: ["digits", { rows: "300", hidden: "64, 32", batch: "32" }] },
  ] },
];

export class Walks {
  // `page` can `choose(key, settings)`, `play()`, and tells `state()`: { verdict, run, over }.
  constructor(buttons, box, page) {
    Object.assign(this, { box, page });
    buttons.append(element("span", { class: "faint" }, told`Guided, five steps each:`),
      ...WALKS.map(walk => element("button", { type: "button", onclick: () => this.begin(walk) },
        walk.title)));
  }

  begin(walk) {
    Object.assign(this, { walk, guess: undefined });
    this.go(0);
  }

  go(at) {
    this.at = at;
    const step = this.walk.steps[at];
    if (step.set) this.page.choose(step.set[0], { ...FROM_START, ...step.set[1] });
    if (step.play) this.page.play();
    this.show();
    this.box.hidden = false;
    this.box.querySelector("h2").focus();
  }

  show() {
    const { walk, at } = this, step = walk.steps[at], last = at === walk.steps.length - 1;
    const heading = element("h2", { tabindex: -1 }, told`${walk.title}, step ${at + 1} of
      ${walk.steps.length}`);
    this.next = element("button", { type: "button", class: "main", onclick: () =>
      (last ? this.end() : this.go(at + 1)) }, last ? told`Done` : told`Next`);
    const stop = element("button", { type: "button", onclick: () => this.end() }, told`Leave`);
    const words = element("p", {}, step.words);
    this.box.replaceChildren(heading, words);
    if (step.ask) this.ask(step.ask);
    this.said = element("p", { class: "headline" });
    this.box.append(this.said, element("p", { class: "row" }, this.next, ...(last ? [] : [stop])));
    this.update();
  }

  ask([question, choices, right]) {
    this.right = right;
    this.choices = choices;
    const radios = choices.map((words, i) => {
      const radio = element("input", { type: "radio", name: "guess", onchange: () => {
        this.guess = i;
        this.update();
      } });
      return element("label", {}, radio, words);
    });
    this.box.append(element("fieldset", {}, element("legend", {}, told`First your guess: ${question}`),
      element("div", { class: "row" }, ...radios)));
  }

  // Where a guess or the end of a training is waited for.
  update() {
    if (!this.walk) return;
    const step = this.walk.steps[this.at], { verdict, run, over } = this.page.state();
    this.next.disabled = Boolean((step.ask && this.guess === undefined) || (step.play && !over));
    if (step.answer && verdict && this.guess !== undefined) {
      const answer = this.right(verdict, run);
      put(this.said, this.guess === answer ? told`As you said: ${this.choices[answer]}.`
        : told`You said ${this.choices[this.guess]}; it is: ${this.choices[answer]}.`);
    }
  }

  end() {
    this.walk = undefined;
    this.box.hidden = true;
    this.box.replaceChildren();
    this.page.focus();
  }
}
