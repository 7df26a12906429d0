import { expect, test } from "vitest";
import { type ClipFacts, clipFactsSchema, factsOf, inspectCorpus } from "./inspect.ts";

function facts(id: string, samples: number, digest: string, peakDb = -6): ClipFacts {
  return {
    id,
    sampleRate: 8000,
    channels: 1,
    samples,
    peakDb,
    rmsDb: -20,
    levelDb: -15,
    bandwidthHz: 4000,
    digest,
  };
}

const CLIPS = [
  { id: "a", path: "/a.wav", corpus: "csv", label: "sad", speaker: "ann", sex: "female", take: "1" },
  { id: "b", path: "/b.wav", corpus: "csv", label: "happy", speaker: "bob", sex: "male", sentence: "hello" },
  {
    id: "c",
    path: "/c.wav",
    corpus: "csv",
    label: "sad",
    speaker: "ann",
    sex: "female",
    intensity: "strong",
  },
  { id: "d", path: "/d.wav", corpus: "csv", columns: { room: "1" } },
] as const;

test("counts, durations, rates, levels, identical clips and unreadable files", () => {
  const gathered = [
    { id: "d", error: "d.wav: the file is empty." },
    facts("c", 8000, "same", -30),
    { ...facts("b", 4000, "other", -1), sampleRate: 16000, channels: 2 },
    facts("a", 24000, "same"),
  ];
  expect(inspectCorpus(CLIPS, gathered, [["a", "b"]])).toEqual({
    clips: 4,
    labels: [
      { value: "happy", count: 1 },
      { value: "sad", count: 2 },
    ],
    speakers: [
      { value: "ann", count: 2 },
      { value: "bob", count: 1 },
    ],
    sexes: [
      { value: "female", count: 2 },
      { value: "male", count: 1 },
    ],
    sentences: [{ value: "hello", count: 1 }],
    intensities: [{ value: "strong", count: 1 }],
    takes: [{ value: "1", count: 1 }],
    columns: [{ value: "room", count: 1 }],
    durations: { minS: 0.25, medianS: 1, maxS: 3, totalS: 4.25, longestSamples: 24000 },
    sampleRates: [
      { value: 8000, count: 2 },
      { value: 16000, count: 1 },
    ],
    channels: [
      { value: 1, count: 2 },
      { value: 2, count: 1 },
    ],
    peakDb: { min: -30, max: -1 },
    identical: [["a", "c"]],
    nearIdentical: [["a", "b"]],
    spelled: [],
    unreadable: [{ id: "d", error: "d.wav: the file is empty." }],
  });
});

test("the median of an even number of clips lies between the two in the middle", () => {
  const { durations } = inspectCorpus(
    CLIPS,
    [8, 16, 24, 80].map((ms, i) => facts(CLIPS[i].id, 8 * ms, `${i}`)),
    [],
  );
  expect(durations?.medianS).toBe(0.02);
});

test("a corpus that cannot be read has no durations and no levels", () => {
  const unreadable = CLIPS.toReversed().map(({ id }) => ({ id, error: `${id}: broken` }));
  const inspection = inspectCorpus(CLIPS, unreadable, []);
  expect(inspection.durations).toBeNull();
  expect(inspection.peakDb).toBeNull();
  expect(inspection.unreadable.map((one) => one.id)).toEqual(["a", "b", "c", "d"]);
});

test("factsOf describes decoded audio, and survives JSON", async () => {
  const audio = { samples: Float32Array.of(0, 0.5, -1, 0.5), sampleRate: 8000 };
  const decoded = { audio, channels: 2, encoding: "wav pcm16", seconds: 0.0005 };
  const gathered = await factsOf("x", decoded);
  expect(gathered).toEqual({
    id: "x",
    sampleRate: 8000,
    channels: 2,
    samples: 4,
    peakDb: 0,
    rmsDb: gathered.rmsDb,
    levelDb: gathered.rmsDb,
    bandwidthHz: gathered.bandwidthHz,
    digest: gathered.digest,
  });
  expect(gathered.rmsDb).toBeCloseTo(10 * Math.log10(1.5 / 4), 9);
  expect(gathered.digest).toMatch(/^[0-9a-f]{64}$/);
  const silent = await factsOf("s", { ...decoded, audio: { ...audio, samples: new Float32Array(4) } });
  expect(clipFactsSchema.parse(JSON.parse(JSON.stringify(silent)))).toEqual(silent);
});
