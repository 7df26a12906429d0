/** Files of speech encoders: what one is, asked of the file itself and of what lies beside it. */
import { type ModelProto, TensorProto_DataType, type ValueInfoProto } from "onnx-buf";
import { z } from "zod";
import { sha256 } from "../../base/digest.ts";
import { ModelError } from "../../base/errors.ts";
import { decodeModel } from "../../engine/onnx/builder.ts";
import { readMetadata } from "../../engine/onnx/rewrite.ts";
import type { NetworkFile } from "../network.ts";
import { openNetworks } from "../open-networks.ts";
import { type EncoderFile, type EncoderInput, encoderInputSchema } from "./description.ts";
import { ENCODER_RATE, showTo } from "./front-end.ts";
import { PACKAGED } from "./packaged.ts";

/** The input of encoders, by what they are shown. */
export const INPUT_NAMES = { "log-mel": "input_features", waveform: "input_values" } as const;
const HIDDEN = /^hidden_states\.(\d+)$/;
const LAST = "last_hidden_state";
/** Whisper's window of 30 s, where the file leaves it open. */
const WHISPER_FRAMES = 3000;

/** How a file that comes without preprocessor_config.json wants its picture; in its metadata. */
const FRONT_END_KEY = "prosodia.front-end";
const frontEndSchema = z.strictObject({ padding: z.enum(["start", "end"]), normalise: z.boolean() });

const preprocessorSchema = z.looseObject({
  feature_extractor_type: z.enum(["WhisperFeatureExtractor", "Wav2Vec2FeatureExtractor"]).optional(),
  sampling_rate: z.literal(ENCODER_RATE).default(ENCODER_RATE),
  do_normalize: z.boolean().optional(),
  n_fft: z.literal(400).optional(),
  hop_length: z.literal(160).optional(),
});

/** The output that tells a layer. */
export function outputOf(layer: number | "last"): string {
  return layer === "last" ? LAST : `hidden_states.${layer}`;
}

/**
 * @throws ModelError if the file is no speech encoder of these kinds: 16 kHz, Whisper's picture or a waveform in, frames of
 *   20 ms out
 */
export async function describeEncoder({ bytes, preprocessor, open }: NetworkFile): Promise<EncoderFile> {
  const digest = await sha256(bytes);
  if (digest === PACKAGED.sha256) return PACKAGED;
  const model = decodeModel(bytes);
  const input = inputOf(model, preprocessor);
  const names = (model.graph?.output ?? []).map(({ name }) => name);
  const layers = names.flatMap((name) => {
    const number = HIDDEN.exec(name)?.[1];
    return number === undefined ? [] : [Number(number)];
  });
  if (layers.length === 0 && !names.includes(LAST)) {
    throw new ModelError(
      `the encoder gives ${names.join(", ")}; expected ${LAST}, or hidden_states.1 and so on.`,
    );
  }
  const file = { sha256: digest, input, layers: layers.toSorted((a, b) => a - b) };
  return { ...file, width: await widthOf(file, bytes, open) };
}

function inputOf(model: ModelProto, preprocessor: unknown): EncoderInput {
  const weights = new Set(model.graph?.initializer.map(({ name }) => name));
  const inputs = (model.graph?.input ?? []).filter(({ name }) => !weights.has(name));
  const [{ name, dims } = { name: "nothing", dims: [] }] = inputs.map(described);
  const settings = preprocessorSchema.safeParse(preprocessor ?? {});
  if (!settings.success) {
    const [{ path, message }] = settings.error.issues;
    throw new ModelError(
      `preprocessor_config.json: ${path.join(".")}: ${message}; expected Whisper's or wav2vec2's at 16 kHz.`,
    );
  }
  const { feature_extractor_type: type, do_normalize: isNormalised } = settings.data;
  const isAlone = inputs.length === 1;
  if (isAlone && name === INPUT_NAMES.waveform && dims.length === 2 && type !== "WhisperFeatureExtractor") {
    return { kind: "waveform", normalise: isNormalised ?? true };
  }
  if (
    isAlone &&
    name === INPUT_NAMES["log-mel"] &&
    dims.length === 3 &&
    type !== "Wav2Vec2FeatureExtractor"
  ) {
    const [, mels, frames] = dims;
    const told = readMetadata(model, FRONT_END_KEY);
    const frontEnd = told === undefined ? undefined : frontEndSchema.safeParse(parsedJson(told)).data;
    const parsed = encoderInputSchema.safeParse({
      kind: "log-mel",
      mels,
      frames: frames ?? WHISPER_FRAMES,
      padding: frontEnd?.padding ?? "end",
      normalise: frontEnd?.normalise ?? isNormalised ?? false,
    });
    if (parsed.success) return parsed.data;
  }
  const got = inputs
    .map(described)
    .map((one) => `${one.name} [${one.dims.map((dim) => dim ?? "n").join(", ")}]`);
  throw new ModelError(
    `the encoder's input is ${got.join(" and ") || "missing"}; expected input_features [n, mels, frames] or input_values [n, samples], in float32.`,
  );
}

/** Lengths that are open are undefined; other numbers than float32 have no dimensions. */
function described({ name, type }: ValueInfoProto): { name: string; dims: (number | undefined)[] } {
  if (type?.value.case !== "tensorType" || type.value.value.elemType !== TensorProto_DataType.FLOAT)
    return { name, dims: [] };
  const dims = type.value.value.shape?.dim ?? [];
  return {
    name,
    dims: dims.map(({ value }) => (value.case === "dimValue" ? Number(value.value) : undefined)),
  };
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Runs it once: what a file gives is seen, not believed. */
async function widthOf(
  file: Omit<EncoderFile, "width">,
  bytes: Uint8Array<ArrayBuffer>,
  open: NetworkFile["open"],
): Promise<number> {
  const networks = openNetworks(async () => bytes, { open });
  try {
    const network = await networks.open(file.sha256);
    const half = { samples: new Float32Array(ENCODER_RATE / 2), sampleRate: ENCODER_RATE };
    const { data, shape, count, from } = showTo(file.input, half);
    const names = (file.layers.length === 0 ? ["last" as const] : file.layers).map(outputOf);
    const given = await network.run(
      INPUT_NAMES[file.input.kind],
      { data, shape: withBatch(file.input, shape) },
      names,
    );
    const [first] = names.map((name) => given[name].shape);
    for (const name of names) {
      const { shape: got } = given[name];
      const isAlike = got.length === 3 && got[0] === 1 && got[2] === first[2];
      const frames = file.input.kind === "log-mel" ? file.input.frames / 2 : from + count;
      if (isAlike && got[1] === frames) continue;
      throw new ModelError(
        `the encoder's output ${name} is [${got.join(", ")}]; expected [1, ${frames}, width], a frame per 20 ms.`,
      );
    }
    return first[2];
  } finally {
    await networks.release();
  }
}

/** The shape of the encoder's input for one clip. */
export function withBatch({ kind }: EncoderInput, shape: readonly [number, number]): readonly number[] {
  return kind === "waveform" ? shape : [1, ...shape];
}
