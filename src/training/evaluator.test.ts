import { expect, test } from "vitest";
import { rowsWithCopies, smallNetwork } from "../../test/training-fixture.ts";
import { ModelError } from "../base/errors.ts";
import { initialWeights } from "../engine/network.ts";
import { createEvaluator } from "./evaluator.ts";

test("weights or statistics that are missing are named, not taken for zeros", async () => {
  const whole = initialWeights(smallNetwork, 1);
  const evaluator = await createEvaluator(smallNetwork, rowsWithCopies(4), { threads: 1 });
  try {
    for (const name of ["output.bias", "norm.runningMean"]) {
      const missing = evaluator.outputs(
        new Map([...whole].filter(([one]) => one !== name)),
        Uint32Array.of(0),
      );
      await expect(missing).rejects.toThrow(ModelError);
      await expect(missing).rejects.toThrow(`the weights of ${name} are missing.`);
    }
    expect(await evaluator.outputs(whole, Uint32Array.of(0))).toHaveLength(3);
  } finally {
    await evaluator.release();
  }
});
