/**
 * A recogniser: one portable file that holds everything from audio to probabilities. The file is a standard ONNX
 * model (scaler folded in; input `features` [n, ...shape], output `probabilities` [n, labels]) whose metadata
 * holds the feature recipe, label order, provenance and measured scores.
 */
import type { Audio } from "../audio/audio.ts";
import { AudioError, ModelError } from "../base/errors.ts";
import { decodeModel, encodeModel } from "../engine/onnx/builder.ts";
import { assertSelfContained, prependAffine, readMetadata, writeMetadata } from "../engine/onnx/rewrite.ts";
import { createSession, floatTensor, type InferenceSession } from "../engine/onnx/session.ts";
import { extractRecipe } from "../features/recipe.ts";
import { METADATA_KEY, parseRecogniserInfo, type RecogniserInfo } from "./info.ts";

/** `(x - mean) * scale`, broadcast against one row. */
export interface Affine {
  readonly mean: Float32Array;
  readonly scale: Float32Array;
  readonly dims: readonly number[];
}

export interface Prediction {
  readonly label: string;
  /** Label -> probability, in label order; sums to 1. */
  readonly probabilities: Readonly<Record<string, number>>;
}

export interface Recogniser {
  readonly info: RecogniserInfo;
  /**
   * @throws AudioError if the features of this audio do not have the shape that the recogniser was trained on
   */
  predict(audio: Audio): Promise<Prediction>;
  /**
   * Probabilities of many rows at once.
   *
   * @param x - [row, ...shape]
   * @returns [row, label]
   */
  predictRows(x: Float32Array, rows: number): Promise<Float32Array<ArrayBuffer>>;
  release(): Promise<void>;
}

/** The bytes of a recogniser file. */
export function encodeRecogniser(
  onnx: Uint8Array,
  scaler: Affine | null,
  info: RecogniserInfo,
): Uint8Array<ArrayBuffer> {
  const model = decodeModel(onnx);
  if (scaler !== null) prependAffine(model, scaler.mean, scaler.scale, scaler.dims);
  writeMetadata(model, METADATA_KEY, JSON.stringify(info));
  return encodeModel(model);
}

/**
 * Opens a recogniser file.
 *
 * @throws ModelError if the bytes are no recogniser, are damaged, or could do more than arithmetic
 */
export async function loadRecogniser(
  bytes: Uint8Array,
  options: { threads?: number } = {},
): Promise<Recogniser> {
  const model = decodeModel(bytes);
  assertSelfContained(model);
  const text = readMetadata(model, METADATA_KEY);
  if (text === undefined) {
    throw new ModelError(
      "the ONNX model is not a Prosodia recogniser: it has no description of features and labels.",
    );
  }
  const info = parseRecogniserInfo(text);
  const session = await createSession(bytes, options);
  if (session.inputNames.join() !== "features" || session.outputNames.join() !== "probabilities") {
    throw new ModelError(
      `a recogniser has the input "features" and the output "probabilities"; ` +
        `got ${session.inputNames.join(", ")} and ${session.outputNames.join(", ")}.`,
    );
  }
  return createRecogniser(info, session);
}

function createRecogniser(info: RecogniserInfo, session: InferenceSession): Recogniser {
  const width = info.shape.reduce((product, length) => product * length, 1);
  const recogniser: Recogniser = {
    info,
    async predict(audio) {
      const feature = extractRecipe(audio, info.recipe);
      if (feature.data.length !== width) {
        throw new AudioError(
          `the audio gives features of shape [${feature.shape.join(", ")}]; the recogniser "${info.name}" ` +
            `was trained on [${info.shape.join(", ")}].`,
        );
      }
      const row = await recogniser.predictRows(feature.data, 1);
      let best = 0;
      for (let i = 1; i < row.length; i++) if (row[i] > row[best]) best = i;
      return {
        label: info.labels[best],
        probabilities: Object.fromEntries(info.labels.map((label, i) => [label, row[i]])),
      };
    },
    async predictRows(x, rows) {
      const { probabilities } = await session.run({ features: floatTensor(x, [rows, ...info.shape]) });
      const { data } = probabilities;
      if (!(data instanceof Float32Array) || data.length !== rows * info.labels.length) {
        throw new ModelError(`the recogniser "${info.name}" does not give one probability per label.`);
      }
      for (const value of data) {
        if (!Number.isFinite(value)) {
          throw new ModelError(`the recogniser "${info.name}" gave a probability that is not a number.`);
        }
      }
      return Float32Array.from(data);
    },
    release: () => session.release(),
  };
  return recogniser;
}
