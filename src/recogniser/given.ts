/** What may be known of a clip beside its audio when it is to be recognised. */
import { ConfigError } from "../base/errors.ts";
import { widthOf } from "../dataset/dataset.ts";
import type { RecogniserInput } from "./info.ts";
import { rowShapeOf } from "./open-model.ts";

/** What a speaker is like (means and scales of features, what they are taken for too often), by the names of the inputs that they feed; made by `enrol`. */
export type Enrolment = ReadonlyMap<string, Float32Array>;

export interface Given {
  /** Column -> value, such as sex: female. What is not given counts as unknown. */
  readonly columns?: Readonly<Record<string, string>>;
  /** Whether sounds that are no speech are answered too; by default they are refused. */
  readonly anySound?: boolean;
  /** Of the clip's speaker; an average speaker of the training where there is none. */
  readonly enrolment?: Enrolment;
}

/** Inputs that are told, or not known. */
export type BesideAudio = Extract<RecogniserInput, { from: "column" | "group" | "leaning" }>;

export const isBesideAudio = (input: RecogniserInput): input is BesideAudio =>
  input.from === "column" || input.from === "group" || input.from === "leaning";

/**
 * One row of an input that does not come from audio; NaN throughout where it is not known, which the graph replaces.
 *
 * @throws ConfigError if a column has a value that the recogniser was not trained with
 */
export function givenRow(input: BesideAudio, given: Given): Float32Array {
  if (input.from !== "column") {
    return given.enrolment?.get(input.name) ?? new Float32Array(widthOf(rowShapeOf(input))).fill(Number.NaN);
  }
  const { column, values } = input;
  const value = given.columns?.[column];
  if (value === undefined) return new Float32Array(values.length).fill(Number.NaN);
  if (!values.includes(value)) {
    throw new ConfigError(`the ${column} "${value}" is unknown; expected one of ${values.join(", ")}.`);
  }
  return Float32Array.from(values, (one) => (one === value ? 1 : 0));
}

/** One row of every input that does not come from audio. */
export function givenRows(inputs: readonly RecogniserInput[], given: Given): Record<string, Float32Array> {
  return Object.fromEntries(
    inputs.flatMap((input) => (isBesideAudio(input) ? [[input.name, givenRow(input, given)]] : [])),
  );
}

/**
 * @throws ConfigError if a column is given that the recogniser does not look at, or the speaker was enrolled elsewhere
 */
export function assertAskedFor(inputs: readonly RecogniserInput[], { columns = {}, enrolment }: Given): void {
  const asked = inputs.flatMap((input) => (input.from === "column" ? [input.column] : []));
  for (const column of Object.keys(columns)) {
    if (asked.includes(column)) continue;
    const expected = asked.length === 0 ? "it looks at audio only" : `expected one of ${asked.join(", ")}`;
    throw new ConfigError(`the recogniser does not look at the column "${column}"; ${expected}.`);
  }
  if (enrolment === undefined) return;
  const groups = inputs.filter(({ from }) => from === "group" || from === "leaning");
  const fits = groups.every((one) => enrolment.get(one.name)?.length === widthOf(rowShapeOf(one)));
  if (groups.length === 0 || !fits) {
    throw new ConfigError("the enrolment is not of this recogniser; expected one that its own enrol made.");
  }
}
