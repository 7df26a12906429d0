/** Operators whose work is products of matrices, or windows: more than a look at every number. */
import type { Effect, Operator, Site } from "./operator.ts";
import { broadcast, show, sizeOf } from "./tensors.ts";

/** Products of thin matrices wait for memory: each multiplication counts as so many. */
const THIN = 16;
/** A matrix with fewer rows or columns is thin. */
const FEW = 8;
/** What a call costs, whatever its size. */
const CALL = 1000;

function productWork(m: number, n: number, k: number, count = 1): number {
  return count * (m * n * k * (Math.min(m, n) < FEW ? THIN : 1) + CALL);
}

function product(site: Site): Effect {
  const a = site.input(0, "float32", "float64");
  const b = site.input(1, a.kind);
  const [m, k] = a.dims.slice(-2);
  const [inner, n] = b.dims.slice(-2);
  const batch = broadcast([a.dims.slice(0, -2), b.dims.slice(0, -2)]);
  if (a.dims.length < 2 || b.dims.length < 2 || k !== inner || batch === undefined)
    return site.fail(`is given shapes ${show(a.dims, b.dims)}`);
  return {
    outputs: [{ kind: a.kind, dims: [...batch, m, n] }],
    work: productWork(m, n, k, sizeOf(batch)),
  };
}

function generalProduct(site: Site): Effect {
  const a = site.input(0, "float32", "float64");
  const b = site.input(1, a.kind);
  const [m, k] = site.int("transA", 0) === 0 ? a.dims : a.dims.toReversed();
  const [inner, n] = site.int("transB", 0) === 0 ? b.dims : b.dims.toReversed();
  if (a.dims.length !== 2 || b.dims.length !== 2 || k !== inner)
    return site.fail(`is given shapes ${show(a.dims, b.dims)}`);
  if (site.inputs[2] !== undefined) site.input(2, a.kind);
  return { outputs: [{ kind: a.kind, dims: [m, n] }], work: productWork(m, n, k) };
}

/** Windows along every axis after the channel. */
function windows(site: Site, dims: readonly number[], kernel: readonly number[]): number[] {
  const axes = kernel.map(() => 1);
  const strides = site.ints("strides", axes);
  const dilations = site.ints("dilations", axes);
  const pads = site.ints(
    "pads",
    [...axes, ...axes].map(() => 0),
  );
  const fits =
    dims.length === kernel.length + 2 &&
    strides.length === kernel.length &&
    dilations.length === kernel.length &&
    pads.length === 2 * kernel.length &&
    [...kernel, ...strides, ...dilations].every((one) => one >= 1) &&
    pads.every((one) => one >= 0);
  if (!fits) site.fail(`has windows that do not fit the shape ${show(dims)}`);
  return kernel.map((length, axis) => {
    const reach = dilations[axis] * (length - 1) + 1;
    const whole = dims[axis + 2] + pads[axis] + pads[kernel.length + axis];
    return Math.max(0, Math.floor((whole - reach) / strides[axis]) + 1);
  });
}

function convolution(site: Site): Effect {
  const [x, weight] = [site.input(0, "float32"), site.input(1, "float32")];
  const [outChannels, channels, ...kernel] = weight.dims;
  const groups = site.int("group", 1);
  const places = windows(site, x.dims, kernel);
  if (!(groups >= 1) || x.dims[1] !== groups * channels || outChannels % groups !== 0)
    return site.fail(`is given shapes ${show(x.dims, weight.dims)}`);
  const [rows] = x.dims;
  const perPlace = channels * sizeOf(kernel);
  return {
    outputs: [{ kind: "float32", dims: [rows, outChannels, ...places] }],
    work: productWork(outChannels / groups, sizeOf(places), perPlace, rows * groups),
    scratch: perPlace * sizeOf(places),
  };
}

const pooling: Operator = {
  attributes: ["kernel_shape", "strides", "pads", "count_include_pad"],
  infer: (site) => {
    const { dims } = site.input(0, "float32");
    const kernel = site.ints("kernel_shape", []);
    const shape = [...dims.slice(0, 2), ...windows(site, dims, kernel)];
    return {
      outputs: [{ kind: "float32", dims: shape }],
      work: 4 * sizeOf(shape) * sizeOf(kernel),
    };
  },
};

function recurrent(site: Site): Effect {
  const [x, inWeight, hiddenWeight] = [0, 1, 2].map((at) => site.input(at, "float32"));
  const [frames, rows, width] = x.dims;
  const units = site.int("hidden_size", 0);
  const fits =
    x.dims.length === 3 &&
    inWeight.dims.join() === [1, 3 * units, width].join() &&
    hiddenWeight.dims.join() === [1, 3 * units, units].join() &&
    site.input(3, "float32").dims.join() === [1, 6 * units].join();
  if (!fits) site.fail(`is given shapes ${show(x.dims, inWeight.dims, hiddenWeight.dims)}`);
  return {
    outputs: [{ kind: "float32", dims: [frames, 1, rows, units] }],
    work: productWork(rows, 3 * units, units + width, frames),
    scratch: 3 * frames * rows * units,
  };
}

export const productOperators: readonly (readonly [string, Operator])[] = [
  ["AveragePool", pooling],
  ["Conv", { attributes: ["strides", "dilations", "pads", "group"], infer: convolution }],
  ["GRU", { attributes: ["hidden_size", "linear_before_reset"], infer: recurrent }],
  ["Gemm", { attributes: ["transA", "transB", "alpha"], infer: generalProduct }],
  ["MatMul", { attributes: [], infer: product }],
  ["MaxPool", pooling],
];
