/** The gated recurrent unit (Cho et al. 2014) as torch.nn.GRU: one layer, forwards. */
import { apply, type Op, sameShape, showShapes, type Value } from "../graph.ts";
import type { OnnxBuilder } from "../onnx/builder.ts";
import { add, mul, sigmoid, sub, tanh } from "./elementwise.ts";
import { affine, asMatrix, matmul } from "./matmul.ts";
import { reduceSum } from "./reduce.ts";
import { concat, pad, reshape, slice } from "./shape.ts";

/** More frames would make a training step of tens of thousands of nodes. */
const MOST_FRAMES = 1024;

const gruOp: Op = {
  type: "gru",
  infer: (shapes) => {
    const [x, inWeight, hiddenWeight] = shapes;
    const units = hiddenWeight[1];
    const gates = [3 * units];
    const fits =
      x.length === 3 &&
      sameShape(inWeight, [3 * units, x[2]]) &&
      sameShape(hiddenWeight, [3 * units, units]) &&
      shapes.slice(3).every((bias) => sameShape(bias, gates));
    if (!fits)
      return {
        expected: "x [row, frame, in], weights [3 unit, in] and [3 unit, unit], biases [3 unit]",
        given: showShapes(shapes),
      };
    if (x[1] > MOST_FRAMES) return { expected: `at most ${MOST_FRAMES} frames`, given: String(x[1]) };
    return [x[0], x[1], units];
  },
  lower: (onnx, [x, inWeight, hiddenWeight, inBias, hiddenBias], { shape: [, , units] }) => {
    const series = onnx.node("Transpose", [x], { perm: { ints: [1, 0, 2] } });
    const own = (weights: string): string => onnx.node("Unsqueeze", [weights, onnx.integers([0])]);
    const [w, r, bias, recurrentBias] = [inWeight, hiddenWeight, inBias, hiddenBias].map((one) =>
      updateGateFirst(onnx, one, units),
    );
    const biases = onnx.node("Concat", [bias, recurrentBias], { axis: { int: 0 } });
    const attributes = { hidden_size: { int: units }, linear_before_reset: { int: 1 } };
    const states = onnx.node("GRU", [series, own(w), own(r), own(biases)], attributes);
    const flat = onnx.node("Squeeze", [states, onnx.integers([1])]);
    return onnx.node("Transpose", [flat], { perm: { ints: [1, 0, 2] } });
  },
  gradient: ({ inputs: [x, inWeight, hiddenWeight, inBias, hiddenBias], output, gradient }) => {
    const [rows, frames, units] = output.shape;
    const before =
      frames === 1
        ? x.graph.constant(output.shape, new Float32Array(rows * units))
        : pad(slice(output, 1, 0, frames - 1), [0, 1, 0], [0, 0, 0]);
    // The gates of all frames at once: the states are known by now.
    const gate = (all: Value, i: number): Value => slice(all, 2, i * units, (i + 1) * units);
    const fromX = affine(x, inWeight, inBias);
    const fromState = affine(before, hiddenWeight, hiddenBias);
    const reset = sigmoid(add(gate(fromX, 0), gate(fromState, 0)));
    const update = sigmoid(add(gate(fromX, 1), gate(fromState, 1)));
    const candidate = tanh(add(gate(fromX, 2), mul(reset, gate(fromState, 2))));
    // d state / d (what each gate's sigmoid or tanh is taken of)
    const one = x.graph.scalar(1);
    const byCandidate = mul(sub(one, update), sub(one, mul(candidate, candidate)));
    const byReset = mul(mul(byCandidate, gate(fromState, 2)), mul(reset, sub(one, reset)));
    const byUpdate = mul(sub(before, candidate), mul(update, sub(one, update)));
    const slopes = concat([byReset, byUpdate, mul(byCandidate, reset)], 2);
    const byStates = apply(carryOp, [gradient, update, slopes, hiddenWeight], undefined);
    const times = (factors: Value): Value => {
      const apart = reshape(factors, [rows, frames, 3, units]);
      return asMatrix(reshape(mul(apart, reshape(byStates, [rows, frames, 1, units])), factors.shape));
    };
    const byFromState = times(slopes);
    const byFromX = times(concat([byReset, byUpdate, byCandidate], 2));
    return [
      reshape(matmul(byFromX, inWeight), x.shape),
      matmul(byFromX, asMatrix(x), { transposeA: true }),
      matmul(byFromState, asMatrix(before), { transposeA: true }),
      reduceSum(byFromX, [0]),
      reduceSum(byFromState, [0]),
    ];
  },
};

/** PyTorch's gates are reset, update, candidate; ONNX's are update, reset, candidate. */
function updateGateFirst(onnx: OnnxBuilder, gates: string, units: number): string {
  const sizes = onnx.integers([units, units, units]);
  const [reset, update, candidate] = onnx.nodeMany("Split", [gates, sizes], 3, { axis: { int: 0 } });
  return onnx.node("Concat", [update, reset, candidate], { axis: { int: 0 } });
}

/**
 * The gradient by each state, from the last frame to the first: s[t] = gradient[t] + s[t + 1] update[t + 1] +
 * (s[t + 1] slopes[t + 1]) hiddenWeight. All else is known for all frames at once, so a frame takes five nodes.
 *
 * Inputs: gradient and update [row, frame, unit], slopes [row, frame, 3 unit], hiddenWeight [3 unit, unit].
 */
const carryOp: Op = {
  type: "gruCarry",
  infer: ([gradient]) => gradient,
  lower: (onnx, [gradient, update, slopes, hiddenWeight], { shape: [rows, frames, units] }) => {
    if (frames === 1) return gradient;
    const single = onnx.integers(new Array<number>(frames).fill(1));
    const apart = (all: string): string[] =>
      onnx.nodeMany("Split", [all, single], frames, { axis: { int: 1 } });
    const [byState, updates] = [apart(gradient), apart(update)];
    const threefold = onnx.node("Reshape", [slopes, onnx.integers([rows, frames, 3, units])]);
    const gates = apart(threefold);
    const states = [byState[frames - 1]];
    for (let t = frames - 1; t > 0; t--) {
      const state = states[0];
      const flat = onnx.node("Mul", [gates[t], onnx.node("Unsqueeze", [state, onnx.integers([1])])]);
      const byGates = onnx.node("Reshape", [flat, onnx.integers([rows, 1, 3 * units])]);
      const kept = onnx.node("Mul", [state, updates[t]]);
      const carried = onnx.node("Add", [onnx.node("MatMul", [byGates, hiddenWeight]), kept]);
      states.unshift(onnx.node("Add", [byState[t - 1], carried]));
    }
    return onnx.node("Concat", states, { axis: { int: 1 } });
  },
};

/**
 * The states of a GRU that starts at 0, as torch.nn.GRU with batch_first: reset r, update z and candidate n,
 * n = tanh(W_n x + b_n + r (U_n h + c_n)), h' = (1 - z) n + z h.
 *
 * @param x - [row, frame, in]
 * @param inWeight - [3 unit, in]: reset, update, candidate
 * @param hiddenWeight - [3 unit, unit]
 * @param inBias - [3 unit]
 * @param hiddenBias - [3 unit]
 * @returns [row, frame, unit]
 * @throws ShapeError if shapes do not fit, or for more than 1024 frames
 */
export const gruStates = (
  x: Value,
  inWeight: Value,
  hiddenWeight: Value,
  inBias: Value,
  hiddenBias: Value,
): Value => apply(gruOp, [x, inWeight, hiddenWeight, inBias, hiddenBias], undefined);
