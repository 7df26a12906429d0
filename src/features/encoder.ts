/** Frames of a frozen speech encoder: what a network made of speech before it was ever asked about emotions. */
import { z } from "zod";
import type { Audio } from "../audio/audio.ts";
import { ConfigError, ModelError } from "../base/errors.ts";
import { type EncoderFile, encoderFileSchema } from "./encoder/description.ts";
import { describeEncoder, INPUT_NAMES, outputOf, withBatch } from "./encoder/file.ts";
import { ENCODER_HOP_SAMPLES, ENCODER_RATE, shownFrames, showTo } from "./encoder/front-end.ts";
import { PACKAGED } from "./encoder/packaged.ts";
import { defineFeature } from "./feature.ts";
import { imageLayout } from "./layout.ts";
import { melBands } from "./mel.ts";

const encoderParams = z.strictObject({
  path: z
    .string()
    .nullable()
    .default(null)
    .describe(
      "ONNX file of an encoder, or a folder with onnx/*.onnx and preprocessor_config.json; null = the one that comes with Prosodia",
    ),
  layers: z
    .array(z.int().nonnegative())
    .min(1)
    .nullable()
    .default(null)
    .describe("layers, one after the other; null = all that the file tells"),
  embed: z
    .boolean()
    .default(true)
    .describe("whether recogniser files carry the encoder; else it is looked for where they are used"),
  file: encoderFileSchema
    .nullable()
    .default(null)
    .describe("what the encoder's file is; read from it when it is null"),
});
type EncoderParams = z.output<typeof encoderParams>;

export const encoder = defineFeature({
  id: "encoder",
  summary:
    "Hidden layers of a frozen speech encoder, every 20 ms of speech: Whisper tiny as Smart Turn tuned it, or another one",
  source:
    "Radford et al. 2022, Robust Speech Recognition via Large-Scale Weak Supervision (Whisper); Smart Turn v3.2 by Daily; front end of pipecat-ai 1.14.0",
  params: encoderParams,
  axes: ["band", "frame"],
  formula:
    "16 kHz, quiet edges off, the last 3 s, zeros before it, mean 0 and variance 1\nthe network is shown (max(log10 mel, max - 8) + 4) / 4 of 80 mel bands every 10 ms\nit gives 3 layers of 384 numbers every 20 ms: those of the speech are the feature",
  layout(_, params) {
    const { input } = fileOf(params);
    if (input.kind === "waveform") {
      const time = { name: "time", unit: "s", first: 0, step: 1 / ENCODER_RATE };
      const scale = { name: "channel", unit: null, at: [1] };
      return imageLayout("what the encoder is shown", time, scale, { name: "amplitude", unit: null });
    }
    const settings = { nMels: input.mels, fminHz: 0, fmaxHz: null, htk: false, melNorm: "slaney" } as const;
    return imageLayout(
      "what the encoder is shown",
      {
        name: "time in the encoder's window",
        unit: "s",
        first: 0,
        step: ENCODER_HOP_SAMPLES / 2 / ENCODER_RATE,
      },
      { ...melBands(ENCODER_RATE, settings), name: "mel band" },
      { name: "level", unit: null, kind: "level" },
    );
  },
  extract(audio, params) {
    const { data, shape } = showTo(fileOf(params).input, audio);
    return { axes: ["band", "frame"], shape, data };
  },
  network: {
    axes: ["descriptor", "frame"],
    fileOf: (params) => ({ sha256: fileOf(params).sha256, embed: params.embed }),
    async settle(params, read) {
      const file = await describeEncoder(await read(params.path));
      if (params.file !== null && params.file.sha256 !== file.sha256) {
        throw new ModelError(
          `the encoder ${params.path} is another file now: its SHA-256 begins with ${file.sha256.slice(0, 12)}; expected ${params.file.sha256.slice(0, 12)}.`,
        );
      }
      const missing = params.layers?.find((layer) => !file.layers.includes(layer));
      if (missing !== undefined) {
        const known =
          file.layers.length === 0 ? "its last layer only" : `the layers ${file.layers.join(", ")}`;
        throw new ModelError(`the encoder does not tell layer ${missing}; it tells ${known}.`);
      }
      return { ...params, file };
    },
    layout(audio, params) {
      const { width } = fileOf(params);
      return {
        rows: layersOf(params).flatMap((layer) => {
          const stem = layer === "last" ? "encoder_last" : `encoder_layer${layer}`;
          return Array.from({ length: width }, (_, unit) => ({
            name: `${stem}_unit${unit + 1}`,
            unit: null,
          }));
        }),
        frames: shownFrames(fileOf(params).input, audio),
        frameRateHz: ENCODER_RATE / ENCODER_HOP_SAMPLES,
      };
    },
    async run(audio: Audio, params, networks) {
      const { sha256, input, width } = fileOf(params);
      const network = await networks.open(sha256);
      const { data, shape, from, count } = showTo(input, audio);
      const names = layersOf(params).map(outputOf);
      const given = await network.run(
        INPUT_NAMES[input.kind],
        { data, shape: withBatch(input, shape) },
        names,
      );
      const rows = new Float32Array(names.length * width * count);
      for (const [layer, name] of names.entries()) {
        const frames = given[name].data;
        for (let unit = 0; unit < width; unit++) {
          for (let t = 0; t < count; t++)
            rows[(layer * width + unit) * count + t] = frames[(from + t) * width + unit];
        }
      }
      return { axes: ["descriptor", "frame"], shape: [names.length * width, count], data: rows };
    },
  },
});

function fileOf({ path, file }: EncoderParams): EncoderFile {
  if (file !== null) return file;
  if (path === null) return PACKAGED;
  throw new ConfigError(`path: the encoder ${path} has not been read.`);
}

function layersOf(params: EncoderParams): readonly (number | "last")[] {
  if (params.layers !== null) return params.layers;
  const { layers } = fileOf(params);
  return layers.length === 0 ? ["last"] : layers;
}
