import { expect, test } from "vitest";
import { assertClose } from "../../../test/assert-close.ts";
import golden from "../../../test/golden/classical-models.json" with { type: "json" };
import { hashedClusters, hashUniform } from "../../../test/hashed-clusters.ts";
import type { Matrix } from "../../base/matrix.ts";
import { gramMatrix } from "./gram.ts";
import { chooseKernelWeights, heldOutError } from "./kernel-weights.ts";
import { ridgeTargets } from "./ridge.ts";

const ROWS = 160;
const clusters = hashedClusters(0, ROWS);
const targets = ridgeTargets(clusters.y, 8);
const folds = Int32Array.from({ length: ROWS }, (_, row) => row % 5);

/** Kernels of the groups of tools/golden/classical_models.py: 12 numbers that tell labels, then noise. */
async function gramsOf(widths: readonly number[], gammaScale: number): Promise<Matrix[]> {
  const grams: Matrix[] = [];
  let from = 0;
  for (const cols of widths) {
    const data = new Float32Array(ROWS * cols);
    for (let row = 0; row < ROWS; row++) {
      for (let col = 0; col < cols; col++) {
        const at = from + col;
        data[row * cols + col] = at < 12 ? clusters.x[row * 12 + at] : 3 * hashUniform(row, 4000 + at - 12);
      }
    }
    grams.push(await gramMatrix({ rows: ROWS, cols, data }, { kind: "rbf", gamma: gammaScale / cols }, 1));
    from += cols;
  }
  return grams;
}

test.each(golden.kernels)("weights are those of the least error for $params.groups", async (one) => {
  const { groups, gammaScale, alpha } = one.params;
  const grams = await gramsOf(groups, gammaScale);
  const choice = { grams, targets, folds, alpha, threads: 1 };
  const error = heldOutError(choice);
  const gradient = new Float64Array(groups.length);
  const start = new Float64Array(groups.length);
  expect(await error(start, gradient)).toBeCloseTo(one.error, 5);
  const weights = await chooseKernelWeights(choice);
  expect(await error(weights.map(Math.log), gradient)).toBeCloseTo(one.least, 5);
  assertClose(weights, one.weights, { absolute: 0.01 });
});

test("the error's derivatives are its slopes", async () => {
  const error = heldOutError({ grams: await gramsOf([4, 8, 6], 1), targets, folds, alpha: 0.1, threads: 1 });
  const at = Float64Array.of(0.3, -0.4, 0.6);
  const gradient = new Float64Array(3);
  await error(at, gradient);
  const unused = new Float64Array(3);
  const step = 1e-5;
  const slopes: number[] = [];
  for (const [i, value] of at.entries()) {
    const more = await error(at.with(i, value + step), unused);
    slopes.push((more - (await error(at.with(i, value - step), unused))) / (2 * step));
  }
  assertClose(gradient, slopes, { absolute: 1e-8 });
});
