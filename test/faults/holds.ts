import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Bench, openBench } from "./bench.ts";
import type { Fault } from "./verdict.ts";

/** Declares a test for each: a run that is disturbed so ends with the same bits, or with one sentence. */
export function holdsUnder(faults: readonly Fault[]): void {
  describe("a run", () => {
    let bench: Bench;
    beforeAll(async () => {
      bench = await openBench();
    }, 120_000);
    afterAll(() => bench?.close(), 60_000);

    test.for(faults)("$name", { timeout: 600_000 }, async ({ disturb }, { skip }) => {
      const verdict = await disturb(bench);
      if (verdict.kind === "skipped") skip(verdict.why);
      expect(verdict).toMatchObject({ kind: "held" });
    });
  });
}
