// Rows that are no pictures: the values themselves, of the features that differ most.

import { sampleAt } from "./data.js";
import { element, rounded } from "./draw.js";
import { told } from "./words.js";

function tableRow(tag, scope, first, ...others) {
  const cell = (cellTag, text) =>
    element(cellTag, cellTag === "th" ? { scope } : {}, element("bdi", {}, text));
  return element("tr", {}, cell("th", first), ...others.map(text => cell(tag, text)));
}

// The table, or nothing where rows are pictures.
export function valuesTable(data, maps, state) {
  if (data.imageShape) return [];
  const x = sampleAt(data, state.nearest);
  const difference = Float64Array.from(x, (value, j) => Math.max(0, ...maps.map(map =>
    Math.abs(map.here[j] - value) / data.deviations[j])) || 0);
  const chosen = Array.from(x.keys()).sort((a, b) => difference[b] - difference[a]).slice(0, 30)
    .sort((a, b) => a - b);
  const show = (value, j) => rounded(value, data.decimals[j]);
  const names = maps.map(map => map.reducer.name);
  return [element("table", {},
    element("thead", {}, tableRow("th", "col", told`feature`, told`nearest sample`, ...names)),
    element("tbody", {}, ...chosen.map(j => tableRow("td", "row", data.features[j],
      show(x[j], j), ...maps.map(map => show(map.here[j], j))))))];
}
