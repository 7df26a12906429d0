import { describe, expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import golden from "../../test/golden/schedules.json" with { type: "json" };
import { freshPlateau, nextPlateau } from "./plateau.ts";
import { ratesAt, type Schedule } from "./schedule.ts";

const peak = { learningRate: 0.1, momentum: 0.9 };
/** [step, (learning rate, momentum)], flat; an epoch has so many steps. */
const course = (schedule: Schedule, steps: number, stepsPerEpoch = 1): number[] =>
  Array.from({ length: steps }, (_, step) =>
    ratesAt(schedule, { step, steps, epoch: Math.floor(step / stepsPerEpoch) }, peak),
  ).flatMap(({ learningRate, momentum }) => [learningRate, momentum]);

describe("courses equal torch's", () => {
  test("step: StepLR", () => {
    const { factor, epochs, course: expected } = golden.step;
    assertClose(course({ id: "step", factor, epochs }, expected.length), expected.flat(), {
      relative: 1e-10,
    });
  });

  test("cosine: CosineAnnealingLR", () => {
    const expected = golden.cosine.course;
    assertClose(course({ id: "cosine" }, expected.length), expected.flat(), { relative: 1e-10 });
  });

  for (const { course: expected } of golden.oneCycle) {
    test(`1cycle: OneCycleLR of ${expected.length} steps, with its momentum`, () => {
      assertClose(course({ id: "1cycle" }, expected.length), expected.flat(), { relative: 1e-10 });
    });
  }

  test("stages one after another: SequentialLR", () => {
    const [cosine, step] = golden.mixed.stages;
    const both = [
      ...course({ id: "cosine" }, cosine),
      ...course({ id: "step", factor: 0.5, epochs: 2 }, step),
    ];
    assertClose(both, golden.mixed.course.flat(), { relative: 1e-10 });
  });

  for (const { factor, patience, rates } of golden.plateau) {
    test(`plateau: ReduceLROnPlateau with factor ${factor} and patience ${patience}`, () => {
      let plateau = freshPlateau;
      const own = golden.losses.map((loss) => {
        plateau = nextPlateau(plateau, loss, { factor, patience });
        return 0.1 * plateau.factor;
      });
      assertClose(own, rates, { relative: 1e-10 });
    });
  }
});

test("step counts epochs, not steps", () => {
  const rates = course({ id: "step", factor: 0.5, epochs: 1 }, 6, 3).filter((_, i) => i % 2 === 0);
  expect(rates).toEqual([0.1, 0.1, 0.1, 0.05, 0.05, 0.05]);
});

test("1cycle of a few steps stays finite and reaches no more than the peak", () => {
  for (const steps of [1, 2, 3, 4]) {
    for (let step = 0; step < steps; step++) {
      const { learningRate, momentum } = ratesAt({ id: "1cycle" }, { step, steps, epoch: 0 }, peak);
      expect(learningRate).toBeGreaterThan(0);
      expect(learningRate).toBeLessThanOrEqual(0.1);
      expect(momentum).toBeGreaterThanOrEqual(0.85);
      expect(momentum).toBeLessThanOrEqual(0.95);
    }
  }
});

test("constant leaves the peak alone", () => {
  expect(course({ id: "constant" }, 2)).toEqual([0.1, 0.9, 0.1, 0.9]);
});
