/** Operations on each number alone; the binary ones broadcast as NumPy does. */
import {
  apply,
  type Differentiated,
  type Mismatch,
  type Op,
  type Shape,
  sameShape,
  showShapes,
  type Value,
} from "../graph.ts";
import { broadcastShape } from "./broadcast.ts";
import { sumTo } from "./reduce.ts";

function broadcast(shapes: readonly Shape[]): Shape | Mismatch {
  return (
    broadcastShape(shapes[0], shapes[1]) ?? {
      expected: "shapes that broadcast to one another",
      given: showShapes(shapes),
    }
  );
}

function binary(
  type: string,
  onnxType: string,
  gradient: (a: Value, b: Value, output: Value, g: Value) => readonly [Value, Value],
): Op {
  return {
    type,
    infer: broadcast,
    lower: (onnx, inputs) => onnx.node(onnxType, inputs),
    gradient: ({ inputs: [a, b], output, gradient: g }) => {
      const [byA, byB] = gradient(a, b, output, g);
      return [sumTo(byA, a.shape), sumTo(byB, b.shape)];
    },
  };
}

function unary(type: string, onnxType: string, gradient: (x: Value, output: Value, g: Value) => Value): Op {
  return {
    type,
    infer: ([shape]) => shape,
    lower: (onnx, inputs) => onnx.node(onnxType, inputs),
    gradient: (at: Differentiated<undefined>) => [gradient(at.inputs[0], at.output, at.gradient)],
  };
}

const addOp: Op = {
  ...binary("add", "Add", (_a, _b, _y, g) => [g, g]),
  // onnxruntime lets a Gemm add to its product what Sum would add, in the same pass; it does not look at Add.
  lower: (onnx, inputs, { inputShapes: [a, b] }) =>
    onnx.node(a.length === 2 && sameShape(a, b) ? "Sum" : "Add", inputs),
};
const subOp = binary("sub", "Sub", (_a, _b, _y, g) => [g, scale(g, -1)]);
const mulOp = binary("mul", "Mul", (a, b, _y, g) => [mul(g, b), mul(g, a)]);
const divOp = binary("div", "Div", (_a, b, y, g) => [div(g, b), scale(div(mul(g, y), b), -1)]);
/** Only for gradients of ReLU: the maximum has no gradient of its own here. */
const reluGradientOp: Op = {
  type: "reluGradient",
  infer: ([shape]) => shape,
  // HardSigmoid is min(1, alpha y) for y >= 0: 1 where y > 0. Measured faster than Greater and Cast, Where, or Sign.
  lower: (onnx, [gradient, output]) =>
    onnx.node("Mul", [gradient, onnx.node("HardSigmoid", [output], { alpha: 3e38, beta: 0 })]),
};
const reluOp = unary("relu", "Relu", (_x, y, g) => apply(reluGradientOp, [g, y], undefined));
const sigmoidOp = unary("sigmoid", "Sigmoid", (_x, y, g) => mul(g, mul(y, sub(y.graph.scalar(1), y))));
const tanhOp = unary("tanh", "Tanh", (_x, y, g) => mul(g, sub(y.graph.scalar(1), square(y))));
const expOp = unary("exp", "Exp", (_x, y, g) => mul(g, y));
const logOp = unary("log", "Log", (x, _y, g) => div(g, x));
const sinOp = unary("sin", "Sin", (x, _y, g) => mul(g, cos(x)));
const cosOp = unary("cos", "Cos", (x, _y, g) => scale(mul(g, sin(x)), -1));
const erfOp = unary("erf", "Erf", (x, _y, g) =>
  mul(g, scale(exp(scale(square(x), -1)), 2 / Math.sqrt(Math.PI))),
);
const absOp = unary("abs", "Abs", (x, _y, g) => mul(g, sign(x)));
/** Piecewise constant: it ends the backward pass. */
const signOp: Op = {
  type: "sign",
  infer: ([shape]) => shape,
  lower: (onnx, inputs) => onnx.node("Sign", inputs),
};
/** With P the standard normal distribution and p its density: y = x P(x), dy/dx = P(x) + x p(x). */
const geluOp = unary("gelu", "Gelu", (x, _y, g) => {
  const distribution = scale(shift(erf(scale(x, Math.SQRT1_2)), 1), 0.5);
  const density = scale(exp(scale(square(x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
  return mul(g, add(distribution, mul(x, density)));
});
const sqrtOp = unary("sqrt", "Sqrt", (_x, y, g) => div(scale(g, 0.5), y));
const squareOp: Op = {
  type: "square",
  infer: ([shape]) => shape,
  lower: (onnx, [x]) => onnx.node("Mul", [x, x]),
  gradient: ({ inputs: [x], gradient }) => [mul(scale(gradient, 2), x)],
};

export const add = (a: Value, b: Value): Value => apply(addOp, [a, b], undefined);
export const sub = (a: Value, b: Value): Value => apply(subOp, [a, b], undefined);
export const mul = (a: Value, b: Value): Value => apply(mulOp, [a, b], undefined);
export const div = (a: Value, b: Value): Value => apply(divOp, [a, b], undefined);
export const relu = (x: Value): Value => apply(reluOp, [x], undefined);
export const sigmoid = (x: Value): Value => apply(sigmoidOp, [x], undefined);
export const tanh = (x: Value): Value => apply(tanhOp, [x], undefined);
export const exp = (x: Value): Value => apply(expOp, [x], undefined);
export const log = (x: Value): Value => apply(logOp, [x], undefined);
export const sin = (x: Value): Value => apply(sinOp, [x], undefined);
export const cos = (x: Value): Value => apply(cosOp, [x], undefined);
export const erf = (x: Value): Value => apply(erfOp, [x], undefined);
/** The size of each number; its gradient at 0 is 0. */
export const abs = (x: Value): Value => apply(absOp, [x], undefined);
/** -1, 0 or 1, without a gradient. */
export const sign = (x: Value): Value => apply(signOp, [x], undefined);
/** x times the standard normal distribution at x (Hendrycks & Gimpel 2016), without approximation. */
export const gelu = (x: Value): Value => apply(geluOp, [x], undefined);
export const sqrt = (x: Value): Value => apply(sqrtOp, [x], undefined);
export const square = (x: Value): Value => apply(squareOp, [x], undefined);

/** Its gradient takes three passes, where those of mul and sigmoid take five. */
const gateOp: Op = {
  type: "gate",
  infer: ([x, h]) =>
    sameShape(x, h) ? x : { expected: "a value and a gate of one shape", given: showShapes([x, h]) },
  lower: (onnx, [x, h]) => onnx.node("Mul", [x, onnx.node("Sigmoid", [h])]),
  gradient: ({ inputs: [x, h], output, gradient }) => {
    // onnxruntime joins this sigmoid with the forward one.
    const byX = mul(gradient, sigmoid(h));
    // d/dh = x s (1 - s), with s the sigmoid and x s the output
    return [byX, mul(byX, sub(x, output))];
  },
};

/** x times sigmoid(h), of one shape. */
export const gate = (x: Value, h: Value): Value => apply(gateOp, [x, h], undefined);

/** x times a number known when the graph is built. */
export const scale = (x: Value, factor: number): Value => mul(x, x.graph.scalar(factor));

/** x plus a number known when the graph is built. */
export const shift = (x: Value, term: number): Value => add(x, x.graph.scalar(term));

const maximumOp: Op = {
  type: "maximum",
  infer: broadcast,
  lower: (onnx, inputs) => onnx.node("Max", inputs),
};

/** The greater of two, without a gradient: for statistics and optimisers. */
export const maximum = (a: Value, b: Value): Value => apply(maximumOp, [a, b], undefined);
