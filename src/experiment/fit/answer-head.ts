/** Answers of a graph over what its members say: the same graph that is saved, run on the members' answers. */
import { ModelError } from "../../base/errors.ts";
import { fitLeaning } from "../../dataset/leaning.ts";
import type { Predictions } from "../../dataset/predictions.ts";
import { createPredictions, selectClips } from "../../dataset/predictions-table.ts";
import {
  createSession,
  decisionsOf,
  floatsOf,
  floatTensor,
  integersTensor,
  type Tensor,
} from "../../engine/onnx/session.ts";
import type { Fitted, HeadInput } from "../../learners/fitted.ts";
import type { Asked } from "./asked.ts";

export async function answerHead(
  name: string,
  fitted: Fitted,
  asked: Asked,
  answersOf: (fitted: Fitted) => Predictions,
): Promise<Predictions> {
  if (fitted.kind !== "head") throw new ModelError(`the learner ${name} gives what it did not train.`);
  const { labels, onnx, inputs, decides } = fitted;
  const { clipIds } = asked;
  if (clipIds.length === 0) {
    return createPredictions({ source: name, labels, clipIds, probabilities: new Float32Array(0) });
  }
  const session = await createSession(onnx, { threads: 1 });
  try {
    const feeds = Object.fromEntries(inputs.map((input) => [input.name, tensorOf(input, asked, answersOf)]));
    const outputs = await session.run(feeds);
    return createPredictions({
      source: name,
      labels,
      clipIds,
      probabilities: Float32Array.from(floatsOf(outputs, "probabilities")),
      ...(decides ? { predicted: decisionsOf(outputs, "decision") } : {}),
    });
  } finally {
    await session.release();
  }
}

function tensorOf(
  input: HeadInput,
  { clipIds, columns }: Asked,
  answersOf: (fitted: Fitted) => Predictions,
): Tensor {
  if (input.from === "member") {
    const { labels, predicted, probabilities } = selectClips(answersOf(input.member), clipIds);
    return input.output === "decision"
      ? integersTensor(predicted)
      : floatTensor(probabilities, [clipIds.length, labels.length]);
  }
  if (input.from === "leaning") return leaningsOf(input, answersOf(input.member), { clipIds, columns });
  const { column, values } = input;
  const data = clipIds.flatMap((id) => {
    const value = columns.get(id)?.[column];
    if (value === undefined) return values.map(() => Number.NaN);
    if (!values.includes(value)) {
      throw new ModelError(
        `the ${column} "${value}" of the clip ${id} was not met in training; known: ${values.join(", ")}.`,
      );
    }
    return values.map((one) => (one === value ? 1 : 0));
  });
  return floatTensor(Float32Array.from(data), [clipIds.length, values.length]);
}

/** [clip, label]: the factors of the clip's group, by the answers to all of the group's clips that are asked. */
function leaningsOf(
  { column, shares, shrinkage }: Extract<HeadInput, { from: "leaning" }>,
  answers: Predictions,
  { clipIds, columns }: Pick<Asked, "clipIds" | "columns">,
): Tensor {
  const rowsOf = new Map<string, number[]>();
  for (const [row, id] of clipIds.entries()) {
    const group = columns.get(id)?.[column];
    if (group === undefined) {
      throw new ModelError(
        `align: the ${column} of the clip ${id} is not known; expected one of every clip that is asked.`,
      );
    }
    const rows = rowsOf.get(group);
    if (rows === undefined) rowsOf.set(group, [row]);
    else rows.push(row);
  }
  const data = new Float32Array(clipIds.length * shares.length);
  for (const rows of rowsOf.values()) {
    const own = selectClips(
      answers,
      rows.map((row) => clipIds[row]),
    );
    const factors = fitLeaning(own.probabilities, shares, shrinkage);
    for (const row of rows) data.set(factors, row * shares.length);
  }
  return floatTensor(data, [clipIds.length, shares.length]);
}
