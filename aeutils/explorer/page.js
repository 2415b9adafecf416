// The page: the maps side by side, their controls, the walk, the table of values, and the status.

import { classButton, gridSwitch, oncePerFrame } from "./controls.js";
import { decode } from "./decode.js";
import { codeAt, sampleName, unpack } from "./data.js";
import { darkScheme, element, errorWords, rowFigure } from "./draw.js";
import { SampleMap } from "./map.js";
import { valuesTable } from "./values.js";
import { put, said, told } from "./words.js";

const decodes = reducer => !reducer.noWayBack;
const onPage = id => document.getElementById(id);

// ---- Controls.

function fadeSlider(state, draw) {
  const output = element("output", {}, "1.00");
  const slider = element("input", { type: "range", min: 0, max: 1, step: 0.01, value: 1, id: "fade",
    oninput: () => {
      state.fade = Number(slider.value);
      output.textContent = state.fade.toFixed(2);
      draw();
    } });
  return element("label", { title: "0: the linear part alone; 1: as trained" },
    "nonlinear path", slider, output);
}

function addControls({ classes, reducers }, state, draw) {
  const buttons = classes.map((name, label) => classButton(label, name, state, draw));
  onPage("controls").append(...buttons);
  if (reducers.some(decodes)) onPage("controls").append(gridSwitch(state, draw));
  if (reducers.some(reducer => reducer.fades)) onPage("controls").append(fadeSlider(state, draw));
}

// ---- The walk: eight steps from one sample to another, for every reducer.

function addWalk(data, state) {
  const reducers = data.reducers.filter(decodes);
  const steps = reducers.map(() => Array.from({ length: 8 }, (_, i) => {
    const step = rowFigure(data, 38, told`step ${i + 1} of 8`);
    step.figure.lastChild.hidden = true;
    return step;
  }));
  const ends = [element("bdi"), element("bdi")], box = onPage("walk");
  box.hidden = true;
  box.append(element("h2", {}, "From ", ends[0], " to ", ends[1]),
    ...reducers.map((reducer, m) => element("div", { class: "steps" },
      element("bdi", {}, reducer.name), ...steps[m].map(step => step.figure))));
  return function drawWalk() {
    const [from, to] = state.walk;
    box.hidden = from === to;
    if (from === to) return;
    ends.forEach((end, i) => { put(end, sampleName(data, state.walk[i])); });
    reducers.forEach((reducer, m) => steps[m].forEach((step, i) => {
      const first = codeAt(reducer, from), last = codeAt(reducer, to);
      const z = Float64Array.from(first, (value, j) => value + (last[j] - value) * i / 7);
      step.show(decode(reducer, z, state.fade), "", reducer.name);
    }));
  };
}

// ---- The status, for those who do not see the maps.

function tellStatus(data, maps, { active, nearest }) {
  const errors = maps.map(map => `${said(map.name)} ${errorWords(data, map.error)}`).join(", ");
  onPage("status").textContent = `${said(active.name)} at ${active.place()}. Nearest sample: `
    + `${said(sampleName(data, nearest))}.${errors && ` Its error: ${errors}.`}`;
}

// ---- Everything together.

async function start() {
  const data = await unpack(onPage("data").textContent, onPage("store").textContent);
  const state = { nearest: 0, fade: 1, grid: false, hidden: new Set(), walk: [0, 0] };
  let timer;
  const draw = oncePerFrame(onlyMoved => {
    maps.forEach(map => map.draw(onlyMoved));
    drawWalk();
    onPage("values").replaceChildren(...valuesTable(data, decoding, state));
    clearTimeout(timer);
    timer = setTimeout(() => tellStatus(data, decoding, state), 400);
  });
  const walk = (from, to) => {
    if (decoding.length) state.walk = [from, to];
    draw(true);
  };
  const moved = map => {
    maps.forEach(other => other === map || other.goToNearest());
    draw(true);
  };
  const maps = data.reducers.map(
    reducer => new SampleMap(data, reducer, state, { draw, moved, walk }));
  const decoding = maps.filter(map => decodes(map.reducer));
  state.active = maps[0];
  const drawWalk = addWalk(data, state);
  addControls(data, state, draw);
  for (const part of document.querySelectorAll(".decoding")) part.hidden = !decoding.length;
  onPage("units").textContent = data.imageShape
    ? `; pixels range from ${data.range.join(" to ")}.`
    : ", each feature in standard deviations (SD).";
  onPage("history").hidden = !data.reducers.some(reducer => reducer.states.length > 1);
  onPage("thinned").textContent = data.thinned;
  if (data.prepared) {
    onPage("prepared").textContent =
      `Values are shown as ${data.prepared} made them, the first steps of all.`;
  }
  onPage("maps").append(...maps.map(map => map.box));
  draw();
  new ResizeObserver(() => draw()).observe(onPage("maps"));
  darkScheme.addEventListener("change", () => draw());
  return { data, state, maps, decode, walk };
}

if (window.missingFeatures.length === 0) window.explorer = start();
