"use strict";

// ---- A decoder is a sum of paths, each a stack of dense layers: x̂ = scale · Σ path(z) + offset.
// PCA is one path of one layer. The autoencoder that starts as PCA is that path plus a bent one.

function erf(x) { // Abramowitz and Stegun 7.1.26, within 1.5e-7
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const series = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t
    + 0.254829592) * t;
  return Math.sign(x) * (1 - series * Math.exp(-x * x));
}

const sigmoid = x => 1 / (1 + Math.exp(-x));
const softplus = x => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const activations = {
  linear: x => x,
  relu: x => Math.max(x, 0),
  relu6: x => Math.min(Math.max(x, 0), 6),
  leaky_relu: x => (x < 0 ? 0.2 * x : x),
  elu: x => (x < 0 ? Math.expm1(x) : x),
  selu: x => 1.05070098 * (x < 0 ? 1.67326324 * Math.expm1(x) : x),
  gelu: x => 0.5 * x * (1 + erf(x / Math.SQRT2)),
  silu: x => x * sigmoid(x),
  mish: x => x * Math.tanh(softplus(x)),
  softplus,
  softsign: x => x / (1 + Math.abs(x)),
  tanh: Math.tanh,
  sigmoid,
  hard_sigmoid: x => Math.min(Math.max(x / 6 + 0.5, 0), 1),
  exponential: Math.exp,
};

function dense(layer, input) {
  const output = Float64Array.from(layer.bias);
  const units = output.length;
  for (let i = 0; i < input.length; i++) {
    const value = input[i], row = i * units;
    for (let j = 0; j < units; j++) output[j] += value * layer.kernel[row + j];
  }
  const bend = activations[layer.activation];
  return layer.activation === "linear" ? output : output.map(x => bend(x));
}

function decode(reducer, z, fade = 1) {
  const sum = new Float64Array(reducer.scale.length);
  for (const path of reducer.paths) {
    const share = reducer.fades && isBent(path) ? fade : 1;
    const output = path.reduce((h, layer) => dense(layer, h), z);
    for (let j = 0; j < sum.length; j++) sum[j] += share * output[j];
  }
  return sum.map((x, j) => reducer.scale[j] * x + reducer.offset[j]);
}

const isBent = path => path.some(layer => layer.activation !== "linear");

// ---- What the page was given: a description, and a store of numbers it points into.

async function unpack() {
  const described = JSON.parse(document.getElementById("data").textContent);
  const packed = Uint8Array.from(atob(document.getElementById("store").textContent),
    c => c.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  const buffer = await new Response(stream).arrayBuffer();
  const store = new Float32Array(buffer, 0, described.pixelsStart / 4);
  const at = ([start, length]) => store.subarray(start, start + length);
  const [low, high] = described.range;
  described.X = described.X ? at(described.X) : Float32Array.from(
    new Uint8Array(buffer, described.pixelsStart), level => low + level / 255 * (high - low));
  for (const reducer of described.reducers) {
    for (const key of ["codes", "scale", "offset"]) reducer[key] = at(reducer[key]);
    for (const layer of reducer.paths.flat()) {
      layer.kernel = at(layer.kernel);
      layer.bias = at(layer.bias);
    }
    reducer.fades = reducer.paths.some(isBent) && !reducer.paths.every(isBent);
  }
  return described;
}

// ---- Drawing.

const COLOURS = {
  light: ["#0072b2", "#d55e00", "#00795a", "#a8507f", "#a06f00", "#2a7fb0", "#000000", "#6b6b6b",
    "#8c510a", "#5e3c99"],
  dark: ["#56b4e9", "#ff9d5c", "#2fd3a6", "#f0a6cb", "#f0c04a", "#9bd2f5", "#ffffff", "#b8b8b8",
    "#d9a066", "#b9a3e3"],
};
const dark = matchMedia("(prefers-color-scheme: dark)");
const colour = label => COLOURS[dark.matches ? "dark" : "light"][label % 10];
const css = name => getComputedStyle(document.documentElement).getPropertyValue(name);

const polygon = (...corners) => (pen, r) => corners.forEach(([x, y], i) =>
  i ? pen.lineTo(x * r, y * r) : pen.moveTo(x * r, y * r));
const SHAPES = [
  (pen, r) => pen.arc(0, 0, r, 0, 2 * Math.PI),
  polygon([-1, -1], [1, -1], [1, 1], [-1, 1]),
  polygon([0, -1.2], [1.2, 1], [-1.2, 1]),
  polygon([0, -1.3], [1.3, 0], [0, 1.3], [-1.3, 0]),
  polygon([0, 1.2], [1.2, -1], [-1.2, -1]),
  polygon([-0.4, -1.2], [0.4, -1.2], [0.4, -0.4], [1.2, -0.4], [1.2, 0.4], [0.4, 0.4], [0.4, 1.2],
    [-0.4, 1.2], [-0.4, 0.4], [-1.2, 0.4], [-1.2, -0.4], [-0.4, -0.4]),
  polygon([-1.2, 0], [1.1, -1.2], [1.1, 1.2]),
  polygon([1.2, 0], [-1.1, -1.2], [-1.1, 1.2]),
];

function drawSymbol(pen, x, y, label, name, size = 4, halo = false) {
  pen.fillStyle = colour(label);
  pen.strokeStyle = css("--paper");
  pen.lineWidth = halo ? 3 : 0;
  if (/^[0-9A-Za-z]$/.test(name)) {
    pen.font = `bold ${2.9 * size}px system-ui, sans-serif`;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    if (halo) pen.strokeText(name, x, y);
    pen.fillText(name, x, y);
    return;
  }
  pen.save();
  pen.translate(x, y);
  pen.beginPath();
  SHAPES[label % SHAPES.length](pen, size);
  if (halo) pen.stroke();
  pen.fill();
  pen.restore();
}

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

// A canvas whose pen counts in CSS pixels, however fine the screen.
function sharpPen(canvas, width, height) {
  const ratio = window.devicePixelRatio || 1, pen = canvas.getContext("2d");
  const [w, h] = [width * ratio, height * ratio].map(Math.round);
  if (canvas.width !== w || canvas.height !== h) [canvas.width, canvas.height] = [w, h];
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  return pen;
}

// ---- The page.

async function start() {
  const data = await unpack();
  const { reducers, classes, labels, imageShape } = data;
  const width = data.features.length, count = data.X.length / width;
  const row = i => data.X.subarray(i * width, (i + 1) * width);
  const code = (reducer, i) => reducer.codes.subarray(i * reducer.k, (i + 1) * reducer.k);
  const state = { map: 0, nearest: 0, fade: 1, grid: false, hidden: new Set(), walk: [0, 0] };

  const low = new Float64Array(width).fill(Infinity), high = low.map(() => -Infinity);
  data.X.forEach((x, i) => {
    low[i % width] = Math.min(low[i % width], x);
    high[i % width] = Math.max(high[i % width], x);
  });
  const [lightest, darkest] = data.range;

  // A row of numbers as a picture, or as bars between each feature's lowest and highest value.
  const ink = document.createElement("canvas");
  function paint(pen, x, left, top, w, h) {
    if (!imageShape) {
      pen.fillStyle = "#fff";
      pen.fillRect(left, top, w, h);
      pen.fillStyle = "#0072b2";
      x.forEach((value, j) => {
        const share = Math.min(Math.max((value - low[j]) / (high[j] - low[j] || 1), 0), 1);
        pen.fillRect(left + j * w / width, top + h * (1 - share), Math.max(w / width - 1, 1), h * share);
      });
      return;
    }
    [ink.height, ink.width] = imageShape;
    const inkPen = ink.getContext("2d"), pixels = inkPen.createImageData(ink.width, ink.height);
    x.forEach((value, j) => {
      const grey = 255 * (1 - (value - lightest) / (darkest - lightest || 1));
      pixels.data.set([grey, grey, grey, 255], 4 * j);
    });
    inkPen.putImageData(pixels, 0, 0);
    pen.imageSmoothingEnabled = false;
    pen.drawImage(ink, left, top, w, h);
  }
  const shape = imageShape || [1, 1.6];
  const pictureSize = side => [side * Math.min(shape[1] / shape[0], 2), side];

  function picture(side, caption) {
    const canvas = element("canvas", { role: "img", "aria-label": "" });
    const [w, h] = pictureSize(side);
    canvas.style.width = `${w}px`;
    canvas.style.height = `${h}px`;
    const text = element("figcaption");
    const figure = element("figure", {}, canvas, text);
    return { figure, show(x, words, told = words) {
      paint(sharpPen(canvas, w, h), x, 0, 0, w, h);
      canvas.setAttribute("aria-label", `${caption}: ${told}`);
      text.replaceChildren(element("span", {}, caption), element("br"), element("bdi", {}, words));
    } };
  }

  const className = i => (labels.length ? classes[labels[i]] : `sample ${i + 1}`);
  const error = (x, other) => x.reduce((sum, value, j) => sum + (value - other[j]) ** 2, 0) / width;
  const short = number => (Math.abs(number) >= 0.001 ? number.toPrecision(3) : number.toExponential(1));

  // One map: points behind, what moves in front, and what is decoded below.
  const maps = reducers.map((reducer, m) => {
    const map = { reducer, axes: [0, Math.min(1, reducer.k - 1)], z: Float64Array.from(code(reducer, 0)) };
    const flat = reducer.k === 1;            // one number: the height only tells points apart
    map.value = (i, axis) => (flat && axis ? ((i * 0.618034) % 1) - 0.5 : code(reducer, i)[map.axes[axis]]);
    const back = element("canvas", { "aria-hidden": "true" });
    const front = element("canvas", { class: "front", tabindex: 0, role: "application",
      "aria-label": `Map of ${reducer.name}`, "aria-describedby": "help" });
    const frame = element("div", { class: "map" }, back, front);
    const here = picture(84, "at the cross"), original = picture(84, "nearest sample"),
      rebuilt = picture(84, "that, rebuilt");
    const rest = element("div", { class: "row" });
    map.box = element("section", { "aria-label": reducer.name },
      element("h2", {}, element("bdi", {}, reducer.name)), frame, rest,
      element("div", { class: "row" }, here.figure, original.figure, rebuilt.figure));

    map.fit = () => {
      map.range = [0, 1].map(axis => {
        let least = Infinity, most = -Infinity;
        for (let i = 0; i < count; i++) {
          least = Math.min(least, map.value(i, axis));
          most = Math.max(most, map.value(i, axis));
        }
        const margin = 0.06 * (most - least || 1);
        return [least - margin, most + margin];
      });
    };
    map.toScreen = (value, axis) => {
      const [least, most] = map.range[axis], share = (value - least) / (most - least);
      return axis ? map.height * (1 - share) : map.width * share;
    };
    map.toValue = (pixel, axis) => {
      const [least, most] = map.range[axis];
      const share = axis ? 1 - pixel / map.height : pixel / map.width;
      return least + share * (most - least);
    };
    map.place = axis => (flat && axis ? map.spread ?? 0 : map.z[map.axes[axis]]);
    map.put = (axis, value) => {
      if (flat && axis) map.spread = value;
      else map.z[map.axes[axis]] = value;
    };

    map.drawBack = () => {
      [map.width, map.height] = [frame.clientWidth, frame.clientHeight];
      const pen = sharpPen(back, map.width, map.height);
      if (state.grid) {
        const z = Float64Array.from(map.z), across = 9, size = map.width / across;
        const down = Math.floor(map.height / size);
        for (let i = 0; i < across; i++) for (let j = 0; j < down; j++) {
          z[map.axes[0]] = map.toValue((i + 0.5) * size, 0);
          if (!flat) z[map.axes[1]] = map.toValue((j + 0.5) * map.height / down, 1);
          paint(pen, decode(reducer, z, state.fade), i * size + 1, j * map.height / down + 1, size - 2,
            map.height / down - 2);
        }
      }
      pen.fillStyle = css("--faint");
      pen.font = "12px system-ui, sans-serif";
      pen.textAlign = "right";
      pen.textBaseline = "bottom";
      pen.fillText(`code ${map.axes[0] + 1} →`, map.width - 5, map.height - 4);
      pen.textAlign = "left";
      pen.textBaseline = "top";
      pen.fillText(flat ? "spread, only to tell points apart" : `↑ code ${map.axes[1] + 1}`, 5, 5);
      pen.globalAlpha = 0.85;
      for (let i = 0; i < count; i++) {
        const label = labels[i] ?? 0;
        if (state.hidden.has(label)) continue;
        drawSymbol(pen, map.toScreen(map.value(i, 0), 0), map.toScreen(map.value(i, 1), 1), label,
          labels.length ? classes[label] : "", count > 800 ? 3 : 4, state.grid);
      }
    };
    map.drawFront = () => {
      const pen = sharpPen(front, map.width, map.height), spot = i => [0, 1].map(
        axis => map.toScreen(map.value(i, axis), axis));
      pen.lineWidth = 2;
      pen.strokeStyle = css("--mark");
      const [from, to] = state.walk;
      if (from !== to) {
        pen.beginPath();
        pen.setLineDash([5, 3]);
        pen.moveTo(...spot(from));
        pen.lineTo(...spot(to));
        pen.stroke();
        pen.setLineDash([]);
      }
      pen.beginPath();
      pen.arc(...spot(state.nearest), 8, 0, 2 * Math.PI);
      pen.stroke();
      const [x, y] = [0, 1].map(axis => map.toScreen(map.place(axis), axis));
      pen.beginPath();
      pen.moveTo(x - 7, y);
      pen.lineTo(x + 7, y);
      pen.moveTo(x, y - 7);
      pen.lineTo(x, y + 7);
      pen.stroke();
    };
    map.show = () => {
      const x = row(state.nearest), again = decode(reducer, code(reducer, state.nearest), state.fade);
      map.here = decode(reducer, map.z, state.fade);
      map.error = error(x, again);
      here.show(map.here, [0, 1].map(axis => map.place(axis).toFixed(1)).join(", "));
      original.show(x, className(state.nearest));
      rebuilt.show(again, `error ${short(map.error)}`);
      map.sliders?.forEach(({ slider, output, axis }) => {
        slider.value = map.z[axis];
        output.textContent = map.z[axis].toFixed(2);
      });
    };

    // Which two numbers are across and up, and sliders for the others.
    map.arrange = () => {
      map.fit();
      if (reducer.k < 3) return;
      const choose = (axis, words) => element("label", {}, words, element("select", {
        onchange: event => {
          map.axes[axis] = Number(event.target.value);
          if (map.axes[0] === map.axes[1]) map.axes[1 - axis] = (map.axes[axis] + 1) % reducer.k;
          map.arrange();
          draw();
          map.box.querySelectorAll("select")[axis].focus();
        } }, ...Array.from({ length: reducer.k }, (_, i) => {
        const option = element("option", { value: i }, `code ${i + 1}`);
        option.selected = i === map.axes[axis];
        return option;
      })));
      map.sliders = [];
      for (let axis = 0; axis < reducer.k; axis++) {
        if (map.axes.includes(axis)) continue;
        const values = Array.from({ length: count }, (_, i) => code(reducer, i)[axis]);
        const slider = element("input", { type: "range", step: "any",
          min: Math.min(...values), max: Math.max(...values), oninput: () => {
            map.z[axis] = Number(slider.value);
            state.map = m;
            draw();
          } });
        const output = element("output", {});
        map.sliders.push({ slider, output, axis,
          label: element("label", {}, `code ${axis + 1}`, slider, output) });
      }
      rest.replaceChildren(choose(0, "across"), choose(1, "up"), ...map.sliders.map(s => s.label));
    };

    map.moveTo = (x, y) => {
      state.map = m;
      [x, y].forEach((value, axis) => {
        const [least, most] = map.range[axis];
        map.put(axis, Math.min(Math.max(value, least), most));
      });
      let best = Infinity;
      const target = [0, 1].map(axis => map.toScreen(map.place(axis), axis));
      for (let i = 0; i < count; i++) {
        if (state.hidden.has(labels[i] ?? 0)) continue;
        const distance = (map.toScreen(map.value(i, 0), 0) - target[0]) ** 2
          + (map.toScreen(map.value(i, 1), 1) - target[1]) ** 2;
        if (distance < best) [best, state.nearest] = [distance, i];
      }
      for (const other of maps) {
        if (other !== map) other.settle();
      }
      draw(true);
    };
    map.settle = () => {
      map.z.set(code(reducer, state.nearest));
      map.spread = map.value(state.nearest, 1);
    };

    const pointed = event => {
      const box = front.getBoundingClientRect();
      map.moveTo(map.toValue(event.clientX - box.left, 0), map.toValue(event.clientY - box.top, 1));
    };
    front.addEventListener("pointerdown", event => {
      front.setPointerCapture(event.pointerId);
      pointed(event);
      map.dragging = true;
      map.from = state.nearest;
    });
    front.addEventListener("pointermove", event => {
      pointed(event);
      if (map.dragging && state.nearest !== map.from) walk(map.from, state.nearest);
    });
    for (const end of ["pointerup", "pointercancel"]) {
      front.addEventListener(end, () => { map.dragging = false; });
    }
    front.addEventListener("keydown", event => {
      const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1],
      }[event.key] ?? [0, 0];
      if (dx || dy) {
        const step = event.shiftKey ? 0.1 : 0.02;
        const [x, y] = [dx, dy].map((d, axis) =>
          map.place(axis) + d * step * (map.range[axis][1] - map.range[axis][0]));
        map.moveTo(x, y);
      } else if (event.key === "Enter") {
        map.settle();
        draw(true);
      } else if (event.key.toLowerCase() === "s") {
        walk(state.nearest, state.walk[1]);
      } else if (event.key.toLowerCase() === "e") {
        walk(state.walk[0], state.nearest);
      } else return;
      event.preventDefault();
    });
    return map;
  });

  // Controls.
  const controls = document.getElementById("controls");
  const symbol = (label, name) => {
    const canvas = element("canvas", { "aria-hidden": "true", style: "width:14px;height:14px" });
    canvas.redraw = () => drawSymbol(sharpPen(canvas, 14, 14), 7, 7, label, name, 5);
    canvas.redraw();
    return canvas;
  };
  classes.forEach((name, label) => controls.append(element("button", {
    type: "button", "aria-pressed": "true", onclick: event => {
      const shown = state.hidden.delete(label);
      if (!shown) state.hidden.add(label);
      event.currentTarget.setAttribute("aria-pressed", String(shown));
      draw();
    } }, symbol(label, name), " ", element("bdi", {}, name))));
  const box = element("input", { type: "checkbox", onchange: () => {
    state.grid = box.checked;
    draw();
  } });
  controls.append(element("label", {}, box, "decoder's grid"));
  if (reducers.some(reducer => reducer.fades)) {
    const output = element("output", {}, "1.00");
    const slider = element("input", { type: "range", min: 0, max: 1, step: 0.01, value: 1, id: "fade",
      oninput: () => {
        state.fade = Number(slider.value);
        output.textContent = state.fade.toFixed(2);
        draw();
      } });
    controls.append(element("label", { title: "0: the linear part alone; 1: as trained" },
      "nonlinear path", slider, output));
  }
  document.getElementById("maps").append(...maps.map(map => map.box));

  // Eight steps from one sample to another, for every reducer.
  const steps = maps.map(() => Array.from({ length: 8 }, (_, i) => picture(38, `step ${i + 1} of 8`)));
  const ends = [0, 1].map(() => element("bdi"));
  const walkBox = document.getElementById("walk");
  walkBox.hidden = true;
  walkBox.append(element("h2", {}, "From ", ends[0], " to ", ends[1]), ...maps.map((map, m) => element(
    "div", { class: "steps" }, element("bdi", {}, map.reducer.name), ...steps[m].map(s => s.figure))));
  steps.flat().forEach(step => { step.figure.lastChild.hidden = true; });
  function walk(from, to) {
    state.walk = [from, to];
    draw(true);
  }
  function drawWalk() {
    const [from, to] = state.walk;
    walkBox.hidden = from === to;
    if (from === to) return;
    ends[0].textContent = className(from);
    ends[1].textContent = className(to);
    maps.forEach(({ reducer }, m) => steps[m].forEach((step, i) => {
      const a = code(reducer, from), b = code(reducer, to);
      const z = Float64Array.from(a, (v, j) => v + (b[j] - v) * i / 7);
      step.show(decode(reducer, z, state.fade), "", reducer.name);
    }));
  }

  // Rows that are no pictures: the values themselves, the features that differ most.
  const values = document.getElementById("values");
  function tabulate() {
    if (imageShape) return;
    const x = row(state.nearest);
    const wrong = j => Math.max(...maps.map(map => Math.abs(map.here[j] - x[j]) / (high[j] - low[j] || 1)));
    const chosen = Array.from(x.keys()).sort((a, b) => wrong(b) - wrong(a)).slice(0, 30)
      .sort((a, b) => a - b);
    const cells = (tag, ...texts) => element("tr", {}, ...texts.map((text, i) => element(
      i ? tag : "th", i && tag === "td" ? {} : { scope: tag === "td" ? "row" : "col" },
      element("bdi", {}, text))));
    values.replaceChildren(element("table", {},
      element("thead", {}, cells("th", "feature", "nearest sample", ...reducers.map(r => r.name))),
      element("tbody", {}, ...chosen.map(j => cells("td", data.features[j], short(x[j]),
        ...maps.map(map => short(map.here[j])))))));
  }

  // At most one drawing per frame. A move leaves the points as they are unless the grid hangs on it.
  let waiting = null, speaking;
  function draw(onlyMoved = false) {
    if (waiting) {
      waiting.onlyMoved &&= onlyMoved;
      return;
    }
    waiting = { onlyMoved };
    requestAnimationFrame(() => {
      const { onlyMoved: kept } = waiting;
      waiting = null;
      for (const map of maps) {
        if (!kept || (state.grid && map.reducer.k > 2)) map.drawBack();
        map.drawFront();
        map.show();
      }
      drawWalk();
      tabulate();
      clearTimeout(speaking);
      speaking = setTimeout(speak, 400);
    });
  }
  function speak() {
    const map = maps[state.map], spot = [0, 1].map(axis => short(map.place(axis))).join(", ");
    document.getElementById("status").textContent = `${map.reducer.name} at ${spot}. Nearest sample: `
      + `${className(state.nearest)}. Its error: ${maps.map(
        each => `${each.reducer.name} ${short(each.error)}`).join(", ")}.`;
  }

  maps.forEach(map => map.arrange());
  maps.forEach(map => map.settle());
  draw();
  new ResizeObserver(() => draw()).observe(document.getElementById("maps"));
  dark.addEventListener("change", () => {
    document.querySelectorAll("#controls canvas").forEach(canvas => canvas.redraw());
    draw();
  });
  return { data, state, maps, decode, walk };
}

window.explorer = start();
