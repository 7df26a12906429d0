import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fitToy, toyAudio } from "../../../test/toy-recogniser.ts";
import { joined } from "../../audio/joined.ts";
import { rmsDb } from "../../audio/level.ts";
import { assertSpeech } from "../../audio/speech.ts";
import { AudioError, ConfigError, TooShortError } from "../../base/errors.ts";
import { createRandom } from "../../base/random.ts";
import { type EmotionName, synthesise, type Voice, voices } from "../../synth/index.ts";
import { encodeRecogniser, loadRecogniser, type Recogniser } from "../index.ts";
import { mergeParts, predictStream, predictTimeline, type TimelinePart } from "./index.ts";
import { WindowShares } from "./shares.ts";
import { stretchesOf } from "./stretches.ts";
import { SpeechWindows } from "./windows.ts";

const RATE = 16_000;

/** Louder than -30 dBFS is angry; a stand-in whose features and answers are a number each. */
const { onnx, info } = await fitToy("vector", false);
const toy = await loadRecogniser(await encodeRecogniser(onnx, info), { threads: 1 });
const ear: Recogniser = {
  ...toy,
  info: { ...info, labels: ["sad", "angry"] },
  featuresOf: async (audio) => ({ features: Float32Array.of(rmsDb(audio)) }),
  async predictRows({ features }, rows) {
    expect(features.length).toBe(rows);
    const angry = Array.from(features, (db) => 1 / (1 + Math.exp(-(db + 30))));
    return {
      probabilities: Float32Array.from(angry.flatMap((p) => [1 - p, p])),
      decisions: Int32Array.from(angry, (p) => (p > 0.5 ? 1 : 0)),
    };
  },
};

function said(voice: Voice, emotion: EmotionName, count: number): Float32Array<ArrayBuffer> {
  const takes = Array.from(
    { length: count },
    (_, take) =>
      synthesise({ voice, sentence: "kids", emotion, intensity: "strong", take: take + 1, seed: 1 }).samples,
  );
  return joined(takes);
}

/** Chords of fading strings, two a second. */
function music(seconds: number): Float32Array<ArrayBuffer> {
  const random = createRandom(5);
  const roots = Array.from({ length: 2 * seconds }, () => Math.floor(24 * random.uniform()) - 12);
  return Float32Array.from({ length: seconds * RATE }, (_, i) => {
    const s = i / RATE;
    let sum = 0;
    for (const third of [0, 4, 7]) {
      const hz = 220 * 2 ** ((roots[Math.floor(2 * s)] + third) / 12);
      for (let h = 1; h <= 8; h++) sum += Math.sin(2 * Math.PI * h * hz * s) / h;
    }
    return 0.03 * sum * Math.exp(-2 * (s % 0.5));
  });
}

function hiss(seconds: number): Float32Array {
  const random = createRandom(6);
  return Float32Array.from({ length: seconds * RATE }, () => 0.05 * (2 * random.uniform() - 1));
}

const silence = (seconds: number): Float32Array => new Float32Array(seconds * RATE);

/** 28 s: one is angry, one is sad; between them it is quiet, there is music, and noise. */
const talk = joined([
  silence(1),
  said(voices[0], "angry", 5),
  silence(2),
  music(4),
  silence(2),
  said(voices[3], "sad", 2),
  silence(2),
  hiss(3),
]);
const audio = { samples: talk, sampleRate: RATE };

async function partsOf(chunks: Iterable<Float32Array>): Promise<TimelinePart[]> {
  const parts: TimelinePart[] = [];
  for await (const part of predictStream(ear, chunks, RATE)) parts.push(part);
  return parts;
}

function* chunksOf(samples: Float32Array, sizes: readonly number[]): Generator<Float32Array> {
  for (let at = 0, i = 0; at < samples.length; i++) {
    const size = sizes[i % sizes.length];
    yield samples.subarray(at, at + size);
    at += size;
  }
}

describe("a recording over time", () => {
  test("who is angry, who is sad, and why nobody speaks between them", async () => {
    const segments = await predictTimeline(ear, audio);
    const said = segments.map((one) => one.label ?? one.reason);
    expect(said).toEqual(["quiet", "angry", "tones", "sad", "noise"]);
    for (const [i, { startSeconds, endSeconds }] of segments.entries()) {
      expect(startSeconds).toBe(i === 0 ? 0 : segments[i - 1].endSeconds);
      expect(endSeconds).toBeGreaterThan(startSeconds);
    }
    expect(segments.at(-1)?.endSeconds).toBe(talk.length / RATE);
    const [, angry, , sad] = segments;
    expect(Math.abs(angry.startSeconds - 1)).toBeLessThan(0.3);
    expect(angry.label === null || angry.probabilities.angry).toBeGreaterThan(0.5);
    expect(sad.label === null || sad.probabilities.sad).toBeGreaterThan(0.5);
  });

  test("parts follow each other as their windows do, and segments are parts joined", async () => {
    const parts = await partsOf([talk]);
    const spoken = parts.filter(({ label }) => label === "angry");
    expect(spoken.length).toBeGreaterThan(2);
    for (const part of spoken.slice(1, -1))
      expect(part.endSeconds - part.startSeconds).toBeLessThanOrEqual(1.5);
    const merged: TimelinePart[] = [];
    for await (const segment of mergeParts(partsInOrder(parts))) merged.push(segment);
    expect(merged).toEqual(await predictTimeline(ear, audio));
  });

  // the first stretch ends before speech, and where it begins
  test.each([17, 28.72])(
    "%f s before it do not matter: other stretches give the same answers",
    async (before) => {
      const [, ...expected] = await predictTimeline(ear, audio);
      const later = { ...audio, samples: joined([silence(before), talk]) };
      const [, ...shifted] = await predictTimeline(ear, later);
      const at = (seconds: number): number => Number(seconds.toFixed(6));
      const moved = (part: TimelinePart, by: number) => ({
        said: part.label ?? part.reason,
        times: [at(part.startSeconds - by), at(part.endSeconds - by)],
        probabilities: part.label === null ? [] : Object.values(part.probabilities).map(at),
      });
      expect(shifted.map((part) => moved(part, before))).toEqual(expected.map((part) => moved(part, 0)));
    },
  );

  test("every sound is answered if it shall be", async () => {
    const given = { anySound: true };
    const segments = await predictTimeline(ear, { samples: music(4), sampleRate: RATE }, { given });
    expect(segments).toMatchObject([{ startSeconds: 0, endSeconds: 4, label: "sad" }]);
  });

  test("the answers of a real recogniser are those of its windows", async () => {
    const samples = talk.slice(RATE, 4 * RATE);
    const given = { anySound: true };
    // three seconds have more frames than the quarter of a second that the toy knows
    await expect(predictTimeline(toy, { samples, sampleRate: RATE }, { given })).rejects.toThrow(
      /features of shape .* was trained on/,
    );
    const sweep = toyAudio("sweep", 1);
    const { label, probabilities } = await toy.predict(sweep, given);
    const [part, ...others] = await predictTimeline(toy, sweep, { given });
    expect(others).toEqual([]);
    expect(part).toMatchObject({ startSeconds: 0, endSeconds: 0.25, label });
    expect(part.label === null ? 0 : part.probabilities.sweep).toBeCloseTo(probabilities.sweep, 6);
  });

  test("a syllable is speech, but too short, as it is for predict", async () => {
    const word = said(voices[0], "angry", 1);
    const syllable = word.slice(0.3 * RATE, 0.52 * RATE);
    const samples = joined([silence(1), syllable, silence(1)]);
    const segments = await predictTimeline(ear, { samples, sampleRate: RATE });
    expect(segments.map((one) => one.label ?? one.reason)).toEqual(["quiet", "short", "quiet"]);
    expect(() => assertSpeech({ samples, sampleRate: RATE }, "it")).toThrow(TooShortError);
  });

  test("nothing has no parts", async () => {
    expect(await partsOf([])).toEqual([]);
  });
});

async function* partsInOrder(parts: readonly TimelinePart[]): AsyncGenerator<TimelinePart> {
  yield* parts;
}

describe("chunks", () => {
  const long = joined([talk, talk]);

  test("of any size change nothing", async () => {
    const expected = await partsOf([long]);
    expect(expected.at(-1)?.endSeconds).toBe(long.length / RATE);
    const size = fc.integer({ min: 1, max: 40 * RATE });
    await fc.assert(
      fc.asyncProperty(fc.array(size, { minLength: 1, maxLength: 4 }), async (sizes) => {
        fc.pre(sizes.reduce((a, b) => a + b) > 100);
        expect(await partsOf(chunksOf(long, sizes))).toEqual(expected);
      }),
      { numRuns: 6 },
    );
  }, 60_000);

  test("are asked for as they are needed: what is held does not grow", async () => {
    let given = 0;
    function* endless(): Generator<Float32Array> {
      for (;;) {
        given += talk.length / RATE;
        yield talk;
      }
    }
    let parts = 0;
    for await (const { endSeconds } of predictStream(ear, endless(), RATE)) {
      expect(given - endSeconds).toBeLessThan(200);
      if (++parts === 60) break;
    }
    expect(parts).toBe(60);
  });

  test("become stretches that know their surroundings", async () => {
    const samples = Float32Array.from({ length: 1000 * 100 }, (_, i) => i);
    let end = 0;
    for await (const stretch of stretchesOf(chunksOf(samples, [777, 31_000]), 1000, 5, 2)) {
      expect(stretch.fromSeconds).toBe(end);
      end = stretch.toSeconds;
      const from = Math.max(0, stretch.fromSeconds - 5);
      expect(stretch.samples(from, end + 2)).toEqual(samples.slice(1000 * from, 1000 * (end + 2)));
      expect(stretch.isLast).toBe(end === 100);
    }
    expect(end).toBe(100);
  });

  test("that are no sound are refused", async () => {
    await expect(partsOf([silence(1), Float32Array.of(0, Number.NaN)])).rejects.toThrow(
      "sample 16001 is NaN; expected finite numbers.",
    );
    const slow = predictStream(ear, [talk], 10);
    await expect(slow.next()).rejects.toThrow(AudioError);
  });
});

describe("options", () => {
  test.each([
    [{ windowSeconds: 0.1 }, "windowSeconds: expected 0.5 to 60, got 0.1."],
    [{ windowSeconds: Number.NaN }, "windowSeconds: expected 0.5 to 60, got NaN."],
    [{ hopSeconds: 4 }, "hopSeconds: expected 0.1 to 3 (a window's length), got 4."],
  ])("%o are refused", async (options, message) => {
    const error: unknown = await predictTimeline(ear, audio, options).catch((one: unknown) => one);
    expect(error).toBeInstanceOf(ConfigError);
    expect(error).toHaveProperty("message", message);
  });

  test("columns that the recogniser does not look at are refused", async () => {
    const given = { columns: { mood: "good" } };
    await expect(predictTimeline(ear, audio, { given })).rejects.toThrow("does not look at the column");
  });

  test("features may be computed elsewhere", async () => {
    const lengths = new Set<number>();
    await predictTimeline(ear, audio, {
      windowSeconds: 2,
      hopSeconds: 0.5,
      featuresOf: async (window) => {
        lengths.add(window.samples.length);
        return ear.featuresOf(window);
      },
    });
    expect([...lengths]).toEqual([2 * RATE]);
  });

  test("what goes wrong there is told, unless speech is shorter than a window", async () => {
    const fail = (seconds: number) => ({
      featuresOf: async () => {
        throw new AudioError(`at least ${seconds} s.`);
      },
    });
    await expect(predictTimeline(ear, audio, fail(9))).rejects.toThrow("at least 9 s.");
    const word = { samples: said(voices[1], "happy", 1), sampleRate: RATE };
    const [part, ...others] = await predictTimeline(ear, word, { ...fail(9), windowSeconds: 60 });
    expect([part, ...others].filter((one) => one.label === null && one.reason === "short")).toHaveLength(1);
  });
});

describe("windows", () => {
  test("begin with speech and end with it", () => {
    const windows = new SpeechWindows(0, 10, 3, 1.5);
    expect(windows.until(12.9)).toEqual([]);
    expect(windows.until(14.6).map(({ fromSeconds }) => fromSeconds)).toEqual([10, 11.5]);
    expect(windows.end(16, 17)).toEqual([{ fromSeconds: 13, toSeconds: 16 }]);
    expect(new SpeechWindows(0, 10, 3, 1.5).end(13.7, 14)).toEqual([{ fromSeconds: 10, toSeconds: 13 }]);
    expect(new SpeechWindows(0, 10, 3, 1.5).end(13.8, 14)).toHaveLength(2);
  });

  test("take in of pauses what short speech lacks", () => {
    const end = (quietFrom: number) => new SpeechWindows(quietFrom, 10, 3, 1.5).end(11, 11.5);
    expect(end(0)).toEqual([{ fromSeconds: 8.5, toSeconds: 11.5 }]);
    expect(end(9.5)).toEqual([{ fromSeconds: 9.5, toSeconds: 11.5 }]);
  });

  test("share the time, and what one alone says is smoothed away", () => {
    const shares = new WindowShares({ labels: ["a", "b"] }, 0);
    const push = (fromSeconds: number, a: number) =>
      shares.push({ fromSeconds, toSeconds: fromSeconds + 2, probabilities: Float32Array.of(a, 1 - a) });
    const parts = [...push(0, 0.75), ...push(1, 0), ...push(2, 1), ...push(3, 0.5), ...shares.end(6)];
    expect(parts).toEqual([
      { startSeconds: 0, endSeconds: 1.5, label: "b", probabilities: { a: 0.375, b: 0.625 } },
      { startSeconds: 1.5, endSeconds: 2.5, label: "a", probabilities: { a: 0.75, b: 0.25 } },
      { startSeconds: 2.5, endSeconds: 3.5, label: "a", probabilities: { a: 0.5, b: 0.5 } },
      { startSeconds: 3.5, endSeconds: 6, label: "a", probabilities: { a: 0.75, b: 0.25 } },
    ]);
  });

  test("say whether they are sure, where the recogniser can tell", async () => {
    const notSure = { error: 0.1, threshold: 0.75, answered: 0.5, wrong: 0.1, n: 10 };
    const shares = new WindowShares({ labels: ["a", "b"], notSure }, 0);
    const parts = [0.5, 0.75, 0.875, 1].flatMap((a, i) =>
      shares.push({ fromSeconds: i, toSeconds: i + 2, probabilities: Float32Array.of(a, 1 - a) }),
    );
    parts.push(...shares.end(5));
    const merged: TimelinePart[] = [];
    for await (const one of mergeParts(partsInOrder(parts))) merged.push(one);
    expect(merged).toMatchObject([
      { startSeconds: 0, endSeconds: 2.5, label: "a", sure: false },
      { startSeconds: 2.5, endSeconds: 5, label: "a", sure: true },
    ]);
  });

  test("that all say something else, and nothing else, count alike", () => {
    const shares = new WindowShares({ labels: ["a", "b", "c"] }, 0);
    const push = (at: number, probabilities: number[]) =>
      shares.push({ fromSeconds: at, toSeconds: at + 2, probabilities: Float32Array.from(probabilities) });
    push(0, [0, 0, 1]);
    push(1, [0, 1, 0]);
    const [part] = push(2, [1, 0, 0]);
    expect(part.label === null ? [] : Object.values(part.probabilities)).toEqual([1 / 3, 1 / 3, 1 / 3]);
  });
});
