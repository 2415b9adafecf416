// The figure: error by epoch, on rows learned from and on rows held out, beside PCA and the mean; and
// the slider below it, which goes back.

import { element, pageColour, sharpPen, shortNumber } from "./draw.js";
import { put, putAttribute, said, told } from "./words.js";

const LEFT = 46, RIGHT = 150, TOP = 8, BOTTOM = 24;
const NARROW = 520;                     // there, the lines are named within the figure

const FAR = 4;                          // times PCA's error: there the mean's line is left out

// A round number of which some four fit into the whole.
function tickStep(whole) {
  const power = 10 ** Math.floor(Math.log10(whole / 4));
  return [1, 2, 5, 10].map(each => each * power).find(step => whole / step <= 5);
}

class Chart {
  constructor(canvas) { this.canvas = canvas; }

  scales(run) {
    const seen = run.heldOut.filter(Number.isFinite);
    const lines = Math.max(run.pca, seen[0] ?? 0) || run.none;
    this.most = 1.06 * (run.none > FAR * lines ? 1.3 * lines : Math.max(run.none, lines));
    this.epochs = run.epochs;
    this.x = epoch => LEFT + epoch / this.epochs * (this.width - LEFT - this.right);
    this.y = error => {
      const share = Math.min(Math.max(error / this.most, -0.02), 1.02);
      return TOP + (1 - share) * (this.height - TOP - BOTTOM);
    };
  }

  draw(run, shown) {
    [this.width, this.height] = [this.canvas.clientWidth, this.canvas.clientHeight];
    if (!this.width) return;
    this.right = this.width < NARROW ? 14 : RIGHT;
    const pen = this.pen = sharpPen(this.canvas, this.width, this.height);
    this.scales(run);
    pen.font = "12px system-ui, sans-serif";
    this.drawAxes();
    if (run.none <= this.most) this.level(run.none, "--line", [2, 4]);
    this.level(run.pca, "--pca", []);
    this.curve(run.train, "--ae", 1.2, [4, 3]);
    this.curve(run.heldOut, "--ae", 2.4, []);
    this.mark(shown, run);
    this.names([[run.none > this.most ? told`↑ the mean` : told`the mean`, run.none, "--faint"],
      ["PCA", run.pca, "--pca"], [told`autoencoder`, run.heldOut.at(-1), "--ae-ink"]]);
  }

  drawAxes() {
    const { pen } = this, step = tickStep(this.most);
    pen.fillStyle = pageColour("--faint");
    pen.strokeStyle = pageColour("--edge");
    pen.lineWidth = 1;
    [pen.textAlign, pen.textBaseline] = ["right", "middle"];
    for (let value = 0; value <= this.most; value += step) {
      const y = Math.round(this.y(value)) + 0.5;
      pen.beginPath();
      pen.moveTo(LEFT, y);
      pen.lineTo(this.width - this.right, y);
      pen.stroke();
      pen.fillText(shortNumber(value), LEFT - 6, y);
    }
    [pen.textAlign, pen.textBaseline] = ["center", "bottom"];
    const every = tickStep(this.epochs);
    for (let epoch = 0; epoch <= this.epochs; epoch += every) {
      pen.fillText(String(epoch), this.x(epoch), this.height - 4);
    }
    if (this.width < NARROW) return;
    pen.textAlign = "left";
    pen.fillText(said(told`epoch`), this.x(this.epochs) + 18, this.height - 4);
  }

  level(error, colour, dash) {
    this.path([[LEFT, this.y(error)], [this.width - this.right, this.y(error)]], colour, 1.6, dash);
  }

  curve(errors, colour, width, dash) {
    this.path(errors.map((error, epoch) => [this.x(epoch), this.y(error)]), colour, width, dash);
  }

  path(points, colour, width, dash) {
    const { pen } = this;
    pen.strokeStyle = pageColour(colour);
    pen.lineWidth = width;
    pen.setLineDash(dash);
    pen.beginPath();
    points.forEach(([x, y], i) => (i ? pen.lineTo(x, y) : pen.moveTo(x, y)));
    pen.stroke();
    pen.setLineDash([]);
  }

  mark(epoch, run) {                    // the epoch that the maps show
    const error = run.heldOut[Math.min(Math.floor(epoch), run.heldOut.length - 1)];
    const { pen } = this;
    pen.fillStyle = pageColour("--ae");
    pen.strokeStyle = pageColour("--card");
    pen.lineWidth = 2;
    pen.beginPath();
    pen.arc(this.x(epoch), this.y(error), 5.5, 0, 2 * Math.PI);
    pen.fill();
    pen.stroke();
  }

  // Names and values beside the lines' ends, moved apart where they would meet.
  names(entries) {
    const { pen } = this, gap = 15, inside = this.width < NARROW;
    const places = entries.filter(([, error]) => Number.isFinite(error)).map(
      ([name, error, colour]) => ({ words: `${said(name)} ${shortNumber(error)}`, colour,
        y: Math.max(this.y(error), TOP + (inside ? 14 : 5)) })).sort((a, b) => a.y - b.y);
    places.forEach((place, i) => { if (i) place.y = Math.max(place.y, places[i - 1].y + gap); });
    let lowest = this.height - BOTTOM - 4;
    for (const place of places.toReversed()) {
      place.y = Math.min(place.y, lowest);
      lowest = place.y - gap;
    }
    const x = this.width - this.right + (inside ? -4 : 8);
    [pen.textAlign, pen.textBaseline] = [inside ? "right" : "left", "middle"];
    pen.strokeStyle = pageColour("--card");
    pen.lineWidth = 4;
    for (const { words, colour, y } of places) {
      pen.fillStyle = pageColour(colour);
      if (inside) pen.strokeText(words, x, y - 9);
      pen.fillText(words, x, inside ? y - 9 : y);
    }
  }
}

// The figure in words.
const chartWords = run =>
  told`Mean squared error of held-out rows by epoch. The mean ${shortNumber(run.none)}, PCA
    ${shortNumber(run.pca)}, autoencoder from ${shortNumber(run.heldOut[0])} to
    ${shortNumber(run.heldOut.at(-1))} after ${run.heldOut.length - 1} of ${run.epochs} epochs; on
    the rows that it learns from ${shortNumber(run.train.at(-1))}.`;

export class Progress {
  // `go` hears to which epoch.
  constructor(box, go) {
    this.chart = new Chart(element("canvas", { role: "img", "aria-label": "" }));
    this.slider = element("input", { type: "range", min: 0, max: 0, step: 1, value: 0,
      oninput: () => go(Number(this.slider.value)) });
    this.words = element("output", {}, told`now`);
    box.append(element("h2", {}, told`Mean squared error by epoch`, " ", element("span",
      { class: "faint" }, told`thick: on held-out rows; dashed: on the rows it learns from`)),
    this.chart.canvas,
    element("label", { class: "back" }, told`Back through the epochs`, this.slider, this.words));
  }

  show({ last, epoch, back }) {
    this.slider.max = last;
    if (!back) this.slider.value = last;
    put(this.words, back ? told`epoch ${epoch}` : told`now`);
  }

  draw(run, epoch) {
    this.chart.draw(run, epoch);
    putAttribute(this.chart.canvas, "aria-label", chartWords(run));
  }
}
