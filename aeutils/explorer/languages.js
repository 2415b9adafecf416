// The page's language: the address's or the browser's, until a button says otherwise.

import { button } from "./rows.js";
import { sayAgain, speak, takeAsTold } from "./words.js";

// `parts` of the page hold texts; `changed` hears which language a button has chosen.
export function buildLanguages(box, parts, chinese, wanted, changed) {
  const languages = [["English", "en", {}], ["中文", "zh-CN", chinese]];
  const choose = ([, language, phrases]) => {
    speak(phrases);
    document.documentElement.lang = language;
    parts.forEach(sayAgain);
    buttons.forEach(each => each.setAttribute("aria-pressed", String(each.lang === language)));
  };
  const buttons = languages.map(each => button(each[0], () => {
    choose(each);
    changed(each[1]);
  }, { lang: each[1] }));
  parts.forEach(takeAsTold);
  box.append(...buttons);
  choose(languages[wanted.startsWith("zh") ? 1 : 0]);
}
