/** What a recogniser's graph says of rows, where it is what probabilities and decisions can be. */
import type { InferenceSession } from "../engine/onnx/session.ts";
import type { RecogniserInfo } from "./info.ts";

export interface RowAnswers {
  /** [row, label]; every row sums to 1. */
  readonly probabilities: Float32Array<ArrayBuffer>;
  /** [row], index into the labels. */
  readonly decisions: Int32Array<ArrayBuffer>;
}

/** @param fail - throws the problem that it is told */
export function answersIn(
  outputs: InferenceSession.OnnxValueMapType,
  { labels, decides }: Pick<RecogniserInfo, "labels" | "decides">,
  rows: number,
  fail: (problem: string) => never,
): RowAnswers {
  const { data } = outputs.probabilities;
  const k = labels.length;
  if (!(data instanceof Float32Array) || data.length !== rows * k) {
    return fail("does not give one probability per label");
  }
  const decided = decides ? outputs.decision.data : undefined;
  if (decided !== undefined && !(decided instanceof BigInt64Array && decided.length === rows)) {
    return fail("does not give one decision per row");
  }
  const decisions = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    let best = 0;
    for (let label = 0; label < k; label++) {
      const p = data[row * k + label];
      if (!(p >= 0)) fail(`gave the probability ${p}`);
      if (p > data[row * k + best]) best = label;
      sum += p;
    }
    if (!(Math.abs(sum - 1) <= 1e-3)) fail(`gave probabilities that sum to ${sum}; expected 1`);
    decisions[row] = decided === undefined ? best : Number(decided[row]);
    if (!(decisions[row] >= 0 && decisions[row] < k)) fail(`gave the decision ${decisions[row]}`);
  }
  return { probabilities: Float32Array.from(data), decisions };
}
