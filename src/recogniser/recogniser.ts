/**
 * A recogniser: one portable file that holds everything from audio to probabilities. The file is a standard ONNX model whose
 * inputs are the features of one recipe each (and what may be known beside the audio), and whose outputs are `probabilities`
 * [n, labels] and, where it differs from the most probable label, `decision` [n]. Its metadata holds recipes, label order,
 * provenance and measured scores.
 */
import type { ModelProto } from "onnx-buf";
import { assertAudible } from "../audio/level.ts";
import { audioOf, type Sound } from "../audio/sound.ts";
import { assertSpeech } from "../audio/speech.ts";
import { ConfigError, ModelError, messageOf } from "../base/errors.ts";
import { createDataset, widthOf } from "../dataset/dataset.ts";
import { fitGroup } from "../dataset/group-scale.ts";
import { fitLeaning } from "../dataset/leaning.ts";
import type { RowsAtOnce } from "../engine/onnx/bounds/bound-rows.ts";
import { assertSignature, readMetadata, type Signature } from "../engine/onnx/rewrite.ts";
import { createSession, floatsOf, type InferenceSession } from "../engine/onnx/session.ts";
import type { Networks } from "../features/network.ts";
import { isSure } from "../metrics/not-sure.ts";
import { answersIn, type RowAnswers } from "./answers.ts";
import { createFeaturesOf, type FeatureRow, type FeaturesOf } from "./feature-rows.ts";
import { feedsOf, type InputRows, inputRows } from "./feeds.ts";
import { assertAskedFor, type Enrolment, type Given, givenRows } from "./given.ts";
import { METADATA_KEY, parseRecogniserInfo, type RecogniserInfo, type RecogniserInput } from "./info.ts";
import { ESTIMATOR_KEY } from "./numbers/estimator-info.ts";
import { encodeModel, networksIn, type OpenOptions, openModel, signaturesOf } from "./open-model.ts";
import { isFar } from "./reach.ts";
import { type RecogniserSource, readSource } from "./source.ts";

export interface Prediction {
  readonly label: string;
  /** Label -> probability, in label order; sums to 1. A vote's are shares of votes. */
  readonly probabilities: Readonly<Record<string, number>>;
  /** Whether it is sure of the label; absent where the recogniser cannot tell. */
  readonly sure?: boolean;
  /**
   * Whether the recording's features lie further from those of the training than 99 of 100 held-out clips did; absent where the
   * file does not tell where those lie.
   */
  readonly far?: boolean;
}

export interface Recogniser {
  readonly info: RecogniserInfo;
  /** The networks behind its features that the file carries, by their SHA-256. */
  readonly networks: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
  /**
   * @param sound - samples with their rate, an AudioBuffer, or the Blob or File of a recording
   * @param given - what is known beside the audio; an average of the training where it is not
   * @throws NoSpeechError if nobody speaks in it; TooShortError if for less than 0.4 s
   * @throws AudioError if the sound is none, or shorter than speech can be, or if its features do not have the shape that the
   *   recogniser was trained on
   * @throws ConfigError if something is given that the recogniser does not know
   */
  predict(sound: Sound, given?: Given): Promise<Prediction>;
  /**
   * What the graph is fed with of one recording; whoever has many gives their rows to `predictRows` at once. Whether somebody
   * speaks is not asked.
   */
  readonly featuresOf: FeaturesOf;
  /**
   * Gets to know a speaker by clips of theirs, whatever is said and however: a recogniser that was trained with features
   * normalised by speaker then knows what is usual for this one; one whose answers are aligned, what it takes this one for too
   * often: for that the speaker should be in every emotion as often as speakers of the training.
   *
   * @param clips - at least one; the more, the better
   * @throws ConfigError if there is no clip, or the recogniser is not of that kind
   * @throws AudioError as `predict`
   */
  enrol(clips: readonly Sound[]): Promise<Enrolment>;
  /**
   * Answers for many rows at once.
   *
   * @param features - input name -> [row, ...shape]; inputs that are told beside the audio may be left out
   * @throws ModelError if the model fails, or gives what are no probabilities
   */
  predictRows(features: Readonly<Record<string, Float32Array>>, rows: number): Promise<RowAnswers>;
  release(): Promise<void>;
}

/**
 * The bytes of a recogniser file.
 *
 * @param onnx - a graph with the inputs and outputs that `info` describes
 * @param networks - behind its features, by their SHA-256: those that the file shall carry
 * @throws ModelError if graph and description do not fit together, so that whatever is written can be read
 */
export async function encodeRecogniser(
  onnx: Uint8Array,
  info: RecogniserInfo,
  networks: ReadonlyMap<string, Uint8Array> = new Map(),
): Promise<Uint8Array<ArrayBuffer>> {
  return encodeModel(onnx, METADATA_KEY, info, networks, checkModel);
}

/**
 * Opens a recogniser file.
 *
 * @param source - its bytes, its Blob or File, or its address
 * @throws ModelError if the bytes are no recogniser, are damaged, or could do more than some arithmetic
 */
export async function loadRecogniser(
  source: RecogniserSource,
  options: OpenOptions = {},
): Promise<Recogniser> {
  const bytes = await readSource(source);
  const { model, info, rowsAtOnce } = await openModel(bytes, METADATA_KEY, checkModel);
  const { networks, carried } = networksIn(model, info, options);
  return createRecogniser(info, await createSession(bytes, options), rowsAtOnce, networks, carried);
}

/**
 * The description in a model, which fits it.
 *
 * @throws ModelError
 */
function checkModel(model: ModelProto): RecogniserInfo {
  const text = readMetadata(model, METADATA_KEY);
  if (text === undefined) {
    const isOther = readMetadata(model, ESTIMATOR_KEY) !== undefined;
    throw new ModelError(
      isOther
        ? "the file is an estimator: it tells numbers, not labels; open it with loadEstimator."
        : "the ONNX model is not a Prosodia recogniser: it has no description of features and labels.",
    );
  }
  const info = parseRecogniserInfo(text);
  const decision: Signature[] = info.decides ? [{ name: "decision", row: [], type: "int64" }] : [];
  assertSignature(model, signaturesOf(info.inputs), [
    { name: "probabilities", row: [info.labels.length], type: "float32" },
    ...decision,
    ...info.inputs.flatMap((input): Signature[] =>
      input.from === "leaning" ? [{ name: input.of, row: [input.shares.length], type: "float32" }] : [],
    ),
  ]);
  return info;
}

function createRecogniser(
  info: RecogniserInfo,
  session: InferenceSession,
  rowsAtOnce: RowsAtOnce,
  networks: Networks,
  carried: Recogniser["networks"],
): Recogniser {
  const fromAudio = info.inputs.flatMap((input) => (input.from === "audio" ? [input] : []));
  const groups = info.inputs.flatMap((input) => (input.from === "group" ? [input] : []));
  const leanings = info.inputs.flatMap((input) => (input.from === "leaning" ? [input] : []));

  const featuresOf = createFeaturesOf(info, networks);
  const fail = (problem: string): never => {
    throw new ModelError(`the recogniser "${info.name}" ${problem}.`);
  };
  const run = (rows: InputRows, from: number, to: number) =>
    session
      .run(feedsOf(rows, from, to))
      .catch((error: unknown) => fail(`cannot be run: ${messageOf(error).split("\n")[0]}`));
  const recogniser: Recogniser = {
    info,
    networks: carried,
    featuresOf,
    async predict(sound, given = {}) {
      assertAskedFor(info.inputs, given);
      const audio = await audioOf(sound, "the audio");
      assertAudible(audio, "the audio");
      if (given.anySound !== true) assertSpeech(audio, "the audio");
      const rows = { ...(await featuresOf(audio)), ...givenRows(info.inputs, given) };
      const { probabilities, decisions } = await recogniser.predictRows(rows, 1);
      const far = isFar(info, rows);
      return {
        label: info.labels[decisions[0]],
        probabilities: Object.fromEntries(info.labels.map((label, i) => [label, probabilities[i]])),
        ...(info.notSure === undefined
          ? {}
          : { sure: isSure(probabilities[decisions[0]], info.notSure.threshold) }),
        ...(far === undefined ? {} : { far }),
      };
    },
    async enrol(clips) {
      if (groups.length + leanings.length === 0 || clips.length === 0) {
        throw new ConfigError(
          groups.length + leanings.length === 0
            ? `the recogniser "${info.name}" does not get to know speakers: neither its features are normalised by speaker, nor its answers aligned.`
            : "enrol: expected at least one clip of the speaker, got none.",
        );
      }
      const features: FeatureRow[] = [];
      for (const clip of clips) features.push(await featuresOf(await audioOf(clip, "the clip")));
      const known = new Map(groups.map((group) => [group.name, statisticOf(group, fromAudio, features)]));
      const answers = leanings.map((): number[] => []);
      for (const row of leanings.length === 0 ? [] : features) {
        const whole = inputRows(info.inputs, { ...row, ...Object.fromEntries(known) }, 1, fail);
        const outputs = await run(whole, 0, 1);
        for (const [i, { of }] of leanings.entries()) answers[i].push(...floatsOf(outputs, of));
      }
      for (const [i, { name, shares, shrinkage }] of leanings.entries())
        known.set(name, fitLeaning(Float32Array.from(answers[i]), shares, shrinkage));
      return known;
    },
    async predictRows(features, rows) {
      const whole = inputRows(info.inputs, features, rows, fail);
      const answers = {
        probabilities: new Float32Array(rows * info.labels.length),
        decisions: new Int32Array(rows),
      };
      for (let from = 0, count = rows; from < rows; from += count) {
        count = rowsAtOnce(Math.min(count, rows - from));
        const { probabilities, decisions } = answersIn(
          await run(whole, from, from + count),
          info,
          count,
          fail,
        );
        answers.probabilities.set(probabilities, from * info.labels.length);
        answers.decisions.set(decisions, from);
      }
      return answers;
    },
    async release() {
      await networks.release();
      await session.release();
    },
  };
  return recogniser;
}

/** Mean, scale or number of a speaker's clips. */
function statisticOf(
  group: Extract<RecogniserInput, { from: "group" }>,
  fromAudio: readonly Extract<RecogniserInput, { from: "audio" }>[],
  features: readonly FeatureRow[],
): Float32Array {
  if (group.statistic === "count") return Float32Array.of(features.length);
  const source = fromAudio.find(({ name }) => name === group.of);
  if (source === undefined) throw new ModelError(`the recogniser has no input ${group.of}.`);
  const x = new Float32Array(features.length * widthOf(source.shape));
  for (const [row, one] of features.entries()) x.set(one[group.of], row * widthOf(source.shape));
  const dataset = createDataset({
    clipIds: features.map((_, row) => `clip ${row}`),
    shape: source.shape,
    x,
    labels: [],
    y: new Int32Array(features.length).fill(-1),
  });
  const isPerNumber = group.shape.join() === source.shape.join();
  return fitGroup(dataset, isPerNumber ? "number" : "coefficient")[group.statistic];
}
