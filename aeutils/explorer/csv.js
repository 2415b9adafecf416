// Tables as people have them: text with commas, semicolons or tabs, from Excel, R or pandas, to
// columns of numbers and of words, and what is known of each. What cannot be read is told in a
// sentence, with its line. A worker does it, so that a large table does not hold up the page.

import { told } from "./words.js";

const SEPARATORS = [",", ";", "\t", "|"];
const MISSING = new Set(["", "na", "n/a", "nan", "-nan", "null", "none", "<na>", "#n/a", "#na",
  "#n/a n/a", "1.#ind", "-1.#ind", "1.#qnan", "-1.#qnan", "inf", "-inf", "infinity", "-infinity"]);
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const LABEL = /^(class|label|species|target|type|group|category|diagnosis|y)$/i;
export const MOST_CHARACTERS = 20 * 2 ** 20;
const MOST_KINDS = 20;                  // different values of a column of labels

// Nothing can be made of a table; the sentence says why.
export class Unreadable extends Error {
  constructor(sentence) {
    super(sentence[0]);
    this.sentence = sentence;
  }
}

// Fields of each record, and the line on which it starts. A field in quotes may hold anything, a
// quote written twice.
function records(text, separator, most = Infinity) {
  const found = [];
  let fields = [], start = 0, at = 0, line = 1, firstLine = 1;
  const end = () => {
    if (fields.length > 1 || fields[0].trim() !== "") found.push({ fields, line: firstLine });
    [fields, firstLine] = [[], line];
  };
  while (at <= text.length && found.length < most) {
    let field;
    if (text[at] === '"') {
      const opened = line;
      let close = at + 1;
      for (;;) {
        close = text.indexOf('"', close);
        if (close < 0) throw new Unreadable(told`The quote that opens in line ${opened} is never closed.`);
        if (text[close + 1] !== '"') break;
        close += 2;
      }
      field = text.slice(at + 1, close).replaceAll('""', '"');
      for (const character of field) if (character === "\n") line += 1;
      start = at = close + 1;
    } else start = at;
    while (at < text.length && text[at] !== separator && text[at] !== "\n") at += 1;
    fields.push(field === undefined ? text.slice(start, at) : field + text.slice(start, at).trim());
    const endOfLine = at >= text.length || text[at] === "\n";
    at += 1;
    if (endOfLine) {
      line += 1;
      end();
    }
  }
  return found;
}

// The separator that leaves most cells numbers, or else cuts into most fields; nearly all records
// must have equally many. "1,5;2,5;3,5" is cut by commas, too, but not into numbers.
function findSeparator(text) {
  let best = ",", most = [0, 1];
  for (const separator of SEPARATORS) {
    const rows = records(text, separator, 50).map(({ fields }) => fields);
    const counts = rows.map(fields => fields.length);
    const usual = counts.toSorted((a, b) => a - b)[Math.floor(counts.length / 2)];
    const alike = counts.filter(count => Math.abs(count - usual) <= 1).length;
    if (usual < 2 || alike < 0.9 * counts.length) continue;
    const read = numberReader(separator === "," ? "." : ","), cells = rows.flat();
    const share = cells.filter(cell => isMissing(cell) || !Number.isNaN(read(cell))).length
      / cells.length;
    if (share > most[0] || (share === most[0] && usual > most[1])) {
      [best, most] = [separator, [share, usual]];
    }
  }
  return best;
}

const isMissing = cell => MISSING.has(cell.trim().toLowerCase());

// A function from a cell to its number, NaN where there is none.
function numberReader(decimal) {
  return cell => {
    const text = decimal === "," ? cell.trim().replace(",", ".") : cell.trim();
    return NUMBER.test(text) ? Number(text) : NaN;
  };
}

// A comma is the decimal sign if more cells are numbers with it than without.
function findDecimal(rows) {
  const count = { ".": 0, ",": 0 };
  for (const { fields } of rows.slice(0, 1000)) for (const cell of fields) {
    if (/^\s*[+-]?\d*[.,]\d+(e[+-]?\d+)?\s*$/i.test(cell)) count[cell.includes(",") ? "," : "."] += 1;
  }
  return count[","] > count["."] ? "," : ".";
}

// Whether the first record names the columns: a word stands over numbers, or it has only words, no
// two alike, where words stand below too; or it counts 0, 1, 2 as pandas does where nobody has names.
function hasHeader(rows, read) {
  const [first, ...others] = rows.map(({ fields }) => fields);
  if (!others.length) return !first.some(cell => Number.isFinite(read(cell)));
  const shift = Math.max(0, others[0].length - first.length);
  const word = cell => !Number.isFinite(read(cell)) && !isMissing(cell);
  const numeric = j => others.slice(0, 100).some(row => Number.isFinite(read(row[j] ?? "")));
  if (first.some((cell, j) => word(cell) && numeric(j + shift))) return true;
  const digits = first.filter(cell => /^\d+$/.test(cell));
  if (digits.length > 2 && digits.every((digit, j) => Number(digit) === j)
    && first.every(cell => word(cell) || isMissing(cell) || digits.includes(cell))) return true;
  const seen = new Set(others.slice(0, 100).flat());
  return first.every(word) && new Set(first).size === first.length && !first.some(c => seen.has(c));
}

function uniqueNames(names) {
  const seen = new Map();
  return names.map((name, j) => {
    const text = name.trim(), count = seen.get(text) ?? 0;
    if (!text) return told`column ${j + 1}`;
    seen.set(text, count + 1);
    return count ? `${text}.${count}` : text;
  });
}

// Bytes as text, with pandas' name for what they are in where that is not UTF-8.
export function decoded(bytes) {
  const [first, second] = new Uint8Array(bytes);
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {                             // as Excel writes on Windows
    return first === 255 && second === 254
      ? { text: new TextDecoder("utf-16le").decode(bytes), encoding: "utf-16" }
      : { text: new TextDecoder("windows-1252").decode(bytes), encoding: "cp1252" };
  }
}

// From text to { columns, count, lines, … }: `lines` are those on which the rows begin. A column has
// a name, either `numbers`, NaN where one is missing, or `words`, and what `described` tells.
export function parseTable(text) {
  if (text.length > MOST_CHARACTERS) {
    throw new Unreadable(told`The table has more than 20 MB: take a part of its rows.`);
  }
  let plain = text.replace(/^\ufeff/, "").replace(/\r\n?/g, "\n");
  const named = /^sep=(.)\n/i.exec(plain);                       // Excel's own first line
  if (named) plain = plain.slice(named[0].length);
  const separator = named ? named[1] : findSeparator(plain);
  const rows = records(plain, separator);
  if (!rows.length) throw new Unreadable(told`There is no table: the text is empty.`);
  const decimal = findDecimal(rows), read = numberReader(decimal);
  const header = hasHeader(rows, read) ? rows.shift() : undefined;
  if (!rows.length) throw new Unreadable(told`There is no row below the names of the columns.`);
  let width = header ? header.fields.length : rows[0].fields.length;
  let names = header ? header.fields : new Array(width).fill("");
  const rowNames = header && rows.every(({ fields }) => fields.length === width + 1);     // R's
  if (rowNames) {
    names = ["", ...names];
    width += 1;
  }
  const wrong = rows.find(({ fields }) => fields.length > width
    && fields.slice(width).some(cell => cell.trim() !== ""));
  if (wrong) {
    const sign = separator === "\t" ? told`tab` : `"${separator}"`;
    throw new Unreadable(told`Line ${wrong.line} has ${wrong.fields.length} fields, but the table has
      ${width} columns: perhaps a ${sign} stands in a field without quotes.`);
  }
  const columns = uniqueNames(names).map((name, j) => ({ name,
    ...described(rows.map(({ fields }) => fields[j] ?? ""), rows, read) }));
  if (rowNames) columns[0].name = told`row names`;
  return { columns, count: rows.length, lines: rows.map(({ line }) => line), separator, decimal,
    header: header !== undefined, rowNames };
}

// Numbers or words; `known`, how many; `kinds`, how many different ones, at most one too many; of
// numbers whether they are all the same or only count the rows; of words the `odd` one, if nearly
// all are numbers.
function described(cells, rows, read) {
  const numbers = Float64Array.from(cells, read), words = [];
  let known = 0;
  cells.forEach((cell, i) => {
    if (isMissing(cell)) return;
    known += 1;
    if (Number.isNaN(numbers[i])) words.push(i);
  });
  if (!words.length && known) {
    const kinds = kindsOf(numbers);
    return { numbers, known, kinds, constant: kinds === 1, counts: countsRows(numbers) };
  }
  const odd = words.length < 0.1 * known && { text: cells[words[0]], line: rows[words[0]].line };
  const texts = cells.map(cell => (isMissing(cell) ? "" : cell.trim()));
  return { words: texts, known, kinds: kindsOf(texts), odd };
}

function kindsOf(values) {
  const seen = new Set();
  for (const value of values) {
    if (value !== "" && !Number.isNaN(value)) seen.add(value);
    if (seen.size > MOST_KINDS) break;
  }
  return seen.size;
}

// Whether numbers only count the rows: each is one more than the last.
const countsRows = numbers =>
  numbers.length > 2 && numbers.every((value, i) => i === 0 || value - numbers[i - 1] === 1);

// The column that looks most like labels: by its name, else the one of fewest words. One that is
// empty in most rows holds remarks.
export function likelyLabel({ columns, count }) {
  const candidates = columns.map((column, index) => ({ index, ...column })).filter(
    ({ kinds, known, words, name }) => kinds > 1 && kinds <= MOST_KINDS && known > count / 2
      && (words || LABEL.test(name)));
  candidates.sort((a, b) => LABEL.test(b.name) - LABEL.test(a.name) || a.kinds - b.kinds);
  return candidates[0]?.index;
}
