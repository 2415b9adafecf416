// The same in Python: lines that do what the page does, with `aeutils` and scikit-learn.

import { hiddenUnits } from "./settings.js";
import { said } from "./words.js";

const quote = text => JSON.stringify(text).replaceAll("\u2028", "\\u2028");

// The lines that read the reader's table.
function readLines({ table, used, label, title }, fill) {
  const { columns, separator, decimal, header, rowNames, encoding } = table;
  const options = [quote(title)], from = used[0] - (rowNames ? 1 : 0);
  if (separator !== ",") options.push(`sep=${quote(separator)}`);
  if (decimal !== ".") options.push(`decimal=${quote(decimal)}`);
  if (!header) options.push("header=None");
  if (encoding) options.push(`encoding=${quote(encoding)}`);
  const place = used.every((j, i) => j === used[0] + i)
    ? `${from}:${from + used.length}` : `[${used.map(j => j - used[0] + from).join(", ")}]`;
  const names = label >= 0 ? `   # without ${quote(said(columns[label].name))} and other columns` : "";
  return ["import pandas as pd", "", `table = pd.read_csv(${options.join(", ")})`,
    `X = table.iloc[:, ${place}].astype(float)${fill ? "" : ".dropna()"}.to_numpy()${
      names.length < 60 ? names : ""}`];
}

export function asPython(set, settings, { standardise, fill }) {
  const { k, activation, start, rate, batch, decay, noise, epochs, seed } = settings;
  const steps = [...(fill ? ["SimpleImputer()"] : []), ...(standardise ? ["StandardScaler()"] : [])];
  const hidden = hiddenUnits(settings.hidden);
  const tuple = hidden.length === 1 ? `(${hidden[0]},)` : `(${hidden.join(", ")})`;
  const made = set.table ? readLines(set, fill) : set.python.split("\n");
  if (set.drawn) {
    made.push("import numpy as np",
      `X = X[np.random.RandomState(0).permutation(len(X))[:${set.count}]]`);
  }
  const imports = [...new Set(made.filter(line => /^(import|from) /.test(line)))];
  imports.push("from sklearn.decomposition import PCA",
    "from sklearn.model_selection import train_test_split", "from aeutils import Autoencoder");
  if (fill) imports.push("from sklearn.impute import SimpleImputer");
  if (steps.length) imports.push("from sklearn.pipeline import make_pipeline");
  if (standardise) imports.push("from sklearn.preprocessing import StandardScaler");
  const options = [`${k}`, `hidden_units=${tuple}`, `activation="${activation}"`, `init="${start}"`,
    `learning_rate=${rate}`, `weight_decay=${decay}`, `epochs=${epochs}`,
    ...(batch === "auto" ? [] : [`batch_size=${batch}`]),
    ...(noise === "0" ? [] : [`noise=${noise}`]), `random_state=${seed}`];
  return [...imports.toSorted(byModule), "", ...made.filter(line => line !== ""
    && !/^(import|from) /.test(line)),
  `train, test = train_test_split(X, test_size=0.2, random_state=${seed})`,
  ...(steps.length ? [`scale = make_pipeline(${steps.join(", ")}).fit(train)`,
    "train, test = scale.transform(train), scale.transform(test)"] : []), "",
  `pca = PCA(${k}).fit(train)`,
  "autoencoder = Autoencoder(", `    ${options.slice(0, 5).join(", ")},`,
  `    ${options.slice(5).join(", ")}).fit(train)`,
  'print("PCA", ((test - pca.inverse_transform(pca.transform(test))) ** 2).mean())',
  'print("Autoencoder", autoencoder.reconstruction_error(test).mean())', ""].join("\n");
}

// As ruff sorts imports: `import …` before `from …`, each by name, our own last.
const rank = line => [line.includes("aeutils"), line.startsWith("from"), line].join(" ");
const byModule = (a, b) => (rank(a) < rank(b) ? -1 : Number(rank(a) > rank(b)));
