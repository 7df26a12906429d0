/**
 * An estimator: one portable file from audio to numbers, such as arousal and valence. As a recogniser's, it is a standard ONNX
 * model, whose output is `values` [n, dimensions]; it has no labels.
 */
import type { ModelProto } from "onnx-buf";
import type { Audio } from "../../audio/audio.ts";
import { assertAudible } from "../../audio/level.ts";
import { assertSpeech } from "../../audio/speech.ts";
import { ModelError } from "../../base/errors.ts";
import { decodeModel } from "../../engine/onnx/builder.ts";
import { assertSignature, readMetadata } from "../../engine/onnx/rewrite.ts";
import { createSession, floatsOf, floatTensor, integersTensor } from "../../engine/onnx/session.ts";
import { assertReadable } from "../../engine/onnx/wire.ts";
import { createFeaturesOf } from "../feature-rows.ts";
import { givenRows } from "../given.ts";
import {
  encodeModel,
  networksIn,
  type OpenOptions,
  openModel,
  rowShapeOf,
  signaturesOf,
} from "../open-model.ts";
import { type RecogniserSource, readSource } from "../source.ts";
import { ESTIMATOR_KEY, type EstimatorInfo, parseEstimatorInfo } from "./estimator-info.ts";

export interface Estimator {
  readonly info: EstimatorInfo;
  /**
   * Dimension -> number, in the dimensions' own units. Where features are normalised by speaker, it is taken for an average one.
   *
   * @param anySound - whether sounds that are no speech are answered too
   * @throws NoSpeechError if nobody speaks in it; TooShortError if for less than 0.4 s
   * @throws AudioError if the audio is shorter than speech can be, or if its features do not have the trained shape
   */
  predict(audio: Audio, options?: { readonly anySound?: boolean }): Promise<Readonly<Record<string, number>>>;
  release(): Promise<void>;
}

/**
 * The bytes of an estimator file.
 *
 * @param onnx - a graph with the inputs and outputs that `info` describes
 * @param networks - behind its features, by their SHA-256: those that the file shall carry
 * @throws ModelError if graph and description do not fit together, so that whatever is written can be read
 */
export async function encodeEstimator(
  onnx: Uint8Array,
  info: EstimatorInfo,
  networks: ReadonlyMap<string, Uint8Array> = new Map(),
): Promise<Uint8Array<ArrayBuffer>> {
  return encodeModel(onnx, ESTIMATOR_KEY, info, networks, checkModel);
}

/** Whether a file says that it is an estimator, or at least not that it is something else. */
export function isEstimatorFile(bytes: Uint8Array): boolean {
  try {
    assertReadable(bytes);
    return readMetadata(decodeModel(bytes), ESTIMATOR_KEY) !== undefined;
  } catch {
    return false;
  }
}

/**
 * Opens an estimator file.
 *
 * @param source - its bytes, its Blob or File, or its address
 * @throws ModelError if the bytes are no estimator, are damaged, or could do more than some arithmetic
 */
export async function loadEstimator(source: RecogniserSource, options: OpenOptions = {}): Promise<Estimator> {
  const bytes = await readSource(source);
  const { model, info } = await openModel(bytes, ESTIMATOR_KEY, checkModel);
  const { networks } = networksIn(model, info, options);
  const session = await createSession(bytes, options);
  const featuresOf = createFeaturesOf(info, networks);
  return {
    info,
    async predict(audio, { anySound = false } = {}) {
      assertAudible(audio, "the audio");
      if (!anySound) assertSpeech(audio, "the audio");
      const rows = { ...(await featuresOf(audio)), ...givenRows(info.inputs, {}) };
      const feeds = Object.fromEntries(
        info.inputs.map((input) => {
          const data = rows[input.name];
          return [
            input.name,
            input.from === "frames"
              ? integersTensor(Int32Array.from(data))
              : floatTensor(data, [1, ...rowShapeOf(input)]),
          ];
        }),
      );
      const values = floatsOf(await session.run(feeds), "values");
      const broken = values.findIndex((value) => !Number.isFinite(value));
      if (broken >= 0) {
        throw new ModelError(
          `the estimator "${info.name}" gave ${values[broken]} for ${info.dimensions[broken].name}.`,
        );
      }
      return Object.fromEntries(info.dimensions.map(({ name }, d) => [name, values[d]]));
    },
    async release() {
      await networks.release();
      await session.release();
    },
  };
}

/** @throws ModelError if the model does not fit its description */
function checkModel(model: ModelProto): EstimatorInfo {
  const text = readMetadata(model, ESTIMATOR_KEY);
  if (text === undefined) {
    throw new ModelError(
      "the ONNX model is not a Prosodia estimator: it has no description of features and dimensions.",
    );
  }
  const info = parseEstimatorInfo(text);
  assertSignature(model, signaturesOf(info.inputs), [
    { name: "values", row: [info.dimensions.length], type: "float32" },
  ]);
  return info;
}
