import { expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import { smallOptions } from "../../test/training-fixture.ts";
import { createRandom } from "../base/random.ts";
import { createDataset } from "../dataset/dataset.ts";
import { adversaryTask, numberGroups } from "./adversary.ts";
import { createBatches } from "./batches.ts";

const data = createDataset({
  clipIds: ["a", "b", "c"],
  shape: [2],
  x: Float32Array.of(1, 2, 10, 20, 100, 200),
  labels: ["sad", "happy"],
  y: Int32Array.of(0, 1, 1),
});
const groups = numberGroups(["zoe", "ann", "zoe"]);
const ROWS = Uint32Array.of(2, 0, 1);

const buffers = (columns: number) => ({
  features: new Float32Array(8),
  targets: new Float32Array(4 * columns).fill(9),
  rowMask: new Float32Array(4),
});

test("groups are numbered in order of their names", () => {
  expect(groups).toEqual({ names: ["ann", "zoe"], of: Int32Array.of(1, 0, 1) });
});

test("targets are those of the labels, then the groups' shares of rows and of what they are mixed with", () => {
  for (const mixup of [0, 1]) {
    const options = smallOptions({ labelSmoothing: 0.1, mixup });
    const [inputs, alone] = [buffers(4), buffers(2)];
    const { partners, share } = adversaryTask(data, groups, options)
      .batchesOf(ROWS)
      .fill(inputs, ROWS, createRandom(5));
    createBatches(data, options).fill(alone, ROWS, createRandom(5));
    expect(inputs.features).toEqual(alone.features);
    if (mixup > 0) expect(partners.some((one, i) => groups.of[one] !== groups.of[ROWS[i]])).toBe(true);
    const expected = [0, 1, 2, 3].flatMap((row) => {
      const labels = [...alone.targets.subarray(2 * row, 2 * row + 2)];
      if (row === 3) return [...labels, 0, 0];
      const ofGroup = (group: number): number =>
        (groups.of[ROWS[row]] === group ? share : 0) + (groups.of[partners[row]] === group ? 1 - share : 0);
      return [...labels, ofGroup(0) / 3, ofGroup(1) / 3];
    });
    assertClose(inputs.targets, expected, { absolute: 1e-7 });
  }
});
