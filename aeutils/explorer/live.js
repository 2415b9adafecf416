// What moves as it trains: two maps, the rows themselves where they have two or three columns, and
// the rows that are rebuilt worst.

import { drawSymbol, element, pageColour, rowFigure, sharpPen, shortNumber } from "./draw.js";
import { labelAt } from "./data.js";
import { SampleMap } from "./map.js";
import { decimalsFor } from "./sets.js";
import { put, told } from "./words.js";

// A map whose codes and decoder change. A pointer that stays where it is keeps its place.
export class LiveMap extends SampleMap {
  listen() {
    super.listen();
    this.front.addEventListener("pointermove", event => { this.pointer = event; });
    for (const end of ["pointerleave", "keydown"]) {
      this.front.addEventListener(end, () => { this.pointer = undefined; });
    }
  }

  update(codes, paths) {
    const { reducer } = this;
    Object.assign(reducer, { codes, paths, fades: false });
    this.range = [0, 1].map(axis => this.rangeOf(axis));
    reducer.decimals = Array.from({ length: reducer.k }, (none, number) => {
      const values = codes.filter((value, at) => at % reducer.k === number);
      const [low, high] = [Math.min(...values), Math.max(...values)];
      const slider = this.sliders.find(each => each.number === number)?.slider;
      if (slider) Object.assign(slider, { min: low, max: high });
      return decimalsFor(low, high);
    });
    if (this.pointer && this.width) this.moveToPointer(this.pointer);
    else this.goToNearest();
  }

  // The map as a picture.
  picture() {
    const canvas = element("canvas"), { back, front } = this;
    [canvas.width, canvas.height] = [back.width, back.height];
    const pen = canvas.getContext("2d");
    pen.fillStyle = pageColour("--card");
    pen.fillRect(0, 0, canvas.width, canvas.height);
    for (const layer of [back, front]) pen.drawImage(layer, 0, 0);
    return canvas;
  }
}

// ---- Rows of two or three columns: where they lie, and where one of the two puts them back.

// Three columns are seen from a little above, the second going away: a roll from its open side.
const place = (X, i, width) => {
  const x = X[i * width], y = X[i * width + 1];
  return width === 2 ? [x, y] : [x + 0.16 * y, X[i * width + 2] + 0.12 * y];
};

export class Space {
  constructor(data, name, colour) {
    Object.assign(this, { data, colour });
    this.canvas = element("canvas", { role: "img", "aria-label":
      told`The rows in their own space, and where ${name} puts them back` });
    this.box = element("div", {}, this.canvas, element("p", { class: "faint" }, told`Grey: the rows.`,
      " ", element("b", { class: colour === "--ae" ? "ae" : "pca" },
        told`Coloured: where ${name} puts them back.`),
      " ", told`Lines: the nearest row, and the held-out rows put back worst.`));
    const points = Array.from({ length: data.count }, (_, i) => place(data.X, i, data.width));
    this.range = [0, 1].map(axis => {
      const values = points.map(point => point[axis]);
      return [Math.min(...values), Math.max(...values)];
    });
  }

  // The same scale across and up, so that shapes stay what they are.
  scale() {
    const [[left, right], [low, high]] = this.range;
    const unit = 0.9 * Math.min(this.width / (right - left || 1), this.height / (high - low || 1));
    const [middle, centre] = [(left + right) / 2, (low + high) / 2];
    this.toScreen = ([x, y]) => [this.width / 2 + unit * (x - middle),
      this.height / 2 - unit * (y - centre)];
  }

  // `threads` are the numbers of rows from which a line leads to where they are put back.
  draw(rebuilt, nearest, threads) {
    const { canvas, data } = this;
    [this.width, this.height] = [canvas.clientWidth, canvas.clientHeight];
    if (!this.width) return;
    const pen = sharpPen(canvas, this.width, this.height);
    this.scale();
    pen.fillStyle = pageColour("--line");
    pen.globalAlpha = 0.55;
    for (let i = 0; i < data.count; i++) this.dot(pen, data.X, i, 1.8);
    pen.globalAlpha = 0.9;
    pen.fillStyle = pen.strokeStyle = pageColour(this.colour);
    for (let i = 0; i < data.count; i++) this.dot(pen, rebuilt, i, 1.8);
    pen.lineWidth = 1.2;
    for (const i of threads) this.thread(pen, i, rebuilt);
    pen.strokeStyle = pageColour("--mark");
    pen.lineWidth = 2.5;
    this.thread(pen, nearest, rebuilt);
    drawSymbol(pen, ...this.toScreen(place(data.X, nearest, data.width)), labelAt(data, nearest), "", 5);
    pen.globalAlpha = 1;
  }

  dot(pen, X, i, size) {
    const [x, y] = this.toScreen(place(X, i, this.data.width));
    pen.fillRect(x - size, y - size, 2 * size, 2 * size);
  }

  thread(pen, i, rebuilt) {
    pen.beginPath();
    pen.moveTo(...this.toScreen(place(this.data.X, i, this.data.width)));
    pen.lineTo(...this.toScreen(place(rebuilt, i, this.data.width)));
    pen.stroke();
  }
}

// ---- The held-out rows that the autoencoder rebuilds worst.

export class WorstRows {
  constructor(box, data, names) {
    Object.assign(this, { data, names, triples: [] });
    this.list = element("div", { class: "triples" });
    box.append(this.list);
  }

  // `worst` as the worker tells it, each with its row in the data's own units.
  show(worst) {
    while (this.triples.length < worst.length) this.addTriple();
    this.triples.forEach(({ box }, i) => { box.hidden = i >= worst.length; });
    worst.forEach((each, i) => {
      const { words, figures } = this.triples[i];
      put(words, this.names(each.row));
      figures[0].show(each.x, "");
      figures[1].show(each.pca, shortNumber(each.pcaError));
      figures[2].show(each.autoencoder, shortNumber(each.error));
    });
  }

  addTriple() {
    const words = element("bdi"), height = this.data.imageShape ? 56 : 40;
    const figures = [told`row`, "PCA", told`autoencoder`].map(name => rowFigure(this.data, height, name));
    const box = element("div", { class: "triple" }, element("p", {}, words),
      ...figures.map(each => each.figure));
    this.list.append(box);
    this.triples.push({ box, words, figures });
  }
}

