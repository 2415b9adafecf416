// What moves as it trains: two maps, the rows themselves where they have two or three columns, and
// the rows that are rebuilt worst.

import { drawSymbol, element, pageColour, rowFigure, sharpPen, shortNumber } from "./draw.js";
import { labelAt } from "./data.js";
import { SampleMap } from "./map.js";
import { decimalsFor } from "./sets.js";

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

// ---- Rows of two or three columns: where they lie, and where each puts them back.

// Columns seen from a little above, the second going away: a roll is seen from its open side.
const across = (x, y) => x + 0.28 * y;
const upward = (x, y, z) => z + 0.2 * y;
const place = (X, i, width) => {
  const x = X[i * width], y = X[i * width + 1];
  return width === 2 ? [x, y] : [across(x, y), upward(x, y, X[i * width + 2])];
};

export class Space {
  constructor(canvas, data) {
    Object.assign(this, { canvas, data });
    const points = Array.from({ length: data.count }, (_, i) => place(data.X, i, data.width));
    const ends = axis => {
      const values = points.map(point => point[axis]);
      return [Math.min(...values), Math.max(...values)];
    };
    this.range = [ends(0), ends(1)];
  }

  // The same scale across and up, so that shapes stay what they are.
  scale(range = this.range) {
    const [[left, right], [low, high]] = range;
    const unit = 0.86 * Math.min(this.width / (right - left || 1), this.height / (high - low || 1));
    const [middle, centre] = [(left + right) / 2, (low + high) / 2];
    this.toScreen = ([x, y]) => [this.width / 2 + unit * (x - middle),
      this.height / 2 - unit * (y - centre)];
    this.toPlane = ([x, y]) => [(x - this.width / 2) / unit + middle,
      (this.height / 2 - y) / unit + centre];
  }

  draw({ pca, autoencoder }, nearest) {
    const { canvas, data } = this;
    [this.width, this.height] = [canvas.clientWidth, canvas.clientHeight];
    if (!this.width) return;
    const pen = sharpPen(canvas, this.width, this.height);
    this.scale();
    pen.globalAlpha = 0.5;
    pen.fillStyle = pageColour("--line");
    for (let i = 0; i < data.count; i++) this.dot(pen, data.X, i, 2.2);
    pen.globalAlpha = 0.85;
    [[pca, "--pca"], [autoencoder, "--ae"]].forEach(([rebuilt, colour]) => {
      pen.fillStyle = pageColour(colour);
      for (let i = 0; i < data.count; i++) this.dot(pen, rebuilt, i, 1.9);
    });
    pen.globalAlpha = 1;
    this.thread(pen, nearest, pca, "--pca");
    this.thread(pen, nearest, autoencoder, "--ae");
  }

  dot(pen, X, i, size) {
    const [x, y] = this.toScreen(place(X, i, this.data.width));
    pen.fillRect(x - size, y - size, 2 * size, 2 * size);
  }

  thread(pen, i, rebuilt, colour) {     // from a row to where it is put back
    pen.strokeStyle = pen.fillStyle = pageColour(colour);
    pen.lineWidth = 2;
    pen.beginPath();
    pen.moveTo(...this.toScreen(place(this.data.X, i, this.data.width)));
    pen.lineTo(...this.toScreen(place(rebuilt, i, this.data.width)));
    pen.stroke();
    this.dot(pen, rebuilt, i, 4);
    drawSymbol(pen, ...this.toScreen(place(this.data.X, i, this.data.width)),
      labelAt(this.data, i), "", 5);
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
      words.textContent = this.names(each.row);
      figures[0].show(each.x, "");
      figures[1].show(each.pca, shortNumber(each.pcaError));
      figures[2].show(each.autoencoder, shortNumber(each.error));
    });
  }

  addTriple() {
    const words = element("bdi"), height = this.data.imageShape ? 56 : 40;
    const figures = ["row", "PCA", "autoencoder"].map(name => rowFigure(this.data, height, name));
    const box = element("div", { class: "triple" }, element("p", {}, words),
      ...figures.map(each => each.figure));
    this.list.append(box);
    this.triples.push({ box, words, figures });
  }
}

