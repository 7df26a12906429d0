/** Recogniser files, damaged and sealed again as a stranger can: they answer with probabilities or are refused. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { createRandom, type Random } from "../../src/base/random.ts";
import { decodeModel, encodeModel } from "../../src/engine/onnx/builder.ts";
import { readMetadata, writeMetadata } from "../../src/engine/onnx/rewrite.ts";
import { encodeSealed } from "../../src/engine/onnx/seal.ts";
import { encodeRecogniser, loadRecogniser } from "../../src/recogniser/index.ts";
import { METADATA_KEY } from "../../src/recogniser/info.ts";
import { fitToy, toyAudio } from "../toy-recogniser.ts";
import { assertAnswer } from "./answers.ts";
import { ACCEPTED, type FuzzKind, type Item, outcomeOf } from "./kind.ts";
import { damagedBytes, damagedValue } from "./mutate.ts";

const TINY = resolve(import.meta.dirname, "../../weights/tiny.onnx");

export async function openRecognisers(): Promise<FuzzKind> {
  const [vector, image] = [await fitToy("vector", true), await fitToy("image", true)];
  const files = [
    { name: "vector", bytes: await encodeRecogniser(vector.onnx, vector.info) },
    { name: "image", bytes: await encodeRecogniser(image.onnx, image.info) },
    { name: "tiny", bytes: new Uint8Array(readFileSync(TINY)) },
  ];
  const sound = toyAudio("vowel", 0);
  const second = {
    ...sound,
    samples: Float32Array.from({ length: 16_000 }, (_, i) => sound.samples[i % 4000]),
  };
  return {
    async item(seed, index) {
      const random = createRandom(seed).fork(`recogniser ${index}`);
      const { name, bytes } = files[random.integer(files.length)];
      const [how, damage] = DAMAGES[random.integer(DAMAGES.length)];
      const { bytes: damaged, what } = await damage(bytes.slice(), random);
      return { bytes: Uint8Array.from(damaged), what: `${name}: ${how}: ${what}` };
    },
    judge: ({ bytes, what }) =>
      outcomeOf(async () => {
        const heard = what.startsWith("tiny") ? second : sound;
        const recogniser = await loadRecogniser(bytes, { threads: 1 });
        try {
          assertAnswer(await recogniser.predict(heard, { anySound: true }), recogniser.info.labels);
        } finally {
          await recogniser.release();
        }
        return ACCEPTED;
      }),
  };
}

type Damaged = Omit<Item, "bytes"> & { readonly bytes: Uint8Array };

const DAMAGES: readonly [how: string, damage: (bytes: Uint8Array, random: Random) => Promise<Damaged>][] = [
  [
    "as it is",
    async (bytes, random) => {
      const { bytes: damaged, how } = damagedBytes(bytes, random);
      return { bytes: damaged, what: how };
    },
  ],
  [
    "sealed again",
    async (bytes, random) => {
      // damage that leaves no model stays as it is
      for (let tries = 0; tries < 50; tries++) {
        const damaged = encodeModel(decodeModel(bytes)).slice();
        const isAtEnd = random.uniform() < 0.6;
        const at = isAtEnd ? damaged.length - 1 - random.integer(3000) : random.integer(4000);
        damaged[Math.min(damaged.length - 1, Math.max(0, at))] ^= 1 << random.integer(8);
        try {
          return { bytes: await encodeSealed(decodeModel(damaged)), what: `byte ${at}` };
        } catch {}
      }
      return { bytes, what: "not at all" };
    },
  ],
  [
    "another description",
    async (bytes, random) => {
      const model = decodeModel(bytes);
      const { value, how } = damagedValue(JSON.parse(readMetadata(model, METADATA_KEY) ?? "null"), random);
      writeMetadata(model, METADATA_KEY, JSON.stringify(value) ?? "");
      return { bytes: await encodeSealed(model), what: how };
    },
  ],
  [
    "other weights",
    async (bytes, random) => {
      const model = decodeModel(bytes);
      const weights = model.graph?.initializer.filter(({ rawData }) => rawData.length >= 4) ?? [];
      const { name, rawData } = weights[random.integer(weights.length)];
      const view = new DataView(rawData.buffer, rawData.byteOffset, rawData.byteLength);
      const bits = [0x7fc00000, 0x7f800000, 0xff800000, 0x7f7fffff, 0xff7fffff, 0x00000001, 0, 0xffffffff];
      for (let left = 1 + random.integer(8); left > 0; left--) {
        view.setUint32(4 * random.integer(rawData.length >> 2), bits[random.integer(bits.length)], true);
      }
      return { bytes: await encodeSealed(model), what: name };
    },
  ],
  [
    "another graph",
    async (bytes, random) => {
      const model = decodeModel(bytes);
      const nodes = model.graph?.node ?? [];
      const [one, other] = [nodes[random.integer(nodes.length)], nodes[random.integer(nodes.length)]];
      const what = `${one.opType} ${other.opType}`;
      const kind = random.integer(5);
      if (kind === 0) one.opType = other.opType;
      else if (kind === 1) one.input[random.integer(one.input.length)] = other.output[0];
      else if (kind === 2) one.attribute = other.attribute;
      else if (kind === 3) nodes.splice(nodes.indexOf(one), 1);
      else {
        const weights = model.graph?.initializer ?? [];
        const tensor = weights[random.integer(weights.length)];
        if (random.uniform() < 0.5) tensor.dims = tensor.dims.toReversed();
        else tensor.dims = [tensor.dims.reduce((product, length) => product * length, 1n)];
      }
      return { bytes: await encodeSealed(model), what };
    },
  ],
];
