/** Files that strangers write, damaged by a seed: none crashes, hangs, or is read as what it is not. `npm run fuzz` takes more. */
import { expect, test } from "vitest";
import { KIND_NAMES, type KindName } from "./all.ts";
import { runFuzz } from "./run-fuzz.ts";

const ITEMS: Readonly<Record<KindName, number>> = {
  audio: 1000,
  experiments: 300,
  tables: 200,
  recognisers: 300,
};

test.for(KIND_NAMES)("%s", { timeout: 300_000 }, async (kind) => {
  const items = ITEMS[kind];
  const { findings, accepted, refused } = await runFuzz({ kind, seed: 1, items });
  expect(findings).toEqual([]);
  // some are damaged where nobody looks, most are not
  expect(accepted).toBeGreaterThan(0);
  expect(refused).toBeGreaterThan(0);
  expect(accepted + refused).toBe(items);
});
