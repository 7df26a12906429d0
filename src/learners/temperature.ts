/** Temperature scaling: probabilities to the power of 1 / temperature (Guo et al. 2017). */
import { OnnxBuilder } from "../engine/onnx/builder.ts";
import type { Fitted, HeadFit, HeadInput } from "./fitted.ts";

/** Of probabilities, before their logarithm: what was ruled out may be so by rounding. */
const LEAST = 2 ** -23;

/** Of 1 / temperature: beyond, probabilities are as good as 0 and 1, or all alike. */
const SHARPNESS = { least: 0.01, most: 20 };

/**
 * 1 / temperature with the least negative log likelihood. That is convex: its slope is 0 where the mean logarithm that is
 * expected by the scaled probabilities is that of the truth.
 *
 * @param probabilities - [clip, label]
 * @param truth - [clip], label index
 */
export function fitSharpness(
  probabilities: Float32Array,
  truth: readonly number[],
  labelCount: number,
): number {
  const logs = Float64Array.from(probabilities, (p) => Math.log(Math.max(p, LEAST)));
  const ofTruth = truth.reduce((sum, label, clip) => sum + logs[clip * labelCount + label], 0);
  const slope = (sharpness: number): number => {
    let expected = 0;
    for (let at = 0; at < logs.length; at += labelCount) {
      const own = logs.subarray(at, at + labelCount);
      const most = own.reduce((a, b) => Math.max(a, b));
      const weights = own.map((log) => Math.exp(sharpness * (log - most)));
      const total = weights.reduce((a, b) => a + b);
      expected += own.reduce((sum, log, label) => sum + (weights[label] / total) * log, 0);
    }
    return expected - ofTruth;
  };
  let [low, high] = [Math.log(SHARPNESS.least), Math.log(SHARPNESS.most)];
  for (let halving = 0; halving < 40; halving++) {
    const middle = (low + high) / 2;
    if (slope(Math.exp(middle)) < 0) low = middle;
    else high = middle;
  }
  return Math.exp((low + high) / 2);
}

/**
 * What `temperatureGraph` computes.
 *
 * @param probabilities - [clip, label]
 */
export function sharpen(probabilities: Float32Array, sharpness: number, labelCount: number): Float32Array {
  const powers = Float32Array.from(probabilities, (p) => Math.max(p, LEAST) ** sharpness);
  for (let at = 0; at < powers.length; at += labelCount) {
    const own = powers.subarray(at, at + labelCount);
    const sum = own.reduce((a, b) => a + b);
    for (let label = 0; label < labelCount; label++) own[label] /= sum;
  }
  return powers;
}

/** Probabilities [n, label] -> the same to the power of `sharpness`, summing to 1; a decision stays as it is. */
export function temperatureGraph(
  labels: number,
  sharpness: number,
  decides: boolean,
): Uint8Array<ArrayBuffer> {
  const onnx = new OnnxBuilder("calibrated");
  const likely = onnx.node("Max", [onnx.input("given", ["n", labels]), onnx.scalar(LEAST)]);
  const scaled = onnx.node("Mul", [onnx.node("Log", [likely]), onnx.scalar(sharpness)]);
  onnx.node("Softmax", [scaled], { axis: { int: 1 } }, "probabilities");
  onnx.output("probabilities", ["n", labels]);
  if (decides) {
    onnx.node("Identity", [onnx.input("decided", ["n"], "int64")], {}, "decision");
    onnx.output("decision", ["n"], "int64");
  }
  return onnx.toBytes();
}

/** What it says, its probabilities to the power of `sharpness`; its decisions stay. */
export function withTemperature(member: Fitted, sharpness: number): HeadFit {
  const { labels } = member;
  const decides = member.kind === "head" && member.decides;
  const inputs = (["probabilities", ...(decides ? (["decision"] as const) : [])] as const).map(
    (output): HeadInput => ({
      from: "member",
      name: output === "decision" ? "decided" : "given",
      member,
      output,
    }),
  );
  return { kind: "head", labels, onnx: temperatureGraph(labels.length, sharpness, decides), inputs, decides };
}
