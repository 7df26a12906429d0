/** What the tests call in the page, by these names. */
import { env } from "#onnxruntime";
import { encodeVowel, extractAll, fitClusters, speechIn, trainHashed } from "../runs.ts";

/** Before the first session; onnxruntime-web's workers come from here, not from a session's options. */
function setThreads(count: number): void {
  env.wasm.numThreads = count;
}

Object.assign(globalThis, { setThreads, encodeVowel, extractAll, fitClusters, speechIn, trainHashed });
