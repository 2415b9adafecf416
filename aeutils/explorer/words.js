// Texts in the reader's language. In the code they stand in English, as told`${n} rows of ${width}`:
// a pattern, "{0} rows of {1}", and what fills its gaps. What an element was told it keeps, so that
// it can be said again when another language is chosen.

let phrases = new Map();                // from patterns in English to those in the chosen language

export const told = (parts, ...values) => [parts.reduce((pattern, part, i) =>
  `${pattern}{${i - 1}}${part}`).replace(/\s+/g, " "), ...values];

// What was told, as text. Text of a reader's own stays what it is.
export function said(words) {
  if (!Array.isArray(words)) return String(words);
  const [pattern, ...values] = words;
  return (phrases.get(pattern) ?? pattern).replace(/\{(\d)\}/g, (gap, i) =>
    (i in values ? said(values[i]) : gap));
}

export function textNode(words) {
  const node = document.createTextNode(said(words));
  if (Array.isArray(words)) node.told = words;
  return node;
}

export const put = (element, words) => element.replaceChildren(textNode(words));

export function putAttribute(element, name, words) {
  element.setAttribute(name, said(words));
  if (Array.isArray(words)) element.told = { ...element.told, [name]: words };
}

// Say again what was told in an element and below it.
export function sayAgain(root) {
  const nodes = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT + NodeFilter.SHOW_TEXT);
  for (let node = nodes.currentNode; node; node = nodes.nextNode()) {
    if (Array.isArray(node.told)) node.nodeValue = said(node.told);
    else if (node.told) {
      for (const [name, words] of Object.entries(node.told)) node.setAttribute(name, said(words));
    }
  }
}

// Choose a language: its phrases, by their patterns in English.
export function speak(table) { phrases = new Map(Object.entries(table)); }

// Take what stands in the page's HTML as told.
export function takeAsTold(root) {
  const nodes = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT + NodeFilter.SHOW_TEXT);
  for (let node = nodes.currentNode; node; node = nodes.nextNode()) {
    if (node.nodeType === Node.ELEMENT_NODE) {
      const label = node.getAttribute("aria-label");
      if (label) node.told = { "aria-label": [label] };
    } else if (node.nodeValue.trim()) node.told = [node.nodeValue.replace(/\s+/g, " ").trim()];
  }
}
