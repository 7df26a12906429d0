import fc from "fast-check";
import { expect, test } from "vitest";
import { metrics } from "../metrics/index.ts";
import { selectEnsemble } from "./ensemble-selection.ts";

const TRUTH = Int32Array.of(0, 1, 0, 1);
const RIGHT_ON_FIRST = Float32Array.of(0.9, 0.1, 0.1, 0.9, 0.45, 0.55, 0.55, 0.45);
const RIGHT_ON_LAST = Float32Array.of(0.45, 0.55, 0.55, 0.45, 0.9, 0.1, 0.1, 0.9);
const WRONG = Float32Array.of(0.1, 0.9, 0.9, 0.1, 0.1, 0.9, 0.9, 0.1);

test("members that complete each other are taken, one that is wrong is not", () => {
  expect(selectEnsemble([RIGHT_ON_FIRST, WRONG, RIGHT_ON_LAST], TRUTH, 2, metrics.get("uar"), 10)).toEqual([
    1, 0, 1,
  ]);
  const counts = selectEnsemble([RIGHT_ON_FIRST, WRONG, RIGHT_ON_LAST], TRUTH, 2, metrics.get("nll"), 10);
  expect(counts[1]).toBe(0);
  expect(counts[0]).toBe(counts[2]);
});

test("never worse than the best member, by shares of right answers or by errors of probabilities", () => {
  const clips = 12;
  const answers = fc
    .array(fc.double({ min: 0.05, max: 1, noNaN: true }), { minLength: 3 * clips, maxLength: 3 * clips })
    .map((raw) =>
      Float32Array.from(raw, (value, i) => {
        const row = raw.slice(3 * Math.floor(i / 3), 3 * Math.floor(i / 3) + 3);
        return value / row.reduce((a, b) => a + b, 0);
      }),
    );
  const truth = Int32Array.from({ length: clips }, (_, i) => i % 3);
  const scoreOf = (id: "uar" | "nll", probabilities: Float32Array): number => {
    const rowOf = (clip: number) => [...probabilities.subarray(3 * clip, 3 * clip + 3)];
    const predicted = Int32Array.from(truth, (_, clip) => rowOf(clip).indexOf(Math.max(...rowOf(clip))));
    return metrics.get(id).score({ truth, predicted, probabilities, labelCount: 3 });
  };
  fc.assert(
    fc.property(
      fc.array(answers, { minLength: 2, maxLength: 5 }),
      fc.constantFrom("uar" as const, "nll" as const),
      (members, id) => {
        const counts = selectEnsemble(members, truth, 3, metrics.get(id), 8);
        const total = counts.reduce((a, b) => a + b, 0);
        const mean = truth.length * 3;
        const mixed = Float32Array.from(
          { length: mean },
          (_, i) => members.reduce((sum, member, m) => sum + counts[m] * member[i], 0) / total,
        );
        const alone = members.map((member) => scoreOf(id, member));
        if (id === "uar") expect(scoreOf(id, mixed)).toBeGreaterThanOrEqual(Math.max(...alone) - 1e-6);
        else expect(scoreOf(id, mixed)).toBeLessThanOrEqual(Math.min(...alone) + 1e-6);
      },
    ),
    { numRuns: 60 },
  );
});
