import type { CorpusTable, RunAnswers, RunDetails } from "../../../src/studio/answers.ts";
import { ask } from "../api.ts";
import type { Answers } from "./answers.ts";
import type { TableOf } from "./run-corpora.ts";

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

/** The corpora of a run that the studio may look at. */
export async function readTables({ corpora }: RunDetails): Promise<TableOf[]> {
  const asked = corpora.map(async ({ name, prefix, at }) =>
    at === null ? [] : [{ name, prefix, table: await ask<CorpusTable>("corpus", { at }) }],
  );
  return (await Promise.all(asked)).flat();
}
