/**
 * An ear: what a recogniser makes of sound before its own model looks at it. Its recipe, its encoder and its fitted steps are those of
 * other people's recordings and stay as they are, so nothing but the model behind them is fitted on clips that are taught.
 */
import type { Audio } from "../audio/audio.ts";
import { bandwidthHz } from "../audio/bandwidth.ts";
import { assertAudible, audioDigest, loudDb } from "../audio/level.ts";
import { audioOf, type Sound } from "../audio/sound.ts";
import { assertSpeech } from "../audio/speech.ts";
import { ModelError } from "../base/errors.ts";
import { widthOf } from "../dataset/dataset.ts";
import { decodeModel } from "../engine/onnx/builder.ts";
import { cutAt } from "../engine/onnx/cut.ts";
import { createSession, floatsOf, floatTensor } from "../engine/onnx/session.ts";
import {
  loadRecogniser,
  type OpenOptions,
  type Recogniser,
  type RecogniserSource,
  readSource,
} from "../recogniser/index.ts";
import { piecesOf } from "./pieces.ts";

/** What is kept of one recording that was listened to. */
export interface Heard {
  /** Of each of its pieces, as many numbers as the ear gives. */
  readonly rows: readonly Float32Array<ArrayBuffer>[];
  /** SHA-256 of its audio. */
  readonly digest: string;
  readonly bandwidthHz: number;
  /** Of its loud sounds, dBFS. */
  readonly levelDb: number;
}

export interface Ear {
  /** What the recogniser whose ear it is says of itself. */
  readonly info: Recogniser["info"];
  /** What the graph of a taught recogniser is fed with. */
  readonly input: Extract<Recogniser["info"]["inputs"][number], { from: "audio" }>;
  /** ONNX bytes: `features` -> what a model gets, float32 [n, width]. */
  readonly front: Uint8Array<ArrayBuffer>;
  /** Numbers of a row. */
  readonly width: number;
  /** The networks behind its features, by their SHA-256. */
  readonly networks: Recogniser["networks"];
  /**
   * Listens to one recording; a long one is heard in pieces.
   *
   * @param name - what errors call the recording
   * @param speech - whether somebody has to speak in it
   * @throws AudioError for what is no sound, NoSpeechError for silence, and where nobody speaks though somebody has to
   */
  hear(sound: Sound, name: string, speech: boolean): Promise<Heard>;
  release(): Promise<void>;
}

/** The graph of a leaf: part, number among steps and model, name. */
const PLACE = /^(part\d+)\/(\d+)-[^/]+\//;

/**
 * @param source - a recogniser of one recipe, such as weights/ravdess.onnx
 * @throws ModelError if it cannot be opened, or is of another kind
 */
export async function openEar(source: RecogniserSource, options: OpenOptions = {}): Promise<Ear> {
  const bytes = await readSource(source);
  const recogniser = await loadRecogniser(bytes, options);
  const { info, networks } = recogniser;
  const [input, ...others] = info.inputs;
  const value = valueBeforeModel(bytes);
  if (input.from !== "audio" || others.length > 0 || value === undefined) {
    await recogniser.release();
    throw new ModelError(
      `the recogniser "${info.name}" lends no ear: expected one recipe, steps and a model, and nothing beside the audio.`,
      "Use the one that comes with Prosodia: weights/ravdess.onnx.",
    );
  }
  const front = cutAt(decodeModel(bytes), value);
  const session = await createSession(front, options);
  const rowOf = async (audio: Audio): Promise<Float32Array<ArrayBuffer>> => {
    const { [input.name]: features } = await recogniser.featuresOf(audio);
    const results = await session.run({ [input.name]: floatTensor(features, [1, ...input.shape]) });
    return Float32Array.from(floatsOf(results, value));
  };
  const zeros = floatTensor(new Float32Array(widthOf(input.shape)), [1, ...input.shape]);
  const width = floatsOf(await session.run({ [input.name]: zeros }), value).length;
  return {
    info,
    input,
    front,
    width,
    networks,
    async hear(sound, name, speech) {
      const audio = await audioOf(sound, name);
      assertAudible(audio, name);
      if (speech) assertSpeech(audio, name);
      const rows: Float32Array<ArrayBuffer>[] = [];
      for (const piece of piecesOf(audio)) rows.push(await rowOf(piece));
      return {
        rows,
        digest: await audioDigest(audio),
        bandwidthHz: bandwidthHz(audio),
        levelDb: loudDb(audio),
      };
    },
    async release() {
      await session.release();
      await recogniser.release();
    },
  };
}

/** The value that the only model of a recogniser looks at; undefined if it has several, or is not of steps and a model. */
function valueBeforeModel(bytes: Uint8Array): string | undefined {
  const nodes = decodeModel(bytes).graph?.node ?? [];
  const placed = nodes.flatMap((node) => {
    const place = PLACE.exec(node.output[0]);
    return place === null ? [] : [{ node, part: place[1], number: Number(place[2]) }];
  });
  if (new Set(placed.map(({ part }) => part)).size !== 1) return undefined;
  const last = Math.max(...placed.map(({ number }) => number));
  const weights = new Set(decodeModel(bytes).graph?.initializer.map(({ name }) => name));
  const ofModel = placed.filter(({ number }) => number === last).map(({ node }) => node);
  const made = new Set(ofModel.flatMap((node) => node.output));
  const from = new Set(
    ofModel.flatMap((node) => node.input).filter((name) => !made.has(name) && !weights.has(name)),
  );
  const [value] = from;
  return from.size === 1 ? value : undefined;
}
