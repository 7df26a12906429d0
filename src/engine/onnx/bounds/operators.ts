/**
 * The operators that a file may hold: those that exports of the models, steps, learners, layers and documents use, with what they
 * give. An operator that is not here is refused, and so is an attribute or a kind of number that exports do not have:
 * whole numbers are never divided, and nothing is drawn, looped, looked up in text or sized by what a run computes.
 */
import { axisOf, type Effect, type Operator, type Site } from "./operator.ts";
import { productOperators } from "./products.ts";
import { broadcast, type Kind, kindOf, MOST_VALUES, show, sizeOf } from "./tensors.ts";

function one(kind: Kind, dims: readonly number[], work = 0): Effect {
  return { outputs: [{ kind, dims }], work };
}

/** Numbers of an exponential, a power or the like count as several. */
const COSTLY = 8;

/** On each number alone. */
function unary(gives: Kind | "same" = "same", cost = 1, kinds: readonly Kind[] = ["float32"]): Operator {
  return {
    attributes: [],
    infer: (site) => {
      const { kind, dims } = site.input(0, ...kinds);
      return one(gives === "same" ? kind : gives, dims, cost * sizeOf(dims));
    },
  };
}

/** Numbers of one kind, broadcast. */
function elementwise(kinds: readonly Kind[], gives: Kind | "same", cost = 1): Operator {
  return {
    attributes: [],
    infer: (site) => {
      const { kind } = site.input(0, ...kinds);
      const shapes = site.inputs.map((_, at) => site.input(at, kind).dims);
      const dims = broadcast(shapes) ?? site.fail(`is given shapes ${show(...shapes)}`);
      return one(gives === "same" ? kind : gives, dims, cost * sizeOf(dims) * shapes.length);
    },
  };
}

function reduction(cost = 0, kinds: readonly Kind[] = ["float32"]): Operator {
  return {
    attributes: ["keepdims"],
    infer: (site) => {
      const { kind, dims } = site.input(0, ...kinds);
      const named = site.values(1) ?? [];
      if (named.length === 0) site.fail("names no axes");
      const axes = named.map((axis) => axisOf(site, axis, dims.length));
      const keeps = site.int("keepdims", 1) === 1;
      const shape = keeps ? dims.map((d, i) => (axes.includes(i) ? 1 : d)) : without(dims, axes);
      return one(kind, shape, cost * sizeOf(dims));
    },
  };
}

function without(dims: readonly number[], axes: readonly number[]): number[] {
  return dims.filter((_, axis) => !axes.includes(axis));
}

/** Numbers as they are, in another shape. */
function rearranged(
  attributes: readonly string[],
  to: (site: Site, dims: readonly number[]) => readonly number[],
) {
  const operator: Operator = {
    attributes,
    infer: (site) => {
      const { kind, dims } = site.input(0);
      const shape = to(site, dims);
      return sizeOf(shape) === sizeOf(dims)
        ? one(kind, shape)
        : site.fail(`makes ${show(shape)} of ${show(dims)}`);
    },
  };
  return operator;
}

/** 0 keeps a length, -1 is what remains. */
function reshaped(site: Site, dims: readonly number[]): readonly number[] {
  const wanted = site.values(1) ?? site.fail("names no shape");
  const shape = wanted.map((length, axis) => (length === 0 ? (dims[axis] ?? 0) : length));
  const open = shape.filter((length) => length < 0);
  const rest = sizeOf(shape.filter((length) => length >= 0));
  if (open.length > 1 || open.some((length) => length !== -1)) site.fail(`makes ${show(wanted)}`);
  return shape.map((length) => (length < 0 ? sizeOf(dims) / rest : length));
}

function concatenated(site: Site): Effect {
  const first = site.input(0);
  const all = site.inputs.map((_, at) => site.input(at, first.kind));
  const axis = axisOf(site, site.int("axis", 0), first.dims.length);
  const fits = all.every(
    ({ dims }) =>
      dims.length === first.dims.length &&
      without(dims, [axis]).join() === without(first.dims, [axis]).join(),
  );
  if (!fits) site.fail(`is given shapes ${show(...all.map(({ dims }) => dims))}`);
  const length = all.reduce((sum, { dims }) => sum + dims[axis], 0);
  const given = { kind: first.kind, dims: first.dims.with(axis, length) };
  const isShort = first.dims.length === 1 && length <= MOST_VALUES;
  const known = isShort && all.every(({ values }) => values !== undefined);
  return { outputs: [known ? { ...given, values: all.flatMap(({ values = [] }) => values) } : given] };
}

function sliced(site: Site): Effect {
  const { kind, dims } = site.input(0);
  const [starts, ends] = [site.values(1) ?? [], site.values(2) ?? []];
  const axes = (site.values(3) ?? starts.map((_, axis) => axis)).map((axis) =>
    axisOf(site, axis, dims.length),
  );
  const steps = site.values(4) ?? axes.map(() => 1);
  if (new Set([starts, ends, axes, steps].map(({ length }) => length)).size > 1)
    site.fail("names unlike parts");
  const shape = [...dims];
  for (const [i, axis] of axes.entries()) {
    const [length, step] = [dims[axis], steps[i]];
    const at = (place: number): number => (place < 0 ? place + length : place);
    const clamp = (place: number, least: number, most: number) => Math.min(most, Math.max(least, place));
    if (step === 0) site.fail("has steps of 0");
    const [from, to] =
      step > 0
        ? [clamp(at(starts[i]), 0, length), clamp(at(ends[i]), 0, length)]
        : [clamp(at(starts[i]), 0, length - 1), clamp(at(ends[i]), -1, length - 1)];
    shape[axis] = Math.max(0, Math.ceil((to - from) / step));
  }
  return one(kind, shape);
}

function padded(site: Site): Effect {
  const { dims } = site.input(0, "float32");
  const pads = site.values(1) ?? [];
  if (pads.length !== 2 * dims.length || pads.some((n) => n < 0)) site.fail(`pads by ${show(pads)}`);
  return one(
    "float32",
    dims.map((length, axis) => pads[axis] + length + pads[dims.length + axis]),
  );
}

function splitUp(site: Site): Effect {
  const { kind, dims } = site.input(0);
  const axis = axisOf(site, site.int("axis", 0), dims.length);
  const lengths = site.values(1) ?? site.fail("names no lengths");
  const fits = lengths.every((n) => n >= 0) && lengths.reduce((sum, n) => sum + n, 0) === dims[axis];
  if (!fits || lengths.length !== site.outputCount) site.fail(`makes ${show(lengths)} of ${show(dims)}`);
  return { outputs: lengths.map((length) => ({ kind, dims: dims.with(axis, length) })) };
}

/** A layer on numbers whose shape stays: all but the first input are its weights. */
function keepsShape(attributes: readonly string[], cost: number): Operator {
  return {
    attributes,
    infer: (site) => {
      const { dims } = site.input(0, "float32");
      return one("float32", dims, cost * sizeOf(dims));
    },
  };
}

/** Operator -> what it gives, in order of name. */
export const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ["Abs", unary()],
  ["Add", elementwise(["float32", "float64"], "same")],
  [
    "ArgMax",
    {
      attributes: ["axis", "keepdims"],
      infer: (site) => {
        const { dims } = site.input(0, "float32");
        const axis = axisOf(site, site.int("axis", 0), dims.length);
        return one("int64", site.int("keepdims", 1) === 1 ? dims.with(axis, 1) : without(dims, [axis]));
      },
    },
  ],
  ["BatchNormalization", keepsShape(["epsilon"], 2)],
  [
    "Cast",
    {
      attributes: ["to"],
      infer: (site) => {
        const to = kindOf(site.int("to", 0));
        return to === "float32" || to === "float64"
          ? one(to, site.input(0).dims)
          : site.fail("makes other than float32 or float64");
      },
    },
  ],
  ["Concat", { attributes: ["axis"], infer: concatenated }],
  ["Cos", unary("same", COSTLY)],
  ["Div", elementwise(["float32"], "same")],
  ["Erf", unary("same", COSTLY)],
  ["Exp", unary("same", COSTLY, ["float32", "float64"])],
  [
    "Expand",
    {
      attributes: [],
      infer: (site) => {
        const { kind, dims } = site.input(0);
        const shape = site.values(1) ?? site.fail("names no shape");
        if (shape.some((length) => length < 1)) site.fail(`makes ${show(shape)}`);
        return one(kind, broadcast([dims, shape]) ?? site.fail(`makes ${show(shape)} of ${show(dims)}`));
      },
    },
  ],
  [
    "Flatten",
    rearranged(["axis"], (site, dims) => {
      const axis = axisOf(site, site.int("axis", 1), dims.length);
      return [sizeOf(dims.slice(0, axis)), sizeOf(dims.slice(axis))];
    }),
  ],
  [
    "Gather",
    {
      attributes: ["axis"],
      infer: (site) => {
        const { kind, dims } = site.input(0);
        const axis = axisOf(site, site.int("axis", 0), dims.length);
        return one(kind, [...dims.slice(0, axis), ...site.input(1, "int64").dims, ...dims.slice(axis + 1)]);
      },
    },
  ],
  [
    "GatherElements",
    {
      attributes: ["axis"],
      infer: (site) => {
        const { kind, dims } = site.input(0);
        const places = site.input(1, "int64").dims;
        const axis = axisOf(site, site.int("axis", 0), dims.length);
        const fits =
          places.length === dims.length && places.every((length, i) => i === axis || length <= dims[i]);
        return fits ? one(kind, places) : site.fail(`is given shapes ${show(dims, places)}`);
      },
    },
  ],
  ["Gelu", unary("same", COSTLY)],
  [
    "Identity",
    {
      attributes: [],
      infer: (site) => {
        const { constant: _, ...same } = site.input(0);
        return { outputs: [same] };
      },
    },
  ],
  ["IsNaN", unary("bool")],
  ["LayerNormalization", keepsShape(["axis", "epsilon"], 4)],
  ["Less", elementwise(["float32", "int64"], "bool")],
  ["Log", unary("same", COSTLY)],
  ["Max", elementwise(["float32"], "same")],
  ["Mul", elementwise(["float32", "float64"], "same")],
  [
    "OneHot",
    {
      attributes: [],
      infer: (site) => {
        const [depth] = site.values(1) ?? [];
        if (depth === undefined || depth < 1) site.fail("has no depth");
        site.input(2, "float32");
        return one("float32", [...site.input(0, "int64").dims, depth]);
      },
    },
  ],
  ["Pad", { attributes: [], infer: padded }],
  ["Pow", elementwise(["float32"], "same", 4 * COSTLY)],
  ["ReduceLogSumExp", reduction(COSTLY)],
  ["ReduceMax", reduction()],
  ["ReduceMean", reduction()],
  ["ReduceSum", reduction()],
  ["ReduceSumSquare", reduction(0, ["float32", "float64"])],
  ["Relu", unary("same", 1, ["float32", "float64"])],
  ["Reshape", rearranged([], reshaped)],
  [
    "Shape",
    {
      attributes: ["start", "end"],
      infer: (site) => {
        const { dims } = site.input(0);
        const values = dims.slice(site.int("start", 0), site.int("end", dims.length));
        return { outputs: [{ kind: "int64", dims: [values.length], values }] };
      },
    },
  ],
  ["Sigmoid", unary("same", COSTLY)],
  ["Sign", unary()],
  ["Sin", unary("same", COSTLY)],
  ["Slice", { attributes: [], infer: sliced }],
  ["Softmax", keepsShape(["axis"], COSTLY)],
  ["Split", { attributes: ["axis"], infer: splitUp }],
  ["Sqrt", unary()],
  [
    "Squeeze",
    rearranged([], (site, dims) => {
      const axes = (site.values(1) ?? site.fail("names no axes")).map((axis) =>
        axisOf(site, axis, dims.length),
      );
      return without(dims, axes);
    }),
  ],
  ["Sub", elementwise(["float32"], "same")],
  ["Sum", elementwise(["float32"], "same")],
  ["Tanh", unary("same", COSTLY)],
  [
    "TopK",
    {
      attributes: ["axis", "largest"],
      infer: (site) => {
        const { dims } = site.input(0, "float32");
        const axis = axisOf(site, site.int("axis", -1), dims.length);
        const [k] = site.values(1) ?? [];
        if (k === undefined || k < 1 || k > dims[axis]) site.fail(`takes ${k} of ${show(dims)}`);
        const shape = dims.with(axis, k);
        return {
          outputs: [
            { kind: "float32", dims: shape },
            { kind: "int64", dims: shape },
          ],
          work: COSTLY * sizeOf(dims),
        };
      },
    },
  ],
  [
    "Transpose",
    rearranged(["perm"], (site, dims) => {
      const perm = site.ints(
        "perm",
        dims.map((_, axis) => dims.length - 1 - axis),
      );
      const isPermutation = perm.toSorted((a, b) => a - b).join() === [...dims.keys()].join();
      return isPermutation ? perm.map((axis) => dims[axis]) : site.fail(`has the order ${show(perm)}`);
    }),
  ],
  [
    "Unsqueeze",
    rearranged([], (site, dims) => {
      const wanted = site.values(1) ?? site.fail("names no axes");
      const axes = wanted.map((axis) => axisOf(site, axis, dims.length + wanted.length));
      const rest = [...dims];
      return Array.from({ length: dims.length + axes.length }, (_, at) =>
        axes.includes(at) ? 1 : (rest.shift() ?? 1),
      );
    }),
  ],
  [
    "Where",
    {
      attributes: [],
      infer: (site) => {
        const { kind } = site.input(1, "float32", "int64");
        const shapes = [site.input(0, "bool"), site.input(1), site.input(2, kind)].map(({ dims }) => dims);
        return one(kind, broadcast(shapes) ?? site.fail(`is given shapes ${show(...shapes)}`));
      },
    },
  ],
  ...productOperators,
]);
