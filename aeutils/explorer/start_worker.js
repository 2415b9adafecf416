// Workers, made of text that the page holds, so that they start from a disk and in a frame.

let workerAddress;

export function startWorker(hear) {
  workerAddress ??= URL.createObjectURL(new Blob([document.getElementById("worker").textContent],
    { type: "text/javascript" }));
  const worker = new Worker(workerAddress);
  worker.onmessage = ({ data }) => hear(data);
  worker.onerror = event => { throw event.error ?? new Error(event.message); };
  return worker;
}

// The table of a text or, as `ArrayBuffer`, of a file's bytes.
export function tableFrom(source, hear) {
  const reader = startWorker(table => {
    reader.terminate();
    hear(table);
  });
  reader.postMessage({ order: "read", source });
}
