import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { assertClose } from "../../test/assert-close.ts";
import { sha256 } from "../base/digest.ts";
import { NoSpeechError } from "../base/errors.ts";
import { selectRows } from "../dataset/dataset.ts";
import { decodeModel } from "../engine/onnx/builder.ts";
import { createSession, floatsOf, floatTensor } from "../engine/onnx/session.ts";
import { fitPipeline } from "../learners/pipeline.ts";
import { loadRecogniser } from "../recogniser/index.ts";
import { type EmotionName, noise, synthesise, voices } from "../synth/index.ts";
import { type Ear, openEar } from "./ear.ts";
import { type Lesson, labelsOf, rowsOf, type TaughtClip } from "./lesson.ts";
import { kernelRidge } from "./methods.ts";
import { teach } from "./teach.ts";

function say(emotion: EmotionName, take: number, sentence: "kids" | "dogs" = "kids") {
  return synthesise({ voice: voices[0], sentence, emotion, intensity: "strong", take, seed: 1 });
}

let ear: Ear;
let clips: TaughtClip[];

beforeAll(async () => {
  ear = await openEar(readFileSync(new URL("../../weights/ravdess.onnx", import.meta.url)), { threads: 1 });
  clips = [];
  for (const take of [1, 2, 3]) {
    for (const label of ["angry", "sad"] as const) {
      const id = `${label} ${take}`;
      clips.push({ id, label, heard: await ear.hear(say(label, take), id, true) });
    }
    const room = noise({ seconds: take === 3 ? 9 : 1, seed: take, peak: 0.03 });
    clips.push({ id: `room ${take}`, label: "background", heard: await ear.hear(room, "room", false) });
  }
});
afterAll(() => ear.release());

function lesson(chosen: readonly TaughtClip[] = clips): Lesson {
  return { name: "mine", background: "background", clips: chosen };
}

test("long recordings are heard in pieces", () => {
  expect(clips.map(({ heard }) => heard.rows.length)).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 3]);
  expect(clips[0].heard.rows[0]).toHaveLength(200);
});

test.each(["kernel-ridge", "network"] as const)(
  "a file of a %s answers as it was taught, and says how it was measured",
  async (by) => {
    const { file, info, answers } = await teach(ear, lesson(), by, { seed: 1, threads: 1 });
    expect(info.labels).toEqual(["angry", "sad", "background"]);
    expect(answers.truth).toHaveLength(9);
    expect([...answers.predicted].filter((one, i) => one === answers.truth[i]).length).toBeGreaterThanOrEqual(
      8,
    );
    const accuracy = info.measured?.scores.find(({ metric }) => metric === "accuracy");
    expect(accuracy).toMatchObject({ n: 9, resampled: "clip" });
    expect(info.measured?.folds).toBe(by === "network" ? 5 : 9);
    const recogniser = await loadRecogniser(file, { threads: 1 });
    expect(recogniser.info).toEqual(info);
    for (const emotion of ["angry", "sad"] as const) {
      const { label, probabilities } = await recogniser.predict(say(emotion, 9, "dogs"));
      expect(label).toBe(emotion);
      expect(Object.values(probabilities).reduce((a, b) => a + b)).toBeCloseTo(1, 5);
    }
    const room = noise({ seconds: 2, seed: 7, peak: 0.05 });
    await expect(recogniser.predict(room)).rejects.toThrow(NoSpeechError);
    expect((await recogniser.predict(room, { anySound: true })).label).toBe("background");
    await recogniser.release();
    expect(file.length).toBeLessThan(12_000_000);
  },
);

test("the same lesson gives the same bytes", async () => {
  const [one, two] = [await teach(ear, lesson()), await teach(ear, lesson())];
  expect(await sha256(one.file)).toBe(await sha256(two.file));
});

test("no clip is answered by what has heard it, under whatever name", async () => {
  const twin = { ...clips[0], id: "the same again", label: "sad" };
  const { info, answers } = await teach(ear, lesson([...clips, twin]));
  expect(info.measured?.folds).toBe(9);
  // who had heard the one as angry would not say sad of the other, nor the other way round
  const said = (id: string) => [
    ...answers.probabilities.subarray(3 * answers.clipIds.indexOf(id)).subarray(0, 3),
  ];
  expect(said(twin.id)).toEqual(said("angry 1"));
});

test("what is left out by a closed form is what a fit without it says", async () => {
  const labels = labelsOf(lesson());
  const data = rowsOf(lesson(), labels, ear.width);
  const { probabilities } = await kernelRidge.unseen(data, data.clipIds, { seed: 1 });
  const rows = [...data.clipIds.keys()];
  // the last three are pieces of one recording
  const { onnx } = await fitPipeline(selectRows(data, rows.slice(0, -3)), kernelRidge.chosen, { seed: 1 });
  const session = await createSession(onnx);
  const features = floatTensor(selectRows(data, rows.slice(-3)).x, [3, ear.width]);
  const said = floatsOf(await session.run({ features }), "probabilities");
  await session.release();
  assertClose(probabilities.subarray(-9), said, { absolute: 1e-4 });
});

test.each([
  ["nothing", [], 'expected recordings of at least one class beside "background", got none'],
  [
    "one class",
    clipsOf("background"),
    'expected recordings of at least one class beside "background", got none',
  ],
  [
    "no background",
    clipsOf("angry", "sad"),
    'the class "background" has no recording: a recogniser that knows no background takes every sound for one of angry, sad',
  ],
  ["too few", ["angry 1", "room 1", "room 2"], 'the class "angry" has 1 recording; expected at least 2'],
  ["a name twice", ["angry 1", "angry 1", "angry 2", "room 1", "room 2"], "the clip angry 1 occurs twice"],
])("%s is not enough, in a sentence", async (_, ids, sentence) => {
  const chosen = ids.flatMap((id) => clips.filter((clip) => clip.id === id));
  await expect(teach(ear, lesson(chosen))).rejects.toThrow(sentence);
});

function clipsOf(...labels: readonly string[]): string[] {
  const stem = (label: string): string => (label === "background" ? "room" : label);
  return labels.flatMap((label) => [1, 2, 3].map((take) => `${stem(label)} ${take}`));
}

test("silence, and noise in the place of speech, are refused", async () => {
  const silent = { samples: new Float32Array(16_000), sampleRate: 16_000 };
  await expect(ear.hear(silent, "clip 4", false)).rejects.toThrow("clip 4: is silent");
  await expect(ear.hear(noise({ seconds: 1, seed: 1, peak: 0.3 }), "clip 5", true)).rejects.toThrow(
    "clip 5: no speech: it is noise",
  );
});

test("what is no recogniser of one recipe lends no ear", async () => {
  const tiny = readFileSync(new URL("../../weights/tiny.onnx", import.meta.url));
  await expect(openEar(tiny)).rejects.toThrow("lends no ear: expected one recipe, steps and a model");
});

test("of the base nothing is left but its ear", async () => {
  const { file } = await teach(ear, lesson());
  const names = decodeModel(file).graph?.node.map(({ output }) => output[0]) ?? [];
  expect(names.filter((name) => name.startsWith("ear/")).length).toBe(4);
  expect(names.some((name) => name.startsWith("part"))).toBe(false);
});
