/**
 * Tables: of clips, predictions and opinions, damaged; and tables of any text in any spelling, which must come back as they
 * were written.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodeWav } from "../../src/audio/wav.ts";
import { formatCsv } from "../../src/base/csv.ts";
import { createRandom, type Random } from "../../src/base/random.ts";
import { readOpinions } from "../../src/corpus/corrections.ts";
import { readCorpus } from "../../src/corpus/index.ts";
import { parsePredictions } from "../../src/dataset/predictions-csv.ts";
import { ACCEPTED, type FuzzKind, type Item, type Outcome, outcomeOf, wrong } from "./kind.ts";
import { damagedBytes, damagedText } from "./mutate.ts";

const CLIPS = 8;

/** @param folder - a new one, for the recordings and the tables */
export async function openTables(folder: string): Promise<FuzzKind> {
  mkdirSync(folder, { recursive: true });
  for (let i = 0; i < CLIPS; i++) {
    const samples = Float32Array.from({ length: 4000 }, (_, at) => Math.sin(at / (3 + i)) / 2);
    writeFileSync(join(folder, `clip ${i}.wav`), encodeWav({ samples, sampleRate: 8000 }));
  }
  const path = join(folder, "clips.csv");
  return {
    async item(seed, index) {
      const random = createRandom(seed).fork(`table ${index}`);
      if (index % 4 === 0)
        return { bytes: encoded(tableOf(whole(seed, index)), random), what: `whole ${seed} ${index}` };
      const kind = KINDS[random.integer(KINDS.length)];
      const { text, how } = damagedText(TABLES[kind], random);
      const bytes = encoded(text, random);
      if (random.uniform() < 0.6) return { bytes, what: `${kind}: ${how}` };
      const damaged = damagedBytes(bytes, random);
      return { bytes: Uint8Array.from(damaged.bytes), what: `${kind}: ${how}; ${damaged.how}` };
    },
    judge: (item) =>
      outcomeOf(async () => {
        writeFileSync(path, item.bytes);
        const isPredictions = item.what.startsWith("predictions");
        if (isPredictions) return judgePredictions(item);
        if (item.what.startsWith("opinions")) {
          const opinions = await readOpinions(path);
          return opinions.every(({ clipId }) => clipId !== "") ? ACCEPTED : wrong("an opinion on no clip");
        }
        const { clips } = await readCorpus(path, { spellings: "apart" });
        const problem = item.what.startsWith("whole") ? notAsWritten(clips, item.what) : undefined;
        if (problem !== undefined) return wrong(problem);
        const isClip = ({ id, path: file, segment }: (typeof clips)[number]) =>
          id !== "" &&
          file !== "" &&
          (segment === undefined ||
            (segment.startSeconds >= 0 &&
              (segment.endSeconds ?? Number.POSITIVE_INFINITY) > segment.startSeconds));
        if (!clips.every(isClip)) return wrong(`clips that are none: ${JSON.stringify(clips)}`);
        if (new Set(clips.map(({ id }) => id)).size < clips.length) return wrong("two clips of one id");
        return ACCEPTED;
      }),
  };
}

function judgePredictions({ bytes }: Item): Outcome {
  const { clipIds, labels, predicted, truth, probabilities } = parsePredictions(
    "a",
    new TextDecoder().decode(bytes),
  );
  const k = labels.length;
  for (let row = 0; row < clipIds.length; row++) {
    const own = probabilities.subarray(row * k, (row + 1) * k);
    const sum = own.reduce((all, one) => all + one, 0);
    const isWhole = own.every((one) => one >= 0 && one <= 1.001) && Math.abs(sum - 1) <= 2e-3;
    if (!isWhole || predicted[row] < 0 || predicted[row] >= k || truth[row] >= k) {
      return wrong(`a silent wrong row: ${clipIds[row]} ${own.join(" ")}`);
    }
  }
  return ACCEPTED;
}

const KINDS = ["clips", "segments", "predictions", "opinions"] as const;

const numbers = Array.from({ length: CLIPS }, (_, i) => i);

const TABLES: Readonly<Record<(typeof KINDS)[number], string>> = {
  clips: formatCsv([
    ["path", "label", "id", "speaker", "sex", "sentence", "split", "age"],
    ...numbers.map((i) => [
      `clip ${i}.wav`,
      i % 2 ? "sad" : "happy",
      `c${i}`,
      `S${i % 3}`,
      "f",
      "a",
      "train",
      "30",
    ]),
  ]),
  segments: formatCsv([
    ["file", "start", "end", "label", "channel"],
    ...numbers.map((i) => [`clip ${i}.wav`, "0.1", `0.${i + 2}`, i % 2 ? "sad" : "happy", "1"]),
  ]),
  predictions: formatCsv([
    ["clip", "truth", "predicted", "happy", "sad"],
    ...numbers.map((i) => [
      `c${i}`,
      "happy",
      i % 2 ? "sad" : "happy",
      i % 2 ? "0.25" : "0.75",
      i % 2 ? "0.75" : "0.25",
    ]),
  ]),
  opinions: formatCsv([
    ["id", "label", "bad", "annotator", "at"],
    ...numbers.map((i) => [`c${i}`, "happy", i % 3 ? "no" : "yes", "me", "2026-01-01T00:00:00Z"]),
  ]),
};

const ODD = [
  "a",
  "é",
  "\u{1f600}",
  ",",
  ";",
  '"',
  "\n",
  "'",
  "=1",
  "\t",
  "@",
  "#",
  "\\",
  "\u202e",
  "ﬁ",
  "0",
  "-",
  " b",
];

function odd(random: Random): string {
  return Array.from({ length: 1 + random.integer(5) }, () => ODD[random.integer(ODD.length)]).join("");
}

interface Whole {
  readonly ids: readonly string[];
  readonly labels: readonly string[];
}

/** Ids and labels of any text. */
function whole(seed: number, index: number): Whole {
  const random = createRandom(seed).fork(`whole ${index}`);
  return {
    ids: numbers.map((i) => `x${odd(random)}x${i}`),
    labels: numbers.map((i) => `y${odd(random)}y${i % 2}`),
  };
}

function tableOf({ ids, labels }: Whole): string {
  return formatCsv([["path", "label", "id"], ...numbers.map((i) => [`clip ${i}.wav`, labels[i], ids[i]])]);
}

function notAsWritten(
  clips: readonly { readonly id: string; readonly label?: string; readonly path: string }[],
  what: string,
): string | undefined {
  const [, seed, index] = what.split(" ");
  const { ids, labels } = whole(Number(seed), Number(index));
  for (const i of numbers) {
    const clip = clips.find(({ id }) => id === ids[i]);
    if (clip?.label !== labels[i] || !clip.path.endsWith(`clip ${i}.wav`)) {
      return `${JSON.stringify([ids[i], labels[i]])} was read as ${JSON.stringify(clip)}`;
    }
  }
  return undefined;
}

/** The text as programs save it. */
function encoded(text: string, random: Random): Uint8Array<ArrayBuffer> {
  const kind = random.integer(6);
  if (kind === 0) return Uint8Array.from(Buffer.from(`\ufeff${text}`, "utf16le"));
  if (kind === 1) return Uint8Array.from(Buffer.from(`\ufeff${text}`, "utf8"));
  if (kind === 2) return Uint8Array.from(Buffer.from(text, "utf16le"));
  return new TextEncoder().encode(text);
}
