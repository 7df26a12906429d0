import { describe, expect, test } from "vitest";
import { demoClips } from "./demo-corpus.ts";
import { emotionNames } from "./emotions.ts";
import { synthesise } from "./synthesise.ts";
import { voices } from "./voices.ts";

describe("demo corpus", () => {
  const clips = [...demoClips({ voices: 2, takes: 2, seed: 5, sampleRate: 8000 })];
  const codes = clips.map(({ name }) => {
    const found = /^03-01-(0[1-8])-(0[12])-(0[12])-(0[12])-(0[12])\.wav$/.exec(name);
    if (found === null) throw new Error(`${name} does not fit the scheme`);
    return found.slice(1);
  });

  test("every combination once; neutral has no strong intensity", () => {
    expect(clips).toHaveLength(2 * 2 * 2 * 15);
    expect(new Set(clips.map(({ name }) => name)).size).toBe(clips.length);
    expect(codes.filter(([emotion, intensity]) => emotion === "01" && intensity === "02")).toEqual([]);
    emotionNames.forEach((emotion, index) => {
      const count = codes.filter(([code]) => Number(code) === index + 1).length;
      expect(count, emotion).toBe(emotion === "neutral" ? 8 : 16);
    });
  });

  test("no two clips sound the same", () => {
    const sounds = clips.map(({ audio }) => audio.samples.slice(2000, 2050).join());
    expect(new Set(sounds).size).toBe(clips.length);
  });

  test("a name says what is heard", () => {
    const clip = clips.find(({ name }) => name === "03-01-08-02-02-01-02.wav");
    expect(clip?.audio).toEqual(
      synthesise({
        voice: voices[1],
        sentence: "dogs",
        emotion: "surprised",
        intensity: "strong",
        take: 1,
        seed: 5,
        sampleRate: 8000,
      }),
    );
  });

  test("is lazy, repeatable, and 360 clips of 16 kHz by default", () => {
    const corpus = demoClips();
    const [first] = corpus;
    const [again] = corpus;
    expect(first.name).toBe("03-01-01-01-01-01-01.wav");
    expect(first.audio.sampleRate).toBe(16000);
    expect(again).toEqual(first);
    let count = 0;
    const names: string[] = [];
    for (const { name } of demoClips({ voices: 1, takes: 1 })) {
      names.push(name);
      count++;
    }
    expect(count).toBe(30);
    expect(names.every((name) => name.endsWith("-01-01.wav"))).toBe(true);
  });

  test.each([
    [{ voices: 0 }, "demo corpus: voices: expected a whole number from 1 to 8, got 0."],
    [{ voices: 9 }, "demo corpus: voices: expected a whole number from 1 to 8, got 9."],
    [{ takes: 1.5 }, "demo corpus: takes: expected a whole number from 1 to 99, got 1.5."],
    [{ takes: 100 }, "demo corpus: takes: expected a whole number from 1 to 99, got 100."],
  ])("refuses %o", (options, message) => expect(() => demoClips(options)).toThrow(message));

  test("odd voices are male, numbers are unique, sexes are balanced in every even number of voices", () => {
    expect(new Set(voices.map(({ actor }) => actor)).size).toBe(voices.length);
    voices.forEach(({ actor, sex }, index) => {
      expect(sex).toBe(actor % 2 === 1 ? "male" : "female");
      expect(sex).toBe(index % 2 === 0 ? "male" : "female");
    });
  });
});
