/** A page that listens: the element, and an event of it. */
/// <reference types="vite/client" />
import { defineLiveElement } from "prosodia/live";
import address from "prosodia/weights/tiny.onnx?url";

const live = document.querySelector("prosodia-live");
live?.setAttribute("model", address);
defineLiveElement();

let loudestDb = Number.NEGATIVE_INFINITY;
live?.addEventListener("moment", (event) => {
  if (!(event instanceof CustomEvent)) return;
  loudestDb = Math.max(loudestDb, event.detail.levelDb);
  const output = document.querySelector("#loudest");
  if (output !== null) output.textContent = `${loudestDb.toFixed(0)} dBFS`;
});
