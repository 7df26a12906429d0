/** The forward algorithm as ONNX nodes, one frame after the other: files hold no loops. */
import type { OnnxBuilder } from "../../engine/onnx/builder.ts";
import type { HiddenMarkov } from "./baum-welch.ts";

/** Nodes of a frame are four; a file may have 4000. */
export const MOST_FRAMES = 900;
/** The logarithm of what never happens: finite, so that no product with 0 is lost. */
const NEVER = -1e30;
/** Lengths that one node may split into: those of a longer list are not looked at before a file runs. */
const MOST_PARTS = 64;

/**
 * @param features - name of a tensor [n, coefficient, frame]
 * @param frames - name of a tensor [n], int64: how many of the frames are real; undefined: all
 * @param models - one per label, with equally many states
 * @returns name of log-likelihoods [n, label], but for what all labels have in common
 */
export function addForward(
  onnx: OnnxBuilder,
  features: string,
  frames: string | undefined,
  models: readonly HiddenMarkov[],
  length: number,
): string {
  const labels = models.length;
  const count = models[0].start.length;
  const start = onnx.constant([labels, count], logs(models.map((model) => model.start)));
  const steps = onnx.constant([labels, count, count], logs(models.map(({ transitions }) => transitions)));
  const densities = splitFrames(onnx, addDensities(onnx, features, models, length), length); // each [n, 1, label, state]
  const forward = [onnx.node("Add", [densities[0], start])];
  const after = onnx.integers([4]);
  const before = onnx.integers([3]);
  for (const density of densities.slice(1)) {
    const from = onnx.node("Unsqueeze", [forward[forward.length - 1], after]);
    const paths = onnx.node("Add", [from, steps]); // [n, 1, label, state, next state]
    const reached = onnx.node("ReduceLogSumExp", [paths, before], { keepdims: { int: 0 } });
    forward.push(onnx.node("Add", [reached, density]));
  }
  const flat = { keepdims: { int: 0 } };
  if (frames === undefined) {
    const last = onnx.node("ReduceLogSumExp", [forward[forward.length - 1], before], flat);
    return onnx.node("Squeeze", [last, onnx.integers([1])]);
  }
  const all = onnx.node("Concat", forward, { axis: { int: 1 } });
  const byFrame = onnx.node("ReduceLogSumExp", [all, before], flat); // [n, frame, label]
  const chosen = onnx.node("Mul", [byFrame, addLast(onnx, frames, length)]);
  return onnx.node("ReduceSum", [chosen, onnx.integers([1])], flat);
}

/** [n, frame, label, state]: log-densities, minus the largest of the frame: long sums stay exact in float32. */
function addDensities(
  onnx: OnnxBuilder,
  features: string,
  models: readonly HiddenMarkov[],
  length: number,
): string {
  const count = models[0].start.length;
  const turned = onnx.node("Transpose", [features], { perm: { ints: [0, 2, 1] } });
  const each = onnx.node("Unsqueeze", [turned, onnx.integers([2])]); // [n, frame, 1, coefficient]
  const byLabel = models.map(({ states }) => {
    const width = states[0].mean.length;
    const means = Float32Array.from(states.flatMap(({ mean }) => [...mean]));
    const scales = Float32Array.from(states.flatMap(({ scale }) => [...scale]));
    const about = onnx.node("Sub", [each, onnx.constant([count, width], means)]);
    const white = onnx.node("Mul", [about, onnx.constant([count, width], scales)]);
    const squares = onnx.node("ReduceSumSquare", [white, onnx.integers([3])], { keepdims: { int: 0 } });
    const most = Float32Array.from(states, ({ logDeterminant }) => logDeterminant);
    return onnx.node("Add", [onnx.node("Mul", [squares, onnx.scalar(-0.5)]), onnx.constant([count], most)]);
  });
  const all = onnx.node("Concat", byLabel, { axis: { int: 2 } }); // [n, frame, label x state]
  const highest = onnx.node("ReduceMax", [all, onnx.integers([2])]);
  const relative = onnx.node("Sub", [all, highest]);
  return onnx.node("Reshape", [relative, onnx.integers([-1, length, models.length, count])]);
}

/** One tensor for every place along the second axis. */
function splitFrames(onnx: OnnxBuilder, value: string, length: number): string[] {
  const parts = Array.from({ length: Math.ceil(length / MOST_PARTS) }, (_, i) =>
    Math.min(MOST_PARTS, length - i * MOST_PARTS),
  );
  const split = (from: string, lengths: readonly number[]): string[] =>
    onnx.nodeMany("Split", [from, onnx.integers(lengths)], lengths.length, { axis: { int: 1 } });
  return split(value, parts).flatMap((part, i) => split(part, new Array<number>(parts[i]).fill(1)));
}

/** [n, frame, 1]: 1 at the last frame that is real. */
function addLast(onnx: OnnxBuilder, frames: string, length: number): string {
  const each = onnx.node("Unsqueeze", [frames, onnx.integers([1, 2])]);
  const before = (first: number): string => {
    const places = Array.from({ length }, (_, frame) => frame + first);
    const isBefore = onnx.node("Less", [onnx.integers(places, [1, length, 1]), each]);
    return onnx.cast(isBefore, "float32");
  };
  return onnx.node("Sub", [before(0), before(1)]);
}

function logs(values: readonly Float64Array[]): Float32Array<ArrayBuffer> {
  return Float32Array.from(
    values.flatMap((own) => [...own]),
    (value) => (value > 0 ? Math.log(value) : NEVER),
  );
}
