// One map: the codes of all samples; a cross, a ring and a walk over them; rows of data below.

import { decode } from "./decode.js";
import { codeAt, labelAt, rowError, sampleAt, sampleName } from "./data.js";
import {
  drawRow, drawSymbol, element, errorWords, pageColour, rounded, rowFigure, sharpPen,
} from "./draw.js";
import { put, putAttribute, said, told } from "./words.js";

const ACROSS = 0;
const UP = 1;
const BOTH = [ACROSS, UP];
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const clip = (value, [least, most]) => Math.min(Math.max(value, least), most);

export class SampleMap {
  // All maps share `state`. Callbacks: draw(onlyMoved), moved(map), walk(from, to).
  constructor(data, reducer, state, callbacks) {
    Object.assign(this, { data, reducer, state, callbacks });
    this.axes = [0, Math.min(1, reducer.k - 1)];      // which numbers of a code are across and up
    this.flat = reducer.k === 1;             // one number: the height only tells points apart
    this.z = Float64Array.from(codeAt(reducer, state.nearest));
    this.sliders = [];
    this.build();
    this.arrange();
    this.goToNearest();
    this.listen();
  }

  build() {
    const { data, reducer } = this;
    this.back = element("canvas", { "aria-hidden": "true" });
    this.front = element("canvas", { class: "front", tabindex: 0, role: "application",
      "aria-label": told`Map of ${reducer.name}`, "aria-describedby": "help" });
    this.frame = element("div", { class: "map" }, this.back, this.front);
    this.choices = element("div", { class: "row" });
    this.decoded = rowFigure(data, 84, told`at the cross`);
    this.original = rowFigure(data, 84, told`nearest sample`);
    this.rebuilt = rowFigure(data, 84, told`that, rebuilt`);
    const shown = reducer.noWayBack ? [this.original] : [this.decoded, this.original, this.rebuilt];
    this.box = element("section", { "aria-label": reducer.name },
      element("h2", {}, element("bdi", {}, reducer.name)), this.frame, ...this.makeHistory(),
      this.choices,
      element("div", { class: "row" }, ...shown.map(each => each.figure)));
    if (!reducer.noWayBack) return;
    const id = `no way back ${data.reducers.indexOf(reducer)}`.replaceAll(" ", "-");
    this.box.append(element("p", { id }, reducer.noWayBack));
    this.front.setAttribute("aria-describedby", `help ${id}`);
  }

  // ---- Epochs: a slider, where it is known what the reducer was before.

  makeHistory() {
    const { states = [] } = this.reducer;
    if (states.length < 2) return [];
    const output = element("output");
    const slider = element("input", { type: "range", min: 0, max: states.length - 1, oninput: () => {
      Object.assign(this.reducer, states[slider.value]);
      this.arrange();
      this.goToNearest();
      sayEpoch();
      this.state.active = this;
      this.callbacks.draw();
    } });
    slider.value = states.length - 1;
    const sayEpoch = () => {
      const words = this.reducer.epoch ?? told`as fitted`;
      put(output, words);
      putAttribute(slider, "aria-valuetext", words);
    };
    sayEpoch();
    return [element("div", { class: "row" }, element("label", {}, told`epoch`, slider, output))];
  }

  get name() {
    const { name, epoch = null } = this.reducer;
    return epoch === null ? name : told`${name} (epoch ${epoch})`;
  }

  // ---- Axes: which two numbers are across and up, and sliders for the others.

  arrange() {
    this.range = BOTH.map(axis => this.rangeOf(axis));
    if (this.reducer.k < 3) return;
    this.choices.replaceChildren(this.makeChoice(ACROSS, told`across`), this.makeChoice(UP, told`up`));
    if (this.reducer.noWayBack) return;                 // nothing is decoded that they could change
    const numbers = Array.from({ length: this.reducer.k }, (_, number) => number);
    this.sliders = numbers.filter(number => !this.axes.includes(number))
      .map(number => this.makeSlider(number));
    this.choices.append(...this.sliders.map(each => each.label));
  }

  rangeOf(axis) {
    let least = Infinity, most = -Infinity;
    for (let i = 0; i < this.data.count; i++) {
      least = Math.min(least, this.value(i, axis));
      most = Math.max(most, this.value(i, axis));
    }
    const margin = 0.06 * (most - least || 1);
    return [least - margin, most + margin];
  }

  makeChoice(axis, words) {
    const options = Array.from({ length: this.reducer.k }, (_, number) =>
      element("option", { value: number }, told`code ${number + 1}`));
    options[this.axes[axis]].selected = true;
    const choose = event => {
      this.axes[axis] = Number(event.target.value);
      if (this.axes[ACROSS] === this.axes[UP]) {
        this.axes[1 - axis] = (this.axes[axis] + 1) % this.reducer.k;
      }
      this.arrange();
      this.callbacks.draw();
      this.box.querySelectorAll("select")[axis].focus();
    };
    return element("label", {}, words, element("select", { onchange: choose }, ...options));
  }

  makeSlider(number) {
    const { data, reducer } = this;
    const values = Array.from({ length: data.count }, (_, i) => codeAt(reducer, i)[number]);
    const slider = element("input", { type: "range", step: "any", min: Math.min(...values),
      max: Math.max(...values), oninput: () => {
        this.z[number] = Number(slider.value);
        this.state.active = this;
        this.callbacks.draw();
      } });
    const output = element("output");
    const label = element("label", {}, told`code ${number + 1}`, slider, output);
    return { label, slider, output, number };
  }

  // ---- Scales: a sample's place and the cross's in the code's units, and on the screen.

  value(i, axis) {
    if (this.flat && axis === UP) return ((i * 0.618034) % 1) - 0.5;
    return codeAt(this.reducer, i)[this.axes[axis]];
  }

  cross(axis) {
    return this.flat && axis === UP ? this.spread : this.z[this.axes[axis]];
  }

  codeWords(number) {
    return rounded(this.z[number], this.reducer.decimals[number]);
  }

  place() {
    return (this.flat ? [0] : this.axes).map(number => this.codeWords(number)).join(", ");
  }

  putCross(axis, value) {
    if (this.flat && axis === UP) this.spread = value;
    else this.z[this.axes[axis]] = value;
  }

  toScreen(value, axis) {
    const [least, most] = this.range[axis], share = (value - least) / (most - least);
    return axis === UP ? this.height * (1 - share) : this.width * share;
  }

  toValue(pixel, axis) {
    const [least, most] = this.range[axis];
    const share = axis === UP ? 1 - pixel / this.height : pixel / this.width;
    return least + share * (most - least);
  }

  samplePoint(i) {
    return [this.toScreen(this.value(i, ACROSS), ACROSS), this.toScreen(this.value(i, UP), UP)];
  }

  crossPoint() {
    return [this.toScreen(this.cross(ACROSS), ACROSS), this.toScreen(this.cross(UP), UP)];
  }

  // ---- What is drawn.

  draw(onlyMoved) {       // a move leaves what is behind as it is, unless the grid hangs on it
    if (!onlyMoved || (this.state.grid && this.reducer.k > 2)) this.drawBack();
    this.drawFront();
    this.showRows();
  }

  drawBack() {
    [this.width, this.height] = [this.frame.clientWidth, this.frame.clientHeight];
    const pen = sharpPen(this.back, this.width, this.height);
    if (this.state.grid && !this.reducer.noWayBack) this.drawGrid(pen);
    this.drawAxisNames(pen);
    this.drawSamples(pen);
  }

  drawGrid(pen) {
    const z = Float64Array.from(this.z), columns = 9, cellWidth = this.width / columns;
    const rows = Math.floor(this.height / cellWidth), cellHeight = this.height / rows;
    for (let i = 0; i < columns; i++) for (let j = 0; j < rows; j++) {
      z[this.axes[ACROSS]] = this.toValue((i + 0.5) * cellWidth, ACROSS);
      if (!this.flat) z[this.axes[UP]] = this.toValue((j + 0.5) * cellHeight, UP);
      drawRow(pen, this.data, decode(this.reducer, z, this.state.fade),
        i * cellWidth + 1, j * cellHeight + 1, cellWidth - 2, cellHeight - 2);
    }
  }

  drawAxisNames(pen) {
    pen.fillStyle = pageColour("--faint");
    pen.font = "12px system-ui, sans-serif";
    pen.textAlign = "right";
    pen.textBaseline = "bottom";
    pen.fillText(said(told`code ${this.axes[ACROSS] + 1} →`), this.width - 5, this.height - 4);
    pen.textAlign = "left";
    pen.textBaseline = "top";
    const upward = this.flat ? told`spread, only to tell points apart`
      : told`↑ code ${this.axes[UP] + 1}`;
    pen.fillText(said(upward), 5, 5);
  }

  drawSamples(pen) {
    const { classes, count, labels } = this.data, size = count > 800 ? 3 : 4;
    pen.globalAlpha = 0.85;
    for (let i = 0; i < count; i++) {
      const label = labelAt(this.data, i), name = labels.length ? classes[label] : "";
      if (this.state.hidden.has(label)) continue;
      drawSymbol(pen, ...this.samplePoint(i), label, name, size, this.state.grid);
    }
  }

  drawFront() {
    const pen = sharpPen(this.front, this.width, this.height);
    const [from, to] = this.state.walk, [x, y] = this.crossPoint();
    pen.lineWidth = 2;
    pen.strokeStyle = pageColour("--mark");
    if (from !== to) {
      pen.beginPath();
      pen.setLineDash([5, 3]);
      pen.moveTo(...this.samplePoint(from));
      pen.lineTo(...this.samplePoint(to));
      pen.stroke();
      pen.setLineDash([]);
    }
    pen.beginPath();
    pen.arc(...this.samplePoint(this.state.nearest), 8, 0, 2 * Math.PI);
    pen.stroke();
    pen.beginPath();
    pen.moveTo(x - 7, y);
    pen.lineTo(x + 7, y);
    pen.moveTo(x, y - 7);
    pen.lineTo(x, y + 7);
    pen.stroke();
  }

  showRows() {
    const { data, reducer, state: { nearest, fade } } = this;
    const x = sampleAt(data, nearest);
    this.original.show(x, sampleName(data, nearest));
    if (reducer.noWayBack) return;
    const rebuilt = decode(reducer, codeAt(reducer, nearest), fade);
    this.here = decode(reducer, this.z, fade);
    this.error = rowError(this.data, x, rebuilt);
    this.decoded.show(this.here, this.place());
    this.rebuilt.show(rebuilt, told`error ${errorWords(data, this.error)}`);
    for (const { slider, output, number } of this.sliders) {
      slider.value = this.z[number];
      output.textContent = this.codeWords(number);
    }
  }

  // ---- Pointing, dragging, keyboard.

  listen() {
    const { front, state, callbacks } = this;
    let dragging = false, from;
    front.addEventListener("pointerdown", event => {
      front.setPointerCapture(event.pointerId);
      this.moveToPointer(event);
      [dragging, from] = [true, state.nearest];
    });
    front.addEventListener("pointermove", event => {
      this.moveToPointer(event);
      if (dragging && state.nearest !== from) callbacks.walk(from, state.nearest);
    });
    for (const end of ["pointerup", "pointercancel"]) {
      front.addEventListener(end, () => { dragging = false; });
    }
    front.addEventListener("keydown", event => {
      if (this.handleKey(event)) event.preventDefault();
    });
  }

  moveToPointer(event) {
    const box = this.front.getBoundingClientRect();
    this.moveTo(this.toValue(event.clientX - box.left, ACROSS),
      this.toValue(event.clientY - box.top, UP));
  }

  handleKey(event) {       // whether the key means something here
    const { state, callbacks } = this, key = event.key.toLowerCase();
    if (event.key in ARROWS) {
      const step = event.shiftKey ? 0.1 : 0.02;
      this.moveTo(...BOTH.map(axis => {
        const [least, most] = this.range[axis];
        return this.cross(axis) + ARROWS[event.key][axis] * step * (most - least);
      }));
    } else if (key === "enter") {
      this.goToNearest();
      callbacks.draw(true);
    } else if (key === "s") callbacks.walk(state.nearest, state.walk[1]);
    else if (key === "e") callbacks.walk(state.walk[0], state.nearest);
    else return false;
    return true;
  }

  moveTo(...place) {
    for (const axis of BOTH) this.putCross(axis, clip(place[axis], this.range[axis]));
    this.state.active = this;
    this.state.nearest = this.nearestSample() ?? this.state.nearest;
    this.callbacks.moved(this);
  }

  nearestSample() {       // of those that are shown, if any
    const [x, y] = this.crossPoint();
    let nearest, least = Infinity;
    for (let i = 0; i < this.data.count; i++) {
      if (this.state.hidden.has(labelAt(this.data, i))) continue;
      const [left, top] = this.samplePoint(i), distance = (left - x) ** 2 + (top - y) ** 2;
      if (distance < least) [least, nearest] = [distance, i];
    }
    return nearest;
  }

  goToNearest() {
    this.z.set(codeAt(this.reducer, this.state.nearest));
    this.spread = this.value(this.state.nearest, UP);
  }
}
