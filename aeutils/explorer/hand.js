// Points drawn by hand in the plane: a pen that leaves points, and the rows that they make.

import { element, pageColour, sharpPen } from "./draw.js";
import { put, told } from "./words.js";

const CLOSE = 0.02;                     // the plane is 1 wide; points of one stroke are so far apart
const MOST = 2000;

// An arc to begin with, so that there is something to learn.
export const firstPoints = () => Array.from({ length: 60 }, (_, i) => {
  const turn = Math.PI * (0.1 + 0.8 * i / 59);
  return [0.5 + 0.36 * Math.cos(turn) + 0.012 * Math.sin(37 * i),
    0.2 + 0.42 * Math.sin(turn) + 0.012 * Math.cos(53 * i)];
});

export function handSet(points) {
  const rounded = points.map(point => point.map(value => Math.round(1e4 * value) / 1e4));
  return { key: "hand", title: told`Points drawn by hand`, width: 2, count: points.length,
    X: Float64Array.from(rounded.flat()), labels: [], classes: [], imageShape: null, range: [0, 1],
    features: ["across", "up"], standardise: false,
    ids: points.map((_, i) => String(i)),
    sentence: told`${points.length} points. Draw more below, with pointer or keyboard.`,
    python: `import numpy as np\n\nX = np.array(${JSON.stringify(rounded)})` };
}

export class Pad {
  // `changed` hears when points were added or all taken away.
  constructor(points, changed) {
    Object.assign(this, { points, changed, cursor: [0.5, 0.5] });
    this.canvas = element("canvas", { class: "hand front", tabindex: 0, role: "application",
      "aria-label": told`Plane to draw points in. Arrow keys move the pen, space leaves a point` });
    this.words = element("span", { class: "faint" });
    const empty = element("button", { type: "button", onclick: () => {
      this.points.length = 0;
      this.done();
    } }, told`Take all away`);
    this.box = element("div", {}, this.canvas, element("p", { class: "row" }, empty, this.words));
    this.listen();
  }

  listen() {
    let drawing = false;
    this.canvas.addEventListener("pointerdown", event => {
      this.canvas.setPointerCapture(event.pointerId);
      drawing = true;
      this.add(this.placeOf(event));
    });
    this.canvas.addEventListener("pointermove", event => {
      if (drawing) this.add(this.placeOf(event));
    });
    for (const end of ["pointerup", "pointercancel"]) {
      this.canvas.addEventListener(end, () => {
        if (drawing) this.done();
        drawing = false;
      });
    }
    this.canvas.addEventListener("keydown", event => {
      const step = event.shiftKey ? 0.1 : 0.02;
      const [across, up] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1],
        ArrowDown: [0, -1] }[event.key] ?? [0, 0];
      if (event.key === " ") {
        this.add([...this.cursor], true);
        this.done();
      } else if (across || up) {
        this.cursor = this.cursor.map((value, i) =>
          Math.min(Math.max(value + step * [across, up][i], 0), 1));
        this.draw();
      } else return;
      event.preventDefault();
    });
  }

  placeOf(event) {
    const box = this.canvas.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width, 1 - (event.clientY - box.top) / box.height];
  }

  add(point, always = false) {
    const last = this.points.at(-1);
    if (this.points.length >= MOST) return;
    if (!always && last && Math.hypot(point[0] - last[0], point[1] - last[1]) < CLOSE) return;
    this.points.push(point);
    this.draw();
  }

  done() {
    this.draw();
    this.changed(this.points);
  }

  draw() {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    if (!width) return;
    const pen = sharpPen(this.canvas, width, height);
    pen.fillStyle = pageColour("--ink");
    for (const [x, y] of this.points) pen.fillRect(x * width - 2, (1 - y) * height - 2, 4, 4);
    pen.strokeStyle = pageColour("--mark");
    const [x, y] = [this.cursor[0] * width, (1 - this.cursor[1]) * height];
    pen.strokeRect(x - 5, y - 5, 10, 10);
    put(this.words, told`${this.points.length} points, 10 at least`);
  }
}
