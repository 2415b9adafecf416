// Controls that pages share: a button for each class, the decoder's grid, one drawing per frame.

import { darkScheme, drawSymbol, element, isSymbol, sharpPen } from "./draw.js";
import { told } from "./words.js";

function classSymbol(label, name) {
  const canvas = element("canvas", { "aria-hidden": "true", style: "width:14px;height:14px" });
  const redraw = () => drawSymbol(sharpPen(canvas, 14, 14), 7, 7, label, name, 5);
  darkScheme.addEventListener("change", redraw);
  redraw();
  return canvas;
}

export function classButton(label, name, state, draw) {
  const toggle = event => {
    const shown = state.hidden.delete(label);
    if (!shown) state.hidden.add(label);
    event.currentTarget.setAttribute("aria-pressed", String(shown));
    draw();
  };
  const looks = { type: "button", "aria-pressed": "true", onclick: toggle };
  if (isSymbol(name)) return element("button", { ...looks, "aria-label": name }, classSymbol(label, name));
  return element("button", looks, classSymbol(label, name), " ", element("bdi", {}, name));
}

export function gridSwitch(state, draw) {
  const box = element("input", { type: "checkbox", onchange: () => {
    state.grid = box.checked;
    draw();
  } });
  return element("label", {}, box, told`decoder's grid`);
}

// At most one drawing per frame: a function that asks for it, and remembers whether anything but
// the cross, the ring and the walk has changed.
export function oncePerFrame(drawAll) {
  let waiting = false, onlyMovedYet = true;
  return (onlyMoved = false) => {
    onlyMovedYet = onlyMovedYet && onlyMoved;
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      const now = onlyMovedYet;
      [waiting, onlyMovedYet] = [false, true];
      drawAll(now);
    });
  };
}
