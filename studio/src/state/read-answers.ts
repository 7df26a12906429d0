import type { RunAnswers } from "../../../src/studio/answers.ts";
import { ask } from "../api.ts";
import type { Answers } from "./answers.ts";

/** What a learner of a run said, as the page works with it. */
export async function readAnswers(at: string, learner: string): Promise<Answers> {
  const { truth, predicted, probabilities, ...rest } = await ask<RunAnswers>("run/answers", { at, learner });
  return {
    ...rest,
    truth: Int32Array.from(truth),
    predicted: Int32Array.from(predicted),
    probabilities: Float32Array.from(probabilities),
    rowOf: new Map(rest.ids.map((id, row) => [id, row])),
  };
}
