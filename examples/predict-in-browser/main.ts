/** Answers for a recording in a web page: it is decoded, heard and answered for where it is, and goes nowhere. */
/// <reference types="vite/client" />
import { loadRecogniser, ProsodiaError } from "prosodia";
import address from "prosodia/weights/ravdess.onnx?url";

const recogniser = await loadRecogniser(address);
const answer = document.querySelector("output") ?? document.body;
answer.textContent = `Ready: ${recogniser.info.labels.join(", ")}.`;

async function answerTo(file: File): Promise<string> {
  try {
    const { label, probabilities, sure } = await recogniser.predict(file);
    const percent = Math.round(100 * probabilities[label]);
    return `${file.name}: ${label}, ${percent} %${sure === false ? " (not sure)" : ""}`;
  } catch (error) {
    if (error instanceof ProsodiaError) return error.message;
    throw error;
  }
}

const input = document.querySelector("input");
input?.addEventListener("change", async () => {
  const [file] = input.files ?? [];
  if (file !== undefined) answer.textContent = await answerTo(file);
});
