import { expect, test } from "vitest";
import { assertClose } from "../../../test/assert-close.ts";
import { hashed } from "../../../test/hashed.ts";
import { gramMatrix, kernelMatrix } from "./gram.ts";
import { leaveGroupsOut } from "./leave-out.ts";
import { ridgeInPlace, ridgeTargets } from "./ridge.ts";

const n = 17;
const kernel = { kind: "rbf", gamma: 0.1 } as const;
const x = { rows: n, cols: 5, data: Float32Array.from(hashed(1, n * 5)) };
const y = Int32Array.from({ length: n }, (_, i) => i % 3);
const groups = Array.from({ length: n }, (_, i) => `group ${Math.floor(i / 4)}`);
const alpha = 0.03;

function rowsOf(chosen: readonly number[]) {
  return {
    rows: chosen.length,
    cols: 5,
    data: Float32Array.from(chosen.flatMap((i) => [...x.data.subarray(5 * i, 5 * i + 5)])),
  };
}

test("are those of fits that have never seen the group", async () => {
  const scores = leaveGroupsOut(await gramMatrix(x, kernel, 1), ridgeTargets(y, 3), alpha, groups);
  for (const group of new Set(groups)) {
    const [out, left] = [true, false].map((is) => [...y.keys()].filter((i) => (groups[i] === group) === is));
    const gram = await gramMatrix(rowsOf(left), kernel, 1);
    const weights = ridgeTargets(
      y.filter((_, i) => left.includes(i)),
      3,
    );
    await ridgeInPlace({ ...gram, data: new Float64Array(gram.data) }, weights, alpha, 1);
    const cross = await kernelMatrix(rowsOf(out), rowsOf(left), kernel, 1);
    const expected = out.flatMap((_, i) =>
      [0, 1, 2].map((c) =>
        left.reduce((sum, _row, j) => sum + cross.data[i * left.length + j] * weights.data[3 * j + c], 0),
      ),
    );
    assertClose(
      out.flatMap((i) => [...scores.subarray(3 * i, 3 * i + 3)]),
      expected,
      { absolute: 1e-5 },
    );
  }
});

test("groups that do not belong to the rows are refused", async () => {
  const gram = await gramMatrix(x, kernel, 1);
  expect(() => leaveGroupsOut(gram, ridgeTargets(y, 3), alpha, ["a"])).toThrow(
    "17 rows, 17 targets, 1 groups",
  );
});
