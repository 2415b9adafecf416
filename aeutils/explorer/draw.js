// Drawing: colours, symbols of classes, rows of data as pictures or bars, elements of the page.

import { putAttribute, said, textNode, told } from "./words.js";

const COLOURS = {
  light: ["#0072b2", "#d55e00", "#00795a", "#a8507f", "#a06f00", "#2a7fb0", "#000000", "#6b6b6b",
    "#8c510a", "#5e3c99"],
  dark: ["#56b4e9", "#ff9d5c", "#2fd3a6", "#f0a6cb", "#f0c04a", "#9bd2f5", "#ffffff", "#b8b8b8",
    "#d9a066", "#b9a3e3"],
};
const ORDERED = {                       // for up to eight classes that count along something
  light: ["#30127a", "#6a1a9a", "#a02090", "#c93a72", "#dd5a45", "#cf7a10", "#a08a00", "#5f8a1f"],
  dark: ["#9d8bff", "#c78bff", "#f08be0", "#ff8fb0", "#ffa07a", "#ffc04d", "#e6e04d", "#a6e07a"],
};
export const darkScheme = matchMedia("(prefers-color-scheme: dark)");
export const colours = { ordered: false };
const classColour = label => (colours.ordered ? ORDERED : COLOURS)[
  darkScheme.matches ? "dark" : "light"][label % (colours.ordered ? 8 : 10)];
export const pageColour = name => getComputedStyle(document.documentElement).getPropertyValue(name);

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

// A class whose name is one letter or digit is drawn as that, any other as a shape.
export const isSymbol = name => /^[0-9A-Za-z]$/.test(name);

export function drawSymbol(pen, x, y, label, name, size = 4, halo = false) {
  pen.fillStyle = classColour(label);
  if (halo) [pen.strokeStyle, pen.lineWidth] = [pageColour("--paper"), 3];
  if (isSymbol(name)) {
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
  SHAPES[(label + Math.floor(label / 40)) % SHAPES.length](pen, size);   // 80 looks
  if (halo) pen.stroke();
  pen.fill();
  pen.restore();
}

// The pen of a cleared canvas; it counts in CSS pixels, however fine the screen.
export function sharpPen(canvas, width, height) {
  const ratio = window.devicePixelRatio || 1, pen = canvas.getContext("2d");
  const [w, h] = [width * ratio, height * ratio].map(Math.round);
  if (canvas.width !== w || canvas.height !== h) [canvas.width, canvas.height] = [w, h];
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  return pen;
}

// ---- A row of data.

export function drawRow(pen, data, x, left, top, width, height) {
  const drawAs = data.imageShape ? drawImage : drawBars;
  drawAs(pen, data, x, left, top, width, height);
}

const pixelCanvas = document.createElement("canvas");

function drawImage(pen, data, x, left, top, width, height) {
  const [low, high] = data.range, [rows, columns, channels] = data.imageShape;
  [pixelCanvas.height, pixelCanvas.width] = [rows, columns];
  const pixelPen = pixelCanvas.getContext("2d");
  const pixels = pixelPen.createImageData(columns, rows);
  const share = value => (value - low) / (high - low);
  for (let i = 0; i < rows * columns; i++) {
    for (let c = 0; c < 3; c++) {
      pixels.data[4 * i + c] = 255 * (channels === 3 ? share(x[3 * i + c]) : 1 - share(x[i]));
    }
    pixels.data[4 * i + 3] = 255;
  }
  pixelPen.putImageData(pixels, 0, 0);
  pen.imageSmoothingEnabled = false;
  pen.drawImage(pixelCanvas, left, top, width, height);
}

// Each bar stands between its feature's lowest and highest value.
function drawBars(pen, data, x, left, top, width, height) {
  const step = width / x.length;
  pen.fillStyle = pageColour("--panel");
  pen.fillRect(left, top, width, height);
  pen.fillStyle = COLOURS[darkScheme.matches ? "dark" : "light"][0];
  x.forEach((value, j) => {
    const share = (value - data.lowest[j]) / (data.highest[j] - data.lowest[j] || 1);
    const barHeight = height * Math.min(Math.max(share, 0), 1);
    pen.fillRect(left + j * step, top + height - barHeight, Math.max(step - 1, 1), barHeight);
  });
}

// ---- Elements of the page.

// Texts may be told, those of a reader's own are plain.
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else putAttribute(made, key, value);
  }
  made.append(...children.map(child => (child instanceof Node ? child : textNode(child))));
  return made;
}

// A figure that shows a row of data over a caption and some words.
export function rowFigure(data, height, caption) {
  const [rows, columns] = data.imageShape || [1, 1.6];
  const width = height * Math.min(columns / rows, 2);
  const canvas = element("canvas", { role: "img", "aria-label": "" });
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const text = element("figcaption");
  return { figure: element("figure", {}, canvas, text), show(x, words, alternative = words) {
    drawRow(sharpPen(canvas, width, height), data, x, 0, 0, width, height);
    putAttribute(canvas, "aria-label", told`${caption}: ${alternative}`);
    text.replaceChildren(element("span", {}, caption), element("br"), element("bdi", {}, words));
  } };
}

// Very large and very small numbers with a power of ten, others without.
function plain(number) {
  const size = Math.abs(number);
  return size >= 1e12 || (size < 1e-4 && size > 0) ? number.toExponential() : String(number);
}

export const shortNumber = number => plain(Number(number.toPrecision(3)));

export function rounded(number, decimals) {
  if (Number.isNaN(number)) return said(told`missing`);
  const step = 10 ** -decimals;
  return plain((decimals > 0 ? Number(number.toFixed(Math.min(decimals, 100)))
    : Math.round(number / step) * step) + 0);                      // 0, not -0
}

export const errorWords = (data, error) =>
  shortNumber(error) + (data.imageShape || data.squared ? "" : " SD");
