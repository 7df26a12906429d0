import { describe, expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import { createRandom } from "../base/random.ts";
import { createPredictions } from "../dataset/predictions-table.ts";
import { createSession, decisionsOf, floatsOf, floatTensor, integersTensor } from "../engine/onnx/session.ts";
import { combine } from "../ensemble/combine.ts";
import { RULES } from "../ensemble/rules.ts";
import { combinedHead } from "./combined.ts";
import type { HeadFit } from "./fitted.ts";

const LABELS = ["angry", "calm", "happy", "sad"];
const CLIPS = 300;

/** Probabilities in tenths, so that labels and votes often tie, and some are 0. */
function member(source: string, seed: number) {
  const random = createRandom(seed);
  const probabilities = Array.from({ length: CLIPS }, () => {
    const counts = LABELS.map(() => 0);
    for (let i = 0; i < 10; i++) counts[Math.min(random.integer(4), random.integer(4))]++;
    return random.shuffle(counts).map((count) => count / 10);
  });
  return createPredictions({
    source,
    labels: LABELS,
    clipIds: probabilities.map((_, i) => `${i}`),
    probabilities: Float32Array.from(probabilities.flat()),
  });
}

const members = [member("a", 1), member("b", 2), member("c", 3), member("d", 4)];
const part: HeadFit = { kind: "head", labels: LABELS, onnx: new Uint8Array(), inputs: [], decides: false };

describe("a graph answers as the combination itself", () => {
  for (const rule of RULES) {
    test.each([
      { weights: [1, 1, 1, 1], tieBreakers: [] },
      { weights: [1, 1, 1, 1], tieBreakers: [2] },
      { weights: [2, 3, 1, 3], tieBreakers: [3, 1] },
      { weights: [1000, 1, 999, 1], tieBreakers: [1] },
    ])(`${rule} %j`, async (given) => {
      const combination = { rule, ...given };
      const fits = members.map(() => ({ ...part }));
      const head = combinedHead(LABELS, fits, combination);
      const feeds = Object.fromEntries(
        head.inputs.map((input) => {
          const own = members[fits.findIndex((fit) => input.from === "member" && input.member === fit)];
          const wantsDecision = input.from === "member" && input.output === "decision";
          return [
            input.name,
            wantsDecision
              ? integersTensor(own.predicted)
              : floatTensor(own.probabilities, [CLIPS, LABELS.length]),
          ];
        }),
      );
      const session = await createSession(head.onnx, { threads: 1 });
      const outputs = await session.run(feeds);
      await session.release();
      const expected = combine("all", members, combination);
      assertClose(floatsOf(outputs, "probabilities"), expected.probabilities, { absolute: 1e-6 });
      expect(head.decides).toBe(rule === "votes" || rule === "ranked");
      if (head.decides) expect([...decisionsOf(outputs, "decision")]).toEqual([...expected.predicted]);
    });
  }
});
