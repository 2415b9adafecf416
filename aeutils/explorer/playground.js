// The page: data, settings, a worker that trains, and what one sees of it.

import { headline, numbersWords, showAnswer } from "./answer.js";
import { Buttons } from "./buttons.js";
import { Progress } from "./chart.js";
import { classButton, gridSwitch, oncePerFrame } from "./controls.js";
import { sampleName } from "./data.js";
import { colours, darkScheme, element, shortNumber } from "./draw.js";
import { buildLanguages } from "./languages.js";
import { LiveMap, Space, WorstRows } from "./live.js";
import { buildOut, saveCodes } from "./out.js";
import { asPython } from "./python.js";
import { Rows } from "./rows.js";
import { gaps, shownData, split, unpackSets, withoutGaps } from "./sets.js";
import {
  defaults, drawNetwork, forWorker, fromAddress, makeControl, problem, SETTINGS, toAddress,
} from "./settings.js";
import { startWorker, tableFrom } from "./start_worker.js";
import { thinned } from "./table.js";
import { valuesTable } from "./values.js";
import { Walks } from "./walks.js";
import { put, said, told } from "./words.js";

const onPage = id => document.getElementById(id);
const calm = matchMedia("(prefers-reduced-motion: reduce)");

class Playground {
  constructor({ sets, limits }) {
    Object.assign(this, { limits, runId: 0, pending: false });
    this.state = { nearest: 0, fade: 1, grid: false, hidden: new Set(), walk: [0, 0] };
    this.worker = startWorker(message => this.hear(message));
    this.draw = oncePerFrame(onlyMoved => this.drawAll(onlyMoved));
    const { key, settings, language } = fromAddress(location.hash);
    Object.assign(this, { settings, language, wantedK: settings.k });
    buildLanguages(onPage("language"), [document.querySelector("title"), onPage("page")],
      JSON.parse(onPage("chinese").textContent), language ?? navigator.language,
      chosen => this.speak(chosen));
    this.rows = new Rows(onPage("data"), { sets, limits, wanted: key }, () => {
      this.fitK();
      this.restart();
    }, tableFrom);
    this.buttons = new Buttons(onPage("play"), calm.matches, order => {
      if (order === "restart") this.restart();
      else if (order === "pace") this.worker.postMessage({ order, pace: this.buttons.pace });
      else this.order(order);
    });
    this.buildSettings();
    this.progress = new Progress(onPage("progress"), epoch => this.order("show", { epoch }));
    buildOut(onPage("out"), { python: () => this.python(), picture: m => this.maps[m].picture(),
      askCodes: () => this.order("codes", { epoch: this.epoch }) });
    this.walks = new Walks(onPage("walks"), onPage("walk"), {
      choose: (name, values) => this.choose(name, values),
      play: () => this.order("play"), focus: () => this.buttons.play.focus(),
      state: () => ({ verdict: this.verdict, run: this.run, over: this.over }) });
    this.restart();
    new ResizeObserver(() => this.draw()).observe(onPage("page"));
    darkScheme.addEventListener("change", () => this.draw());
  }

  // ---- Data and settings.

  get chosen() { return this.rows.chosen; }

  // Data by name, and settings; those not named are as at first.
  choose(key, settings) {
    Object.assign(this.settings, defaults(), settings);
    this.wantedK = this.settings.k;
    this.rows.choose(key);
  }

  // Rows of few columns: a code of fewer numbers, until others come.
  fitK() {
    const most = Math.max(this.chosen.width - 1, 1);
    this.settings.k = String(Math.min(Number(this.wantedK), most));
    this.showSettings();
  }

  get standardise() {
    const { prepare: how } = this.settings;
    return how === "auto" ? this.chosen.standardise : how === "standardise";
  }

  // The rows that are used: without gaps unless these are filled, and not more than were asked for.
  get usedSet() {
    const whole = this.rows.fill ? this.chosen : withoutGaps(this.chosen);
    const most = this.settings.rows === "all" ? Infinity : Number(this.settings.rows);
    return thinned(whole, Math.min(most, this.limits.mostRows));
  }

  // Another language was chosen: what is no element says it again.
  speak(language) {
    this.language = language;
    this.writeAddress();
    this.showNetwork(this.problem());
    this.draw();
  }

  change(name, value) {
    this.settings[name] = value;
    if (name === "k") this.wantedK = value;
    this.restart();
  }

  // What is wrong, as a sentence, or nothing.
  problem() {
    const { fewestRows } = this.limits;
    if (this.set.count < fewestRows) {
      if (gaps(this.chosen).rows && !this.rows.fill) {
        return told`Only ${this.set.count} rows have no gaps, and at least ${fewestRows} are needed: fill
          the gaps, or learn from fewer columns.`;
      }
      return told`There are ${this.set.count} rows, and at least ${fewestRows} are needed.`;
    }
    return problem(this.settings, this.set);
  }

  // Everything from the start: PCA and a new network.
  restart() {
    this.set = this.usedSet;
    const { set } = this, wrong = this.problem();
    Object.assign(this, { run: undefined, verdict: undefined, over: false, playing: false });
    this.rows.show(set);
    this.showNetwork(wrong);
    this.writeAddress();
    this.runId += 1;
    this.asked = undefined;
    if (this.pending) {                         // it is busy with what nobody waits for any more
      this.worker.terminate();
      this.worker = startWorker(message => this.hear(message));
    }
    this.pending = !wrong;
    this.showPlay();
    if (wrong) return;
    this.parts = split(set.count, Number(this.settings.seed));
    const { train, heldOut, shown } = this.parts;
    const settings = { ...forWorker(this.settings, train.length), pace: this.buttons.pace };
    this.worker.postMessage({ order: "start", id: this.runId, X: set.X, width: set.width, train,
      heldOut, shown, standardise: this.standardise, settings });
  }

  order(order, more = {}) {
    if (!this.run) {
      this.asked = order;                       // for `begin`, when the network is made
      return;
    }
    this.worker.postMessage({ order, ...more });
    if (order === "play") this.playing = true;
    this.showPlay();
  }

  // ---- What the worker tells.

  hear(message) {
    if (message.id !== this.runId) return;
    if (message.kind === "ready") this.begin(message);
    else if (message.kind === "view") this.show(message);
    else if (message.kind === "codes") saveCodes(message, this.set, this.parts.heldOut);
  }

  toUnits(values) {
    const { width } = this.set, { scale, mean, spread, offset } = this.run;
    return values.map((value, at) => {
      const j = at % width;
      return (value * scale + mean[j]) * spread[j] + offset[j];
    });
  }

  begin(ready) {
    this.pending = false;
    const { set, state } = this, { spread } = ready, k = Number(this.settings.k);
    this.run = { ...ready, train: [], heldOut: [] };
    this.data = shownData(set, this.parts.shown, spread);
    if (state.nearest >= this.data.count) state.nearest = 0;
    if (this.classes !== set.classes) state.hidden.clear();
    const offset = this.toUnits(new Float64Array(set.width));
    const reducer = (name, scale) => ({ name, k, codes: ready.codes, paths: ready.decoder,
      decimals: new Array(k).fill(3), scale: spread.map(value => value * scale), offset });
    const callbacks = { draw: this.draw, walk: () => {}, moved: map => {
      this.maps.forEach(other => other === map || other.goToNearest());
      this.draw(true);
      this.tellPlace();
    } };
    this.maps = [reducer("PCA", 1), reducer(told`Autoencoder`, ready.scale)].map(
      each => new LiveMap(this.data, each, state, callbacks));
    this.maps[0].update(ready.codes, ready.decoder);
    state.active = this.maps[1];
    onPage("maps").replaceChildren(...this.maps.map(map => map.box));
    this.buildLegend();
    this.buildRows(ready);
    this.showPlay();
    if (this.asked) this.order(this.asked);
    this.asked = undefined;
  }

  buildLegend() {
    const { data, state } = this;
    this.classes = this.set.classes;
    colours.ordered = Boolean(this.set.ordered);
    onPage("legend").replaceChildren(...data.classes.map((name, label) =>
      classButton(label, name, state, this.draw)), gridSwitch(state, this.draw));
    put(onPage("units"), this.standardise
      ? told`Errors are mean squared errors, each column in standard deviations.`
      : data.imageShape ? told`Errors are mean squared errors, ink from 0 to 1.`
        : told`Errors are mean squared errors, in the squared units of the columns.`);
  }

  // The rows: in their own space where they have two or three columns; else their values, unless they
  // are pictures, and those rebuilt worst.
  buildRows(ready) {
    const box = onPage("worst"), space = onPage("space"), flat = this.set.width <= 3;
    box.replaceChildren(element("h2", {}, told`Held-out rows that the autoencoder rebuilds worst`));
    this.worst = new WorstRows(box, this.data, row => sampleName(this.set, row));
    this.spaces = flat ? [new Space(this.data, "PCA", "--pca"),
      new Space(this.data, told`the autoencoder`, "--ae")] : [];
    this.rebuilt = flat ? [this.toUnits(ready.rebuilt), this.toUnits(ready.rebuilt)] : [];
    this.values = element("div", { class: "values" });
    space.replaceChildren(...(flat
      ? [element("h2", {}, told`The rows themselves, and where each puts them back`),
        element("div", { class: "spaces" }, ...this.spaces.map(each => each.box))]
      : [element("h2", {}, told`The nearest row, and what is decoded at each cross`), this.values]));
    space.className = flat ? "card wide" : "card";
    space.hidden = Boolean(this.data.imageShape);
    box.hidden = flat;
  }

  show(view) {
    const { run } = this;
    run.train.splice(view.first, Infinity, ...view.train);
    run.heldOut.splice(view.first, Infinity, ...view.heldOut);
    Object.assign(this, { verdict: view.verdict, over: view.over, failed: view.failed,
      playing: view.playing, epoch: view.epoch, back: view.back });
    this.maps[1].update(view.codes, view.decoder);
    if (this.spaces.length) this.rebuilt[1] = this.toUnits(view.rebuilt);
    this.threads = view.worst.map(({ place }) => place).filter(place => place < this.data.count);
    this.worst.show(view.worst.map(each => ({ ...each, pca: this.toUnits(each.pca),
      autoencoder: this.toUnits(each.autoencoder),
      x: this.set.X.subarray(each.row * this.set.width, (each.row + 1) * this.set.width) })));
    this.showPlay();
    this.showVerdict();
    this.walks.update();
    this.draw();
  }

  showVerdict() {
    const started = this.run.heldOut.length > 1;
    const situation = { over: this.over, started, start: this.settings.start,
      filled: this.rows.fill && this.rows.gappy, failed: this.failed, startAtRandom: () => {
        this.settings.start = "random";
        this.showSettings();
        this.restart();
        this.buttons.play.focus();
      } };
    showAnswer(onPage("answer"), this.verdict, this.run, situation,
      row => sampleName(this.set, this.parts.heldOut[row]));
    if (this.playing || this.back) return;
    const words = told`${headline(this.verdict, situation)} ${numbersWords(this.verdict)}`;
    if (started && this.last !== said(words)) put(onPage("status"), words);
    this.last = said(words);
  }

  drawAll(onlyMoved) {
    if (!this.run || !this.run.heldOut.length) return;
    this.maps.forEach(map => map.draw(onlyMoved));
    this.spaces.forEach((space, m) =>
      space.draw(this.rebuilt[m], this.state.nearest, this.threads));
    if (!this.spaces.length) {
      this.values.replaceChildren(...valuesTable(this.data, this.maps, this.state));
    }
    if (!onlyMoved) this.progress.draw(this.run, this.epoch);
  }

  tellPlace() {                         // for those who do not see the maps
    clearTimeout(this.timer);
    if (this.playing) return;
    this.timer = setTimeout(() => {
      const { active, nearest } = this.state, [pca, autoencoder] = this.maps.map(
        map => shortNumber(map.error));
      put(onPage("status"), told`${active.reducer.name} at ${active.place()}. Nearest row:
        ${sampleName(this.data, nearest)}. Its error: PCA ${pca}, Autoencoder ${autoencoder}.`);
    }, 400);
  }

  // ---- Buttons, and the way back.

  showPlay() {
    const { run, over, playing, back, pending: waits } = this;
    const epoch = run ? Math.floor(this.epoch ?? 0) : 0;
    this.buttons.show({ ready: Boolean(run), waits, over, playing, epoch,
      epochs: this.settings.epochs });
    if (run) this.progress.show({ last: Math.max(run.heldOut.length - 1, 0), epoch, back });
  }

  // ---- Settings.

  buildSettings() {
    this.network = element("div");
    this.controls = SETTINGS.map(setting =>
      [setting[0], makeControl(setting, this.settings[setting[0]],
        (name, value) => this.change(name, value))]);
    this.wrong = element("p", { class: "problem", role: "alert" });
    onPage("settings").append(element("h2", {}, told`The network, and how it learns`), this.network,
      this.wrong, ...this.controls.map(([, { label }]) => label));
  }

  showSettings() {
    for (const [name, { control }] of this.controls) control.value = this.settings[name];
  }

  showNetwork(wrong) {
    put(this.wrong, wrong);
    this.wrong.hidden = !wrong;
    const box = onPage("answer");
    if (wrong) {
      box.className = "card";
      box.replaceChildren(element("p", { class: "problem" }, wrong));
      return;
    }
    this.network.innerHTML = drawNetwork(this.set.width, this.settings);
  }

  writeAddress() {
    try {
      history.replaceState(null, "", toAddress(this.chosen.key, this.settings, this.language));
    } catch {
      // a frame without an address of its own
    }
  }

  python() {
    const fill = this.rows.fill && gaps(this.chosen).rows > 0;
    return asPython(this.set, this.settings, { standardise: this.standardise, fill });
  }
}

async function startPlayground() {
  return new Playground(await unpackSets(onPage("sets").textContent, onPage("store").textContent));
}

if (window.missingFeatures.length === 0) window.playground = startPlayground();
