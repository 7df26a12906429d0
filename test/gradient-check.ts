import { gradients } from "../src/engine/gradient.ts";
import { Graph, type Shape, sizeOf, type Value } from "../src/engine/graph.ts";
import { mul } from "../src/engine/ops/elementwise.ts";
import { reduceSum } from "../src/engine/ops/reduce.ts";
import { assertClose } from "./assert-close.ts";
import { compileValues } from "./evaluate.ts";
import { hashed } from "./hashed.ts";

export interface GradientCheck {
  readonly shapes: readonly Shape[];
  readonly build: (inputs: readonly Value[]) => Value;
  /** Maps hashed numbers in [-1, 1) to the inputs' domain. */
  readonly domain?: (u: number, input: number) => number;
  /** Central difference step: 0.5 is exact for linear operations, small for curved ones. */
  readonly step?: number;
  readonly relative?: number;
  readonly salt?: number;
  /** Inputs that are differentiated; all by default. */
  readonly by?: readonly number[];
}

/**
 * Asserts that the gradients of sum(r y), r fixed, equal central differences for every number of every input.
 * The sum and the differences are taken in float64.
 */
export async function checkGradients(check: GradientCheck): Promise<void> {
  const { shapes, domain = (u) => u, step = 0.02, relative = 2e-3, salt = 1 } = check;
  const graph = new Graph(1, true);
  const inputs = shapes.map((shape, i) => graph.leaf(`x${i}`, shape));
  const output = check.build(inputs);
  const data = shapes.map((shape, i) =>
    Float32Array.from(hashed(salt * 10 + i, sizeOf(shape)), (u) => domain(u, i)),
  );
  const probe = Float32Array.from(hashed(salt * 10 + 9, sizeOf(output.shape)));
  const axes = output.shape.map((_, axis) => axis);
  const loss = reduceSum(mul(output, graph.constant(output.shape, probe)), axes);
  const by = check.by ?? shapes.map((_, i) => i);
  const byInput = gradients(
    loss,
    by.map((i) => inputs[i]),
  );
  const wanted = byInput.map((value, i) => {
    if (value === undefined) throw new Error(`no gradient by input ${by[i]}`);
    return value;
  });
  const evaluateGradients = await compileValues([output, ...wanted]);
  const evaluate = await compileValues([output]);
  const feeds = Object.fromEntries(data.map((numbers, i) => [`x${i}`, numbers]));
  const analytic = (await evaluateGradients(feeds)).slice(1);
  for (const [k, i] of by.entries()) {
    const numeric = new Float64Array(data[i].length);
    for (let j = 0; j < data[i].length; j++) {
      const kept = data[i][j];
      data[i][j] = kept + step;
      const above = data[i][j];
      const [high] = await evaluate(feeds);
      data[i][j] = kept - step;
      const below = data[i][j];
      const [low] = await evaluate(feeds);
      data[i][j] = kept;
      let sum = 0;
      for (let n = 0; n < probe.length; n++) sum += probe[n] * (high[n] - low[n]);
      numeric[j] = sum / (above - below);
    }
    assertClose(analytic[k], numeric, { relative, absolute: 1e-4 }, `gradient by input ${i}`);
  }
}
