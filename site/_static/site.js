"use strict";

// A page from disk may not read its neighbours, so the results of a search go without their text.
if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;

// What scrolls sideways can be scrolled by the keyboard.
const reachable = () => {
  for (const each of document.querySelectorAll("pre, .cell_output, .table-wrapper, .output"))
    if (each.scrollWidth > each.clientWidth + 1) each.tabIndex = 0;
    else each.removeAttribute("tabindex");
};
addEventListener("load", reachable);
addEventListener("resize", reachable);
