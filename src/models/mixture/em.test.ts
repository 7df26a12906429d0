import { expect, test } from "vitest";
import { assertClose } from "../../../test/assert-close.ts";
import golden from "../../../test/golden/classical-models.json" with { type: "json" };
import { hashedClusters, hashUniform } from "../../../test/hashed-clusters.ts";
import { diagonal } from "./diagonal.ts";
import { fitMixture } from "./em.ts";
import { full } from "./full.ts";
import { HeldRows } from "./held-rows.ts";
import { membersOf } from "./members.ts";

test.each(golden.mixtures)("a mixture is scikit-learn's: $covariance, $width numbers", (one) => {
  const { width, components: count, rounds } = one;
  const rows = new HeldRows({
    rows: 150,
    cols: width,
    data: hashedClusters(0, 150, { labels: 3, width }).x,
  });
  const shares = { rows: 150, cols: count, data: new Float64Array(150 * count) };
  for (let row = 0; row < 150; row++)
    shares.data[row * count + Math.floor(count * hashUniform(row, 3000))] = 1;
  const covariance = one.covariance === "full" ? full : diagonal;
  const after = (iterations: number) =>
    fitMixture(rows, shares, covariance, { floor: 1e-6, tolerance: 1e-3, iterations });

  const { components, likelihood, converged } = after(rounds);
  expect(converged).toBe(true);
  expect(after(rounds - 1).converged).toBe(false);
  assertClose([likelihood], [one.likelihood], { absolute: 1e-9 });
  assertClose(
    components.map(({ weight }) => weight),
    one.weights,
    { absolute: 1e-7 },
  );
  assertClose(
    components.flatMap(({ mean }) => [...mean]),
    one.means,
    { absolute: 1e-7 },
  );
  const precisions = components.flatMap(({ scale }) =>
    covariance === diagonal ? Array.from(scale, (value) => value ** 2) : products(scale, width),
  );
  assertClose(precisions, one.precisions, { relative: 1e-7 });
});

/** scaleᵀ scale. */
function products(scale: Float64Array, n: number): number[] {
  const out = new Array<number>(n * n).fill(0);
  for (let k = 0; k < n; k++)
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) out[i * n + j] += scale[k * n + i] * scale[k * n + j];
  return out;
}

test("rows are gone through to the last one, whatever their number", () => {
  const { x } = hashedClusters(0, 7, { labels: 3, width: 3 });
  const rows = new HeldRows({ rows: 7, cols: 3, data: x });
  const shares = Float64Array.of(1, 2, 0, 1, 3, 1, 2);
  const members = membersOf({ rows: 7, cols: 1, data: shares }, 0);
  expect([...members.rows]).toEqual([0, 1, 3, 4, 5, 6]);
  const mean = Float64Array.of(0, 1, 2).map(
    (col) => shares.reduce((sum, share, row) => sum + share * x[row * 3 + col], 0) / 10,
  );
  const { mean: found, scale, logDeterminant } = diagonal.estimate(rows, members, 0.1);
  assertClose(found, mean, { absolute: 1e-12 });
  const variances = [0, 1, 2].map(
    (col) =>
      shares.reduce((sum, share, row) => sum + share * (x[row * 3 + col] - mean[col]) ** 2, 0) / 10 + 0.1,
  );
  assertClose(
    scale,
    variances.map((one) => one ** -0.5),
    { absolute: 1e-12 },
  );
  expect(logDeterminant).toBeCloseTo(-Math.log(variances[0] * variances[1] * variances[2]) / 2, 12);
  const expected = Array.from({ length: 7 }, (_, row) =>
    variances.reduce((sum, one, col) => sum + (x[row * 3 + col] - mean[col]) ** 2 / one, 0),
  );
  assertClose(diagonal.distances(rows, mean, scale).subarray(0, 7), expected, { absolute: 1e-10 });
  const near = Array.from({ length: 7 }, (_, row) =>
    mean.reduce((sum, one, col) => sum + (x[row * 3 + col] - one) ** 2, 0),
  );
  assertClose(rows.distances(mean).subarray(0, 7), near, { relative: 1e-6 });
});
