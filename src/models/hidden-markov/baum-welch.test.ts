import { expect, test } from "vitest";
import { assertClose } from "../../../test/assert-close.ts";
import golden from "../../../test/golden/classical-models.json" with { type: "json" };
import { stagedClips } from "../../../test/staged-clips.ts";
import { createRandom } from "../../base/random.ts";
import { HeldRows } from "../mixture/held-rows.ts";
import { type HiddenMarkov, likelihoods, type Sequences, trainHiddenMarkov } from "./baum-welch.ts";
import { ergodic, leftRight } from "./start.ts";

const held = (cols: number, data: readonly number[]): HeldRows =>
  new HeldRows({ rows: data.length / cols, cols, data: Float32Array.from(data) });

/** The clips of the first label, without what was added to fill them. */
function firstLabel(): Sequences {
  const { x, y, frames } = stagedClips(0, 45);
  const rows = Array.from(y.keys()).filter((row) => y[row] === 0);
  const data = rows.flatMap((row) =>
    Array.from({ length: frames[row] }, (_, t) => [0, 1, 2].map((j) => x[(row * 3 + j) * 12 + t])).flat(),
  );
  const lengths = rows.map((row) => frames[row]);
  return { frames: held(3, data), lengths };
}

const sequences = firstLabel();
const OPTIONS = { tolerance: 0.01, iterations: 10 };

test.each(golden.markov)("training is hmmlearn's, $topology", (one) => {
  const { states: count, variancePrior } = one;
  const begun = leftRight(sequences, count, variancePrior);
  const even = {
    ...begun,
    start: new Float64Array(count).fill(1 / count),
    transitions: new Float64Array(count ** 2).fill(1 / count),
  };
  const start: HiddenMarkov = one.topology === "ergodic" ? even : begun;
  const model = trainHiddenMarkov(sequences, start, { ...OPTIONS, variancePrior });
  assertClose(model.start, one.start, { absolute: 1e-6 });
  assertClose(model.transitions, one.transitions, { absolute: 1e-6 });
  assertClose(
    model.states.flatMap(({ mean }) => [...mean]),
    one.means,
    { absolute: 1e-6 },
  );
  assertClose(
    model.states.flatMap(({ scale }) => Array.from(scale, (value) => value ** -2)),
    one.variances,
    { absolute: 1e-6 },
  );
  assertClose(likelihoods(sequences, model), one.likelihoods, { absolute: 1e-5 });
});

test("more rounds are more likely, and left-right never goes back", () => {
  const start = leftRight(sequences, 4, 0.01);
  const total = (model: HiddenMarkov): number => likelihoods(sequences, model).reduce((a, b) => a + b);
  const after = (iterations: number) =>
    trainHiddenMarkov(sequences, start, { ...OPTIONS, iterations, variancePrior: 0.01 });
  expect(total(after(1))).toBeGreaterThan(total(start));
  expect(total(after(8))).toBeGreaterThan(total(after(1)));
  const { transitions } = after(8);
  for (let i = 0; i < 4; i++)
    for (let j = 0; j < i; j++) expect(transitions[i * 4 + j], `${i} to ${j}`).toBe(0);
});

test("states that no frame belongs to stay as they are", async () => {
  const short = { frames: held(1, [1, 2]), lengths: [1, 1] };
  const start = leftRight(short, 3, 0.5);
  expect(start.states[2].mean[0]).toBe(1.5);
  const model = trainHiddenMarkov(short, start, { ...OPTIONS, variancePrior: 0.5 });
  expect(model.states[2]).toEqual(start.states[2]);
  expect(model.transitions).toEqual(start.transitions);
  // one point, and more clusters than points
  const points = { frames: held(1, [2, 2, 2]), lengths: [3] };
  const any = await ergodic(points, 2, 0.5, createRandom(1), 1);
  expect(any.states.map(({ mean }) => mean[0])).toEqual([2, 2]);
});
