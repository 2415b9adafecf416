// Workers, made of text that the page holds, so that they start from a disk and in a frame.

export function startWorker(hear) {
  const code = new Blob([document.getElementById("worker").textContent], { type: "text/javascript" });
  const worker = new Worker(URL.createObjectURL(code));
  worker.onmessage = ({ data }) => hear(data);
  worker.onerror = event => { throw event.error ?? new Error(event.message); };
  return worker;
}

export function tableFrom(text, hear) {
  const reader = startWorker(table => {
    reader.terminate();
    hear(table);
  });
  reader.postMessage({ order: "read", text });
}
