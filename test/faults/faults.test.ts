/** Runs that are disturbed in every way end with the same bits, or with one sentence. `npm run faults` kills more often. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createRandom } from "../../src/base/random.ts";
import { allFaults } from "./all.ts";
import { type Bench, openBench } from "./bench.ts";

/** About as many seconds and a half on a machine that is not busy. */
const KILLS = 20;
/** Runs of other tests are disturbed so: test/e2e/train.test.ts. */
const ELSEWHERE = ["SIGINT", "closed stderr"];

const faults = allFaults(KILLS, createRandom(1)).filter(({ name }) => !ELSEWHERE.includes(name));

describe("a run", () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench();
  }, 120_000);
  afterAll(() => bench?.close(), 60_000);

  test.for(faults)("$name", { timeout: 240_000 }, async ({ disturb }, { skip }) => {
    const verdict = await disturb(bench);
    if (verdict.kind === "skipped") skip(verdict.why);
    expect(verdict).toMatchObject({ kind: "held" });
  });
});
