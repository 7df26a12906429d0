/**
 * A recogniser: one portable file that holds everything from audio to probabilities. The file is a standard ONNX
 * model (scaler folded in; input `features` [n, ...shape], output `probabilities` [n, labels]) whose metadata
 * holds the feature recipe, label order, provenance and measured scores.
 */
import type { ModelProto } from "onnx-buf";
import type { Audio } from "../audio/audio.ts";
import { assertAudible } from "../audio/level.ts";
import { AudioError, ModelError, messageOf } from "../base/errors.ts";
import { decodeModel, encodeModel } from "../engine/onnx/builder.ts";
import {
  assertSelfContained,
  assertSignature,
  prependAffine,
  readMetadata,
  writeMetadata,
} from "../engine/onnx/rewrite.ts";
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
   * @throws AudioError if the audio is silent or shorter than speech can be, or if its features do not
   *   have the shape that the recogniser was trained on
   */
  predict(audio: Audio): Promise<Prediction>;
  /**
   * Probabilities of many rows at once.
   *
   * @param x - [row, ...shape]
   * @returns [row, label]; every row sums to 1
   * @throws ModelError if the model fails, or gives what are no probabilities
   */
  predictRows(x: Float32Array, rows: number): Promise<Float32Array<ArrayBuffer>>;
  release(): Promise<void>;
}

/**
 * The bytes of a recogniser file.
 *
 * @param onnx - a fitted model: `features` -> `probabilities`
 * @param scaler - put in front of the model; null if there is none, or it is in the model already
 * @throws ModelError if model and description do not fit together, so that whatever is written can be read
 */
export function encodeRecogniser(
  onnx: Uint8Array,
  scaler: Affine | null,
  info: RecogniserInfo,
): Uint8Array<ArrayBuffer> {
  const model = decodeModel(onnx);
  if (scaler !== null) prependAffine(model, scaler.mean, scaler.scale, scaler.dims);
  writeMetadata(model, METADATA_KEY, JSON.stringify(info));
  checkModel(model);
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
  // onnxruntime takes bytes with this mark for its own format, whatever was checked as ONNX
  if (String.fromCharCode(...bytes.subarray(4, 8)) === "ORTM") {
    throw new ModelError("the file is in onnxruntime's own format; expected an ONNX model.");
  }
  const info = checkModel(decodeModel(bytes));
  return createRecogniser(info, await createSession(bytes, options));
}

/**
 * The description in a model that is safe to run and fits its description.
 *
 * @throws ModelError
 */
function checkModel(model: ModelProto): RecogniserInfo {
  assertSelfContained(model);
  const text = readMetadata(model, METADATA_KEY);
  if (text === undefined) {
    throw new ModelError(
      "the ONNX model is not a Prosodia recogniser: it has no description of features and labels.",
    );
  }
  const info = parseRecogniserInfo(text);
  assertSignature(
    model,
    { name: "features", row: info.shape },
    { name: "probabilities", row: [info.labels.length] },
  );
  return info;
}

function createRecogniser(info: RecogniserInfo, session: InferenceSession): Recogniser {
  const width = info.shape.reduce((product, length) => product * length, 1);
  const recogniser: Recogniser = {
    info,
    async predict(audio) {
      assertAudible(audio, "the audio");
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
      const fail = (problem: string): never => {
        throw new ModelError(`the recogniser "${info.name}" ${problem}.`);
      };
      const features = floatTensor(x, [rows, ...info.shape]);
      const { probabilities } = await session
        .run({ features })
        .catch((error: unknown) => fail(`cannot be run: ${messageOf(error).split("\n")[0]}`));
      const { data } = probabilities;
      const k = info.labels.length;
      if (!(data instanceof Float32Array) || data.length !== rows * k) {
        return fail("does not give one probability per label");
      }
      for (let row = 0; row < rows; row++) {
        let sum = 0;
        for (const p of data.subarray(row * k, (row + 1) * k)) {
          if (!(p >= 0)) fail(`gave the probability ${p}`);
          sum += p;
        }
        if (!(Math.abs(sum - 1) <= 1e-3)) fail(`gave probabilities that sum to ${sum}; expected 1`);
      }
      return Float32Array.from(data);
    },
    release: () => session.release(),
  };
  return recogniser;
}
