// Says on the page what the browser lacks, or what failed. A plain script in the JavaScript of 2009,
// to run where modules cannot; it stands before the data, which may be cut off.

(function () {
  var features = {
    "JavaScript modules": "noModule" in document.createElement("script"),
    "DecompressionStream": "DecompressionStream" in window,
    "ResizeObserver": "ResizeObserver" in window,
    "the CSS property aspect-ratio": window.CSS && CSS.supports("aspect-ratio", "1")
  };
  var missing = Object.keys(features).filter(function (name) { return !features[name]; });
  var status = document.getElementById("status");

  function tell(sentence, inChinese) {
    status.className = "";                // no longer faint
    status.textContent = /^zh/.test(navigator.language) ? inChinese : sentence;
  }

  function tellFailure(reason) {
    tell("This page stopped, perhaps because its file is damaged: save or download it again. ("
      + reason + ")", "本页停止了运行，可能是文件损坏：请重新保存或下载。（" + reason + "）");
  }

  window.missingFeatures = missing;       // where there are some, the page's script does not start
  if (missing.length) {
    tell("This page needs what this browser lacks: " + missing.join(", ") + ". "
      + "Open it in a current Firefox, Chrome, Safari or Edge.",
      "本页需要这个浏览器所没有的功能：" + missing.join(", ")
      + "。请用新版的 Firefox、Chrome、Safari 或 Edge 打开。");
    return;
  }
  window.addEventListener("error", function (event) {
    if (event.error) tellFailure(event.error);
  });
  window.addEventListener("unhandledrejection", function (event) { tellFailure(event.reason); });
  window.addEventListener("load", function () {
    if (!window.explorer && !window.playground && !status.textContent) tellFailure("the end of the file is missing");
  });
})();
