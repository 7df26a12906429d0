import { expect, test } from "vitest";
import { temporaryFolder } from "../../../test/temporary-folder.ts";
import { ModelError } from "../../base/errors.ts";
import { type Cache, openCache } from "./cache.ts";
import { readDataset } from "./stored-rows.ts";

const LABELS = ["a", "b"];
const keyOf = (row: number): string => `ab${String(row).padStart(4, "0")}`;

/** [2, frames] of each row, counted through from 100 times its number. */
async function stored(frames: readonly number[]): Promise<Cache> {
  const cache = openCache(temporaryFolder({}));
  for (const [row, count] of frames.entries()) {
    const data = Float32Array.from({ length: 2 * count }, (_, i) => 100 * row + i);
    await cache.writeFeature(keyOf(row), { axes: ["coefficient", "frame"], shape: [2, count], data });
  }
  return cache;
}

const rowsOf = (count: number) =>
  Array.from({ length: count }, (_, row) => ({ clipId: `c${row}`, copy: 0, y: row % 2, from: [keyOf(row)] }));

test("rows are read in their order, however many, padded to the longest of them", async () => {
  const cache = await stored(Array.from({ length: 150 }, (_, row) => 1 + (row % 3)));
  const { rows, frames } = await readDataset(rowsOf(150), "longest", LABELS, { cache });
  expect(frames).toBe(3);
  expect(rows.shape).toEqual([2, 3]);
  expect([...(rows.frames ?? [])].slice(0, 4)).toEqual([1, 2, 3, 1]);
  // row 148 has two frames, row 149 three
  expect([...rows.x.subarray(6 * 148)]).toEqual([
    ...[14800, 14801, 0, 14802, 14803, 0],
    ...[14900, 14901, 14902, 14903, 14904, 14905],
  ]);
  const { rows: cut } = await readDataset(rowsOf(150), 1, LABELS, { cache });
  expect([...cut.x.subarray(298)]).toEqual([14900, 14903]);
});

test("what does not fit into memory is refused by its size before it is read", async () => {
  const cache = await stored([2, 2, 2]);
  const read = (limitBytes: number) => readDataset(rowsOf(3), null, LABELS, { cache }, limitBytes);
  await expect(read(48)).resolves.toBeDefined();
  await expect(read(47)).rejects.toThrow(ModelError);
  await expect(read(47)).rejects.toThrow(
    /^3 rows of 4 numbers need 1 MB; expected at most 1 MB, half of the memory\./,
  );
});

test("rows of two shapes are told of by name", async () => {
  const cache = await stored([2, 3]);
  await expect(readDataset(rowsOf(2), null, LABELS, { cache })).rejects.toThrow(
    /^clip c1 has features of shape \[2, 3\], clip c0 of \[2, 2\]; set "frames"/,
  );
});
