/** Runs that are disturbed in every way end with the same bits, or with one sentence. `npm run faults` kills more often. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createRandom } from "../../src/base/random.ts";
import { allFaults } from "./all.ts";
import { type Bench, openBench } from "./bench.ts";

/** Each takes several runs. */
const KILLS = 2;

describe("a run", () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench();
  }, 120_000);
  afterAll(() => bench?.close());

  test.for(allFaults(KILLS, createRandom(1)))(
    "$name",
    { timeout: 240_000 },
    async ({ disturb }, { skip }) => {
      const verdict = await disturb(bench);
      if (verdict.kind === "skipped") skip(verdict.why);
      expect(verdict).toMatchObject({ kind: "held" });
    },
  );
});
