// The page: data, settings, a worker that trains, and what one sees of it.

import { showAnswer, numbersWords, headline } from "./answer.js";
import { Chart, chartWords } from "./chart.js";
import { classButton, gridSwitch, oncePerFrame } from "./controls.js";
import { firstChoices, tableChoices, tableSet, thinned } from "./table.js";
import { MOST_CHARACTERS } from "./csv.js";
import { sampleName } from "./data.js";
import { darkScheme, element, shortNumber } from "./draw.js";
import { firstPoints, handSet, Pad } from "./hand.js";
import { LiveMap, Space, WorstRows } from "./live.js";
import { asPython } from "./python.js";
import { gaps, prepare, shownData, split, unpackSets, withoutGaps } from "./sets.js";
import {
  defaults, drawNetwork, forWorker, fromAddress, makeControl, problem, SETTINGS, toAddress,
} from "./settings.js";
import { valuesTable } from "./values.js";
import { Walks } from "./walks.js";

const onPage = id => document.getElementById(id);
const FULL_SPEED = 0, WATCHED = 20;
const button = (words, onclick, attributes = {}) =>
  element("button", { type: "button", onclick, ...attributes }, words);

function startWorker(hear) {
  const code = new Blob([onPage("worker").textContent], { type: "text/javascript" });
  const worker = new Worker(URL.createObjectURL(code));
  worker.onmessage = ({ data }) => hear(data);
  worker.onerror = event => { throw event.error ?? new Error(event.message); };
  return worker;
}

class Playground {
  constructor({ sets, limits }) {
    Object.assign(this, { sets, limits, fill: false, pace: WATCHED, runId: 0, pending: false });
    this.state = { nearest: 0, fade: 1, grid: false, hidden: new Set(), walk: [0, 0] };
    this.worker = startWorker(message => this.hear(message));
    this.draw = oncePerFrame(onlyMoved => this.drawAll(onlyMoved));
    const { key, settings } = fromAddress(location.hash);
    this.settings = settings;
    this.wanted = key;
    this.chosen = sets.find(set => set.key === key) ?? sets[0];
    this.buildPlay();
    this.buildData();
    this.buildSettings();
    this.buildProgress();
    this.buildOut();
    this.walks = new Walks(onPage("walks"), onPage("walk"), {
      choose: (name, values) => this.choose(name, { ...defaults(), ...values }),
      play: () => this.order("play"), state: () => ({ verdict: this.verdict, run: this.run,
        over: this.over }), focus: () => this.playButton.focus() });
    this.acceptDrops();
    this.restart();
    new ResizeObserver(() => this.draw()).observe(onPage("page"));
    darkScheme.addEventListener("change", () => this.draw());
  }

  // ---- Data and settings.

  choose(key, settings) {
    this.chosen = this.sets.find(set => set.key === key);
    this.settings = settings;
    this.showSettings();
    this.restart();
  }

  get standardise() {
    const { prepare: how } = this.settings;
    return how === "auto" ? this.chosen.standardise : how === "standardise";
  }

  // The rows that are used: without gaps unless these are filled, and not more than were asked for.
  get usedSet() {
    const whole = this.fill ? this.chosen : withoutGaps(this.chosen);
    const { rows } = this.settings;
    return thinned(whole, Math.min(rows === "all" ? Infinity : Number(rows), this.limits.mostRows));
  }

  change(name, value) {
    this.settings[name] = value;
    this.restart();
  }

  // What is wrong, as a sentence, or nothing.
  problem() {
    const { fewestRows } = this.limits;
    if (this.set.count < fewestRows) {
      return `There are ${this.set.count} rows, and at least ${fewestRows} are needed.`;
    }
    return problem(this.settings, this.set);
  }

  // Everything from the start: PCA and a new network.
  restart() {
    this.set = this.usedSet;
    const { set } = this, wrong = this.problem();
    Object.assign(this, { run: undefined, verdict: undefined, over: false, playing: false });
    this.showData();
    this.showNetwork(wrong);
    this.writeAddress();
    this.runId += 1;
    if (this.pending) {                         // it is busy with what nobody waits for any more
      this.worker.terminate();
      this.worker = startWorker(message => this.hear(message));
    }
    this.pending = !wrong;
    this.showPlay();
    if (wrong) return;
    this.parts = split(set.count, Number(this.settings.seed));
    const { train, heldOut, shown } = this.parts;
    const { rows, spread, offset } = prepare(set, train, this.standardise);
    Object.assign(this, { spread, offset });
    const settings = { ...forWorker(this.settings, train.length), pace: this.pace };
    this.worker.postMessage({ order: "start", id: this.runId, X: rows, width: set.width, train,
      heldOut, shown, settings }, [rows.buffer]);
  }

  order(order, more = {}) {
    if (this.run) this.worker.postMessage({ order, ...more });
    if (order === "play" && this.run) this.playing = true;
    this.showPlay();
  }

  // ---- What the worker tells.

  hear(message) {
    if (message.kind === "table") this.takeTable(message);
    else if (message.id !== this.runId) return;
    else if (message.kind === "ready") this.begin(message);
    else if (message.kind === "view") this.show(message);
    else if (message.kind === "codes") this.saveCodes(message);
  }

  toUnits(values) {
    const { width } = this.set, { scale, mean } = this.run;
    return values.map((value, at) => {
      const j = at % width;
      return (value * scale + mean[j]) * this.spread[j] + this.offset[j];
    });
  }

  begin(ready) {
    this.pending = false;
    const { set, state, spread } = this, k = Number(this.settings.k);
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
    this.maps = [reducer("PCA", 1), reducer("Autoencoder", ready.scale)].map(
      each => new LiveMap(this.data, each, state, callbacks));
    this.maps[0].update(ready.codes, ready.decoder);
    state.active = this.maps[1];
    onPage("maps").replaceChildren(...this.maps.map(map => map.box));
    this.buildLegend();
    this.buildRows(ready);
    this.showPlay();
  }

  buildLegend() {
    const { data, state } = this;
    this.classes = this.set.classes;
    onPage("legend").replaceChildren(...data.classes.map((name, label) =>
      classButton(label, name, state, this.draw)), gridSwitch(state, this.draw));
    onPage("units").textContent = "Errors are mean squared errors, "
      + (this.standardise ? "each column in standard deviations."
        : data.imageShape ? "ink from 0 to 1." : "in the squared units of the columns.");
  }

  buildRows(ready) {
    const box = onPage("worst"), space = onPage("space");
    box.replaceChildren(element("h2", {}, "Held-out rows that the autoencoder rebuilds worst"));
    this.worst = new WorstRows(box, this.data, row => sampleName(this.set, row));
    space.hidden = this.set.width > 3 && !this.values;
    this.space = undefined;
    if (this.set.width <= 3) this.buildSpace(ready);
    else {
      this.valuesBox = element("div", { tabindex: 0, class: "values" });
      space.replaceChildren(element("h2", {}, "The nearest row, and what is decoded at each cross"),
        this.valuesBox);
    }
    space.hidden = Boolean(this.data.imageShape);
  }

  buildSpace(ready) {
    const canvas = element("canvas", { role: "img", "aria-label": "The rows in their own space, "
      + "where PCA puts them back, and where the autoencoder does" });
    const legend = element("p", { class: "faint" }, "Grey: the rows. ", element("b", { class: "pca" },
      "Blue"), ": where PCA puts them back. ", element("b", { class: "ae" }, "Orange"),
    ": where the autoencoder does.");
    onPage("space").replaceChildren(element("h2", {}, "The rows themselves, and rebuilt"), canvas,
      legend);
    this.space = new Space(canvas, this.data);
    this.rebuilt = { pca: this.toUnits(ready.rebuilt), autoencoder: this.toUnits(ready.rebuilt) };
  }

  show(view) {
    const { run } = this;
    run.train.splice(view.first, Infinity, ...view.train);
    run.heldOut.splice(view.first, Infinity, ...view.heldOut);
    Object.assign(this, { verdict: view.verdict, over: view.over, failed: view.failed,
      playing: view.playing, epoch: view.epoch, back: view.back });
    this.maps[1].update(view.codes, view.decoder);
    if (this.space) this.rebuilt.autoencoder = this.toUnits(view.rebuilt);
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
    const situation = { over: this.over, started, start: this.settings.start, failed: this.failed };
    showAnswer(onPage("answer"), this.verdict, this.run, situation,
      row => sampleName(this.set, this.parts.heldOut[row]));
    if (this.playing || this.back) return;
    const words = `${headline(this.verdict, situation)} ${numbersWords(this.verdict)}`;
    if (started && this.told !== words) onPage("status").textContent = words;
    this.told = words;
  }

  drawAll(onlyMoved) {
    if (!this.run || !this.run.heldOut.length) return;
    this.maps.forEach(map => map.draw(onlyMoved));
    if (this.space) this.space.draw(this.rebuilt, this.state.nearest);
    else if (this.valuesBox) {
      this.valuesBox.replaceChildren(...valuesTable(this.data, this.maps, this.state));
    }
    if (this.pad) this.pad.draw();
    if (!onlyMoved) {
      this.chart.draw(this.run, this.epoch);
      this.chart.canvas.setAttribute("aria-label", chartWords(this.run));
    }
  }

  tellPlace() {                         // for those who do not see the maps
    clearTimeout(this.timer);
    if (this.playing) return;
    this.timer = setTimeout(() => {
      const { active, nearest } = this.state;
      onPage("status").textContent = `${active.reducer.name} at ${active.place()}. Nearest row: `
        + `${sampleName(this.data, nearest)}. Its error: ${this.maps.map(map =>
          `${map.reducer.name} ${shortNumber(map.error)}`).join(", ")}.`;
    }, 400);
  }

  // ---- The row of buttons.

  buildPlay() {
    this.playButton = button("▶ Play", () => this.order(this.playing ? "pause" : "play"),
      { class: "main" });
    this.stepButton = button("One step", () => this.order("step"));
    this.epochButton = button("One epoch", () => this.order("epoch"));
    this.restartButton = button("From the start", () => this.restart());
    const pace = element("select", { onchange: () => {
      this.pace = Number(pace.value);
      this.order("pace", { pace: this.pace });
    } }, ...[[2, "2 epochs a second"], [WATCHED, "20 epochs a second"], [FULL_SPEED, "full speed"]].map(
      ([value, words]) => element("option", { value }, words)));
    pace.value = this.pace;
    this.count = element("span", { class: "count" });
    onPage("play").append(this.playButton, this.stepButton, this.epochButton, this.restartButton,
      element("label", {}, "at", pace), this.count);
  }

  showPlay() {
    const { run, over, playing } = this;
    this.playButton.textContent = playing ? "❚❚ Pause" : "▶ Play";
    this.playButton.disabled = !run || over;
    this.stepButton.disabled = this.epochButton.disabled = !run || over;
    const epoch = run ? Math.floor(this.epoch ?? 0) : 0;
    this.count.textContent = `epoch ${epoch} of ${this.settings.epochs}`;
    if (!run) return;
    const last = Math.max(run.heldOut.length - 1, 0);
    this.backSlider.max = last;
    if (!this.back) this.backSlider.value = last;
    this.backWords.textContent = this.back ? `epoch ${epoch}` : "now";
  }

  // ---- The figure and the way back.

  buildProgress() {
    const canvas = element("canvas", { role: "img", "aria-label": "" });
    this.chart = new Chart(canvas);
    this.backSlider = element("input", { type: "range", min: 0, max: 0, step: 1, value: 0,
      oninput: () => this.order("show", { epoch: Number(this.backSlider.value) }) });
    this.backWords = element("output", {}, "now");
    onPage("progress").append(element("h2", {}, "Mean squared error by epoch ",
      element("span", { class: "faint" }, "thick: on held-out rows; dashed: on the rows it learns from")),
    canvas, element("label", { class: "back" }, "Back through the epochs", this.backSlider,
      this.backWords));
  }

  // ---- Settings.

  buildSettings() {
    this.network = element("div");
    this.controls = SETTINGS.map(setting =>
      [setting[0], makeControl(setting, this.settings[setting[0]],
        (name, value) => this.change(name, value))]);
    this.wrong = element("p", { class: "problem", role: "alert" });
    onPage("settings").append(element("h2", {}, "The network, and how it learns"), this.network,
      this.wrong, ...this.controls.map(([, { label }]) => label));
  }

  showSettings() {
    for (const [name, { control }] of this.controls) control.value = this.settings[name];
  }

  showNetwork(wrong) {
    this.wrong.textContent = wrong;
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
      history.replaceState(null, "", toAddress(this.chosen.key, this.settings));
    } catch {
      // a frame without an address of its own
    }
  }

  // ---- The data's card.

  buildData() {
    this.picker = element("select", { "aria-label": "Data", onchange: () => {
      const key = this.picker.value;
      if (key === "hand" && !this.sets.some(set => set.key === key)) this.openPad();
      this.chosen = this.sets.find(set => set.key === this.picker.value);
      this.restart();
    } });
    this.about = element("div");
    this.file = element("input", { type: "file", accept: ".csv,.tsv,.txt,text/csv", hidden: "",
      onchange: () => this.readFile(this.file.files[0]) });
    const paste = element("textarea", { rows: 4, "aria-label": "A table to paste here",
      placeholder: "… or paste a table here", oninput: () => {
        if (paste.value.trim()) this.readText(paste.value, "pasted.csv");
      } });
    this.said = element("p", { class: "problem", role: "alert" });
    onPage("data").append(element("h2", {}, "The rows"), this.picker, this.about,
      element("details", {}, element("summary", {}, "Your own table"),
        element("p", { class: "faint" }, "CSV as Excel, R or pandas write it. It stays in this page: "
          + "nothing is sent anywhere."),
        element("p", {}, button("Choose a file", () => this.file.click()), " or drop it anywhere"),
        this.file, paste), this.said);
    if (["own", "hand"].includes(this.wanted) || (this.wanted && !this.sets.some(
      set => set.key === this.wanted))) {
      this.said.textContent = "The address names rows that it does not hold, since these never leave "
        + "a page: choose the table again.";
    }
  }

  showData() {
    const { chosen } = this;
    const others = this.sets.some(({ key }) => key === "hand") ? [] : [["hand", "Draw points by hand"]];
    this.picker.replaceChildren(...[...this.sets.map(({ key, title }) => [key, title]), ...others].map(
      ([value, words]) => element("option", { value }, words)));
    this.picker.value = chosen.key;
    const missing = gaps(chosen), parts = [element("p", {}, chosen.sentence)];
    if (missing.rows) parts.push(this.gapChoice(missing));
    if (this.set.drawn) {
      parts.push(element("p", {}, `${this.set.count.toLocaleString("en")} of `
        + `${this.set.drawn.toLocaleString("en")} rows are used, drawn at random.`));
    }
    if (chosen.key === "own") {
      parts.push(...this.ownSentences.map(words => element("p", { class: "faint" }, words)),
        ...this.ownChoices);
    }
    this.about.replaceChildren(...parts);
    if (chosen.key === "hand") this.about.append(this.pad.box);
  }

  gapChoice({ rows, columns }) {
    const choice = element("select", { onchange: () => {
      this.fill = choice.value === "fill";
      this.restart();
    } }, element("option", { value: "leave" }, "leave these rows out"),
    element("option", { value: "fill" }, "fill with the column’s mean"));
    choice.value = this.fill ? "fill" : "leave";
    return element("p", {}, element("label", { class: "stacked" }, `${rows.toLocaleString("en")} rows `
      + `have gaps, in ${columns} column${columns > 1 ? "s" : ""}:`, choice));
  }

  openPad() {
    const points = firstPoints();
    this.pad = new Pad(points, () => {
      Object.assign(this.chosen, handSet(points));
      this.restart();
    });
    this.sets.push(handSet(points));
    if (Number(this.settings.k) > 1) {
      this.settings.k = "1";
      this.showSettings();
    }
  }

  // ---- A table of the reader's own.

  acceptDrops() {
    const over = shown => event => {
      event.preventDefault();
      document.body.classList.toggle("dropping", shown);
    };
    document.addEventListener("dragover", over(true));
    document.addEventListener("dragleave", over(false));
    document.addEventListener("drop", event => {
      over(false)(event);
      const file = event.dataTransfer.files[0], text = event.dataTransfer.getData("text/plain");
      if (file) this.readFile(file);
      else if (text) this.readText(text, "dropped.csv");
    });
  }

  async readFile(file) {
    if (!file) return;
    if (file.size > MOST_CHARACTERS) {
      this.said.textContent = `${file.name} has more than 20 MB: take a part of its rows.`;
      return;
    }
    const bytes = await file.arrayBuffer();
    let text;
    try {
      text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch {                                   // Excel's own on Windows
      const [a, b] = new Uint8Array(bytes);
      text = new TextDecoder(a === 255 && b === 254 ? "utf-16le" : "windows-1252").decode(bytes);
    }
    this.readText(text, file.name);
  }

  readText(text, name) {
    this.readName = name;
    this.said.textContent = "Reading …";
    const reader = startWorker(message => {
      this.takeTable(message);
      reader.terminate();
    });
    reader.postMessage({ order: "read", text });
  }

  takeTable(table) {
    this.said.textContent = table.refused ?? "";
    if (table.refused) return;
    this.ownTable = table;
    this.own = firstChoices(table);
    this.useTable();
  }

  useTable() {
    try {
      const { set, sentences } = tableSet(this.ownTable, this.readName, this.own, this.limits);
      this.said.textContent = "";
      this.ownSentences = sentences;
      this.sets = [...this.sets.filter(({ key }) => key !== "own"), set];
      this.chosen = set;
    } catch (error) {
      this.said.textContent = error.message;
      return;
    }
    const open = this.about.querySelector("details")?.open;
    this.ownChoices = tableChoices(this.ownTable, this.own, () => this.useTable());
    if (open) this.ownChoices.at(-1).open = true;
    while (Number(this.settings.k) > 1 && Number(this.settings.k) >= this.chosen.width) {
      this.settings.k = String(Number(this.settings.k) - 1);
    }
    this.showSettings();
    this.restart();
  }

  // ---- Out again.

  buildOut() {
    const text = element("textarea", { rows: 16, readonly: "", "aria-label": "The same in Python" });
    const close = button("Close", () => dialog.close());
    const copied = element("span", { role: "status" });
    const copy = button("Copy", async () => {
      text.select();
      try {
        await navigator.clipboard.writeText(text.value);
      } catch {
        document.execCommand("copy");
      }
      copied.textContent = "Copied.";
    });
    const dialog = element("dialog", { "aria-label": "The same in Python" },
      element("h2", {}, "The same in Python"), text, element("p", { class: "row" }, copy, close, copied));
    onPage("out").append(element("h2", {}, "Take it with you"), element("p", { class: "row" },
      button("Copy as Python", () => {
        [text.value, copied.textContent] = [this.python(), ""];
        dialog.showModal();
      }), ...["PCA", "Autoencoder"].map((name, m) => button(`${name}’s map, PNG`, () =>
        this.maps?.[m].picture().toBlob(blob => this.download(blob, `${name.toLowerCase()}.png`)))),
      button("Codes of all rows, CSV", () => this.order("codes", { epoch: this.epoch }))),
    element("p", { class: "faint" }, "The page’s address holds data’s name and settings, never rows: "
      + "it can be sent on."), dialog);
  }

  python() {
    const fill = this.fill && gaps(this.chosen).rows > 0;
    return asPython(this.set, this.settings, { standardise: this.standardise, fill });
  }

  download(blob, name) {
    const link = element("a", { href: URL.createObjectURL(blob), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  saveCodes({ pca, autoencoder }) {
    const { set } = this, k = Number(this.settings.k), heldOut = new Set(this.parts.heldOut);
    const safe = text => `"${(/^[=+@-]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
    const numbers = Array.from({ length: k }, (_, c) => c);
    const head = ["row", ...(set.labels.length ? ["label"] : []), "held_out",
      ...numbers.map(c => `pca_${c + 1}`), ...numbers.map(c => `autoencoder_${c + 1}`)];
    const lines = set.ids.map((id, i) => [id,
      ...(set.labels.length ? [safe(set.classes[set.labels[i]])] : []), heldOut.has(i) ? 1 : 0,
      ...pca.subarray(i * k, (i + 1) * k), ...autoencoder.subarray(i * k, (i + 1) * k)].join(","));
    this.download(new Blob([`${[head.join(","), ...lines].join("\n")}\n`], { type: "text/csv" }),
      "codes.csv");
  }
}

async function startPlayground() {
  return new Playground(await unpackSets(onPage("sets").textContent, onPage("store").textContent));
}

if (window.missingFeatures.length === 0) window.playground = startPlayground();
