/** What a recogniser's graph is fed with: as many rows of every input, as its bounds take for granted. */
import { widthOf } from "../dataset/dataset.ts";
import { floatTensor, integersTensor, type Tensor } from "../engine/onnx/session.ts";
import { givenRow, isBesideAudio } from "./given.ts";
import type { RecogniserInput } from "./info.ts";
import { rowShapeOf } from "./open-model.ts";

/** All rows of one input. */
interface Rows {
  readonly input: RecogniserInput;
  readonly width: number;
  readonly data: Float32Array;
  /** Whether one row stands for all. */
  readonly isShared: boolean;
}

export type InputRows = readonly Rows[];

/**
 * @param features - input name -> rows; what is told beside the audio may be one row for all, or left out
 * @param fail - throws the problem that it is told
 */
export function inputRows(
  inputs: readonly RecogniserInput[],
  features: Readonly<Record<string, Float32Array>>,
  rows: number,
  fail: (problem: string) => never,
): InputRows {
  return inputs.map((input) => {
    const width = widthOf(rowShapeOf(input));
    const data = features[input.name] ?? (isBesideAudio(input) ? givenRow(input, {}) : undefined);
    if (data === undefined) return fail(`needs the features ${input.name}`);
    const isShared = isBesideAudio(input) && data.length === width;
    const expected = rows * width;
    if (!isShared && data.length !== expected) {
      return fail(`is given ${data.length} numbers for ${input.name}; expected ${expected}`);
    }
    return { input, width, data, isShared };
  });
}

/** Feeds of some rows. */
export function feedsOf(inputs: InputRows, from: number, to: number): Record<string, Tensor> {
  return Object.fromEntries(
    inputs.map(({ input, width, data, isShared }) => {
      const some = isShared ? repeated(data, to - from) : data.subarray(from * width, to * width);
      const tensor =
        input.from === "frames"
          ? integersTensor(Int32Array.from(some))
          : floatTensor(some, [to - from, ...rowShapeOf(input)]);
      return [input.name, tensor];
    }),
  );
}

function repeated(row: Float32Array, times: number): Float32Array {
  if (times === 1) return row;
  const all = new Float32Array(times * row.length);
  for (let i = 0; i < times; i++) all.set(row, i * row.length);
  return all;
}
