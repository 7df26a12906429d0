import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { fitToy, toyAudio } from "../../test/toy-recogniser.ts";
import { joined } from "../audio/joined.ts";
import { ConfigError } from "../base/errors.ts";
import { createRandom } from "../base/random.ts";
import { encodeRecogniser, loadRecogniser, type Prediction, type Recogniser } from "../recogniser/index.ts";
import { resample } from "../signal/index.ts";
import { synthesise, voices } from "../synth/index.ts";
import { formatEnrolment, parseEnrolment } from "./enrolment-text.ts";
import { Intake, type IntakeTold } from "./intake.ts";
import { LiveSession, liveHopSeconds, type Moment } from "./session.ts";

const RATE = 22_050;

let tiny: Recogniser;
/** Of the talk, heard by it in chunks of an audio thread. */
let moments: Moment[];
beforeAll(async () => {
  tiny = await loadRecogniser(readFileSync(new URL("../../weights/tiny.onnx", import.meta.url)), {
    threads: 1,
  });
  moments = await momentsOf([2048]);
});

function said(voice: number, emotion: "angry" | "sad", takes: number): Float32Array<ArrayBuffer> {
  const parts = Array.from(
    { length: takes },
    (_, take) =>
      synthesise({
        ...{ voice: voices[voice], sentence: "kids", emotion, intensity: "strong", take: take + 1, seed: 1 },
      } as const).samples,
  );
  return resample(joined(parts), 16_000, RATE);
}

const silence = (seconds: number): Float32Array => new Float32Array(seconds * RATE);
function hiss(seconds: number): Float32Array {
  const random = createRandom(6);
  return Float32Array.from({ length: seconds * RATE }, () => 0.05 * (2 * random.uniform() - 1));
}
/** 11 s: quiet, somebody is angry, quiet again, noise. */
const talk = joined([silence(1), said(0, "angry", 3), silence(2), hiss(3)]);

async function momentsOf(sizes: readonly number[]): Promise<Moment[]> {
  const session = new LiveSession(tiny, RATE);
  const moments: Moment[] = [];
  for (let at = 0, i = 0; at < talk.length; i++) {
    const size = sizes[i % sizes.length];
    moments.push(...(await session.push(talk.subarray(at, at + size))));
    at += size;
  }
  return moments;
}

describe("a session", () => {
  test("answers every window as predict answers a recording of it", async () => {
    expect(moments.map(({ endSeconds }) => Number(endSeconds.toFixed(4)))).toEqual(
      Array.from({ length: Math.floor((4 * talk.length) / RATE) }, (_, i) => (i + 1) / 4),
    );
    const answered = moments.flatMap((one) => (one.label === null ? [] : [one]));
    expect(answered.length).toBeGreaterThan(12);
    for (const { startSeconds, endSeconds, label, probabilities, sure } of answered) {
      expect(endSeconds - startSeconds).toBeLessThanOrEqual(3);
      const samples = talk.slice(Math.round(startSeconds * RATE), Math.round(endSeconds * RATE));
      const expected = await tiny.predict({ samples, sampleRate: RATE }, { anySound: true });
      expect(label).toBe(expected.label);
      expect(sure).toBe(expected.sure);
      for (const [name, p] of Object.entries(expected.probabilities))
        expect(Math.abs(probabilities[name] - p)).toBeLessThan(1e-4);
    }
  });

  test("says why there is no answer, where nobody speaks", async () => {
    const reasons = moments.map((one) => (one.label === null ? one.reason : "speech"));
    const [first, last] = [reasons.indexOf("speech"), reasons.lastIndexOf("speech")];
    expect(reasons.slice(0, 4)).toEqual(["quiet", "quiet", "quiet", "quiet"]);
    expect(moments[first].startSeconds).toBeGreaterThan(0.7); // it begins at 1 s
    expect(moments[first].endSeconds).toBeLessThan(2.01);
    expect(Math.abs(moments[last].endSeconds - (talk.length / RATE - 5))).toBeLessThan(1);
    expect(reasons.slice(last + 1, last + 4)).toEqual(["quiet", "quiet", "quiet"]);
    expect(reasons.at(-1)).toBe("noise");
  });

  test("does not care how its sound is cut into chunks", async () => {
    expect(await momentsOf([333, 9000, 1])).toEqual(moments);
  });

  test("tells of the last hop alone, if there is no time", async () => {
    const session = new LiveSession(tiny, RATE);
    const [only, ...others] = await session.push(talk, "last");
    expect(others).toEqual([]);
    expect(only.endSeconds).toBeCloseTo(Math.floor((4 * talk.length) / RATE) / 4, 4);
    expect(only.skippedHops).toBe(Math.round(4 * only.endSeconds) - 1);
  });

  test("measures the level of a hop", async () => {
    const sine = Float32Array.from(
      { length: 2 * RATE },
      (_, i) => 0.5 * Math.sin((2 * Math.PI * 441 * i) / RATE),
    );
    const moments = await new LiveSession(tiny, RATE).push(sine);
    for (const { levelDb, peakDb } of moments) {
      expect(Math.abs(levelDb + 9.03)).toBeLessThan(0.05);
      expect(Math.abs(peakDb + 6.02)).toBeLessThan(0.05);
    }
  });

  test("normalises to a voice that it was told", async () => {
    const clips = [said(0, "angry", 1), said(0, "sad", 1)].map((samples) => ({ samples, sampleRate: RATE }));
    const enrolment = await tiny.enrol(clips);
    const session = new LiveSession(tiny, RATE);
    const samples = said(0, "angry", 3);
    const unknown = (await session.push(samples.subarray(0, 3 * RATE))).at(-1);
    session.know(parseEnrolment(formatEnrolment(enrolment)));
    const known = (await session.push(samples.subarray(3 * RATE))).at(-1);
    if (known === undefined || known.label === null) throw new Error("nobody spoke");
    const from = Math.round(known.startSeconds * RATE);
    const window = { samples: samples.slice(from, Math.round(known.endSeconds * RATE)), sampleRate: RATE };
    const expected = await tiny.predict(window, { enrolment, anySound: true });
    expect(known.probabilities).toEqual(expected.probabilities);
    expect(await tiny.predict(window, { anySound: true })).not.toEqual(expected);
    expect(unknown?.label).not.toBeNull();
    expect(() => session.know(new Map())).toThrow(ConfigError);
  });

  test("has a hop that its recogniser can keep up with", async () => {
    const ready = await loadRecogniser(readFileSync(new URL("../../weights/ravdess.onnx", import.meta.url)));
    expect([liveHopSeconds(tiny.info), liveHopSeconds(ready.info)]).toEqual([0.25, 0.5]);
    await ready.release();
  });

  test("refuses what it cannot do", async () => {
    expect(() => new LiveSession(tiny, 10)).toThrow(
      "the sampling rate is 10 Hz; expected 1000 to 768000 Hz.",
    );
    expect(() => new LiveSession(tiny, RATE, { windowSeconds: 0.5 })).toThrow(
      "windowSeconds: expected 1 to 30, got 0.5.",
    );
    expect(() => new LiveSession(tiny, RATE, { hopSeconds: 4 })).toThrow("hopSeconds: expected 0.05 to 3");
    expect(() => new LiveSession(tiny, RATE, { given: { columns: { mood: "good" } } })).toThrow(
      "does not look at",
    );
    await expect(new LiveSession(tiny, RATE).push(Float32Array.of(0, Number.NaN))).rejects.toThrow(
      "sample 1 is NaN",
    );
    const { onnx, info } = await fitToy("vector", false);
    const toy = await loadRecogniser(await encodeRecogniser(onnx, info), { threads: 1 });
    const { samples, sampleRate } = toyAudio("vowel", 1);
    const session = new LiveSession(toy, sampleRate, { windowSeconds: 1, given: { anySound: true } });
    expect((await session.push(samples)).map(({ label }) => label)).toEqual(["vowel"]);
    // more frames than the quarter of a second that it knows
    expect((await session.push(samples)).map((one) => one.label ?? one.reason)).toEqual(["short"]);
    await expect(session.push(new Float32Array(sampleRate).fill(0.5, 0, 9))).rejects.toThrow(
      "was trained on",
    );
  });
});

describe("an intake", () => {
  async function told(act: (intake: Intake) => Promise<void>, recogniser = tiny): Promise<IntakeTold[]> {
    const all: IntakeTold[] = [];
    const intake = new Intake(
      recogniser,
      RATE,
      {},
      (one) => all.push(one),
      (error) => {
        throw error;
      },
    );
    await act(intake);
    return all;
  }

  test("that is slower than the sound answers what is newest, and what it holds does not grow", async () => {
    const asked: (() => void)[] = [];
    const answer: Prediction = await tiny.predict({ samples: said(0, "angry", 1), sampleRate: RATE });
    const slow: Recogniser = {
      ...tiny,
      predict: () => new Promise((done) => asked.push(() => done(answer))),
    };
    const all = await told(async (intake) => {
      const samples = said(0, "angry", 3);
      const first = intake.hear(samples.subarray(0, 2 * RATE));
      for (let at = 2 * RATE; at + 2048 <= 4 * RATE; at += 2048)
        await intake.hear(samples.subarray(at, at + 2048));
      for (const count of [1, 2]) {
        await expect.poll(() => asked.length).toBe(count);
        asked[count - 1]();
      }
      await first;
    }, slow);
    const moments = all.flatMap((one) => (one.kind === "moment" ? [one.moment] : []));
    expect(
      moments.map(({ endSeconds, skippedHops }) => [Number(endSeconds.toFixed(3)), skippedHops]),
    ).toEqual([
      [2, 7],
      [3.75, 6],
    ]);
  });

  test("gets to know a voice, and leaves out where nobody speaks", async () => {
    const all = await told(async (intake) => {
      intake.enrol(9);
      await intake.hear(silence(6));
      const samples = said(1, "sad", 8);
      for (let at = 0; at < samples.length; at += RATE) await intake.hear(samples.subarray(at, at + RATE));
    });
    const heard = all.flatMap((one) => (one.kind === "enrolling" ? [one.heardSeconds] : []));
    expect(heard).toEqual([3, 6, 9]);
    const [enrolled] = all.flatMap((one) => (one.kind === "enrolled" ? [one.enrolment] : []));
    expect(enrolled.get("features.speaker.count")).toEqual(Float32Array.of(3));
  });

  test("records what it hears, in steps of 16 bits", async () => {
    const all = await told(async (intake) => {
      await intake.hear(Float32Array.of(0.1));
      intake.isRecording = true;
      await intake.hear(Float32Array.of(0, 0.5, -1, 2));
      intake.isRecording = false;
      await intake.hear(Float32Array.of(0.1));
    });
    expect(all).toEqual([{ kind: "recorded", samples: Int16Array.of(0, 0x4000, -0x8000, 0x7fff) }]);
  });
});

test("an enrolment that was kept and is none is refused", () => {
  expect(() => parseEnrolment('{"mean": "high"}')).toThrow(ConfigError);
  expect(() => parseEnrolment("mean")).toThrow("cannot be read");
});
