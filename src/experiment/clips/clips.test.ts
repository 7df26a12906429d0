/** Clips of tables: parts of files, other columns, spellings and contradictions, through to a run. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { openInProcess } from "../../../test/in-process.ts";
import { temporaryFolder } from "../../../test/temporary-folder.ts";
import { encodeWav } from "../../audio/wav.ts";
import { CorpusError } from "../../base/errors.ts";
import { createRandom } from "../../base/random.ts";
import { parseExperiment } from "../config/config.ts";
import type { Overrides } from "../config/parse-yaml.ts";
import { leavesOf } from "../plan/leaves.ts";
import { prepare } from "../plan/prepare.ts";
import { runExperiment } from "../run.ts";
import type { WorkEvent } from "../work/events.ts";
import { gatherClips } from "./clips.ts";

const EXPERIMENT = `
corpus: { path: clips.csv }
split: { protocol: random, folds: 2 }
final: false
learners:
  ridge: { recipe: { features: [{ id: mfcc, params: { nMfcc: 5 }, overTime: {} }] }, model: { id: kernel-ridge } }
`;

const RATE = 8000;

/** A tone of its own per seed, with a little noise. */
function tone(seconds: number, seed: number, sampleRate = RATE): Uint8Array<ArrayBuffer> {
  const random = createRandom(Math.round(seed));
  const samples = Float32Array.from(
    { length: seconds * sampleRate },
    (_, i) => 0.5 * Math.sin((i * (200 + 40 * seed) * 2 * Math.PI) / sampleRate) + 0.01 * random.uniform(),
  );
  return encodeWav({ samples, sampleRate });
}

function lab(table: string, files: Record<string, Uint8Array>) {
  const root = temporaryFolder({ ...files, "clips.csv": table });
  const events: WorkEvent[] = [];
  const { services, done } = openInProcess(join(root, "cache"), (event) => events.push(event));
  const read = (overrides: Overrides = {}, text = EXPERIMENT) =>
    parseExperiment(text, join(root, "lab.yaml"), overrides);
  return {
    root,
    services,
    done,
    read,
    warnings: () => events.flatMap((event) => (event.kind === "warning" ? [event.message] : [])),
    gather: async (overrides: Overrides = {}) => gatherClips(await read(overrides), services),
  };
}

const FOUR = Object.fromEntries([1, 2, 3, 4].map((i) => [`${i}.wav`, tone(0.5, i)]));

describe("parts of one file", () => {
  const TABLE =
    "path,label,start,end\nlong.wav,low,0,0.5\nlong.wav,high,0.5,1\nlong.wav,low,1,1.5\nlong.wav,high,1.5,\n";
  const LONG = { "long.wav": tone(2, 1) };

  test("are clips with facts and features of their own, equal to those of a file of their own", async () => {
    const { services, read, root, done } = lab(TABLE, { ...LONG, ...FOUR });
    const { set, experiment, featuresOf } = await prepare(await read(), services);
    expect(set.clips.map(({ id }) => id)).toEqual([
      "long@0.0-0.5",
      "long@0.5-1.0",
      "long@1.0-1.5",
      "long@1.5-end",
    ]);
    expect([...set.facts.values()].map(({ samples }) => samples)).toEqual([4000, 4000, 4000, 4000]);
    expect(new Set(set.digests.values()).size).toBe(4);
    expect(done).toEqual([...Array(4).fill("facts"), ...Array(4).fill("print"), ...Array(4).fill("extract")]);
    const [{ params }] = leavesOf(experiment.learners);
    const keysOfPart = featuresOf(params).get("long@0.5-1.0#0");
    const feature = await services.cache.readFeature(keysOfPart?.[0] ?? "");
    // the same samples alone
    const whole = tone(2, 1);
    const alone = new Uint8Array(44 + 8000);
    alone.set(whole.subarray(0, 44));
    alone.set(whole.subarray(44 + 8000, 44 + 16_000), 44);
    const view = new DataView(alone.buffer);
    view.setUint32(4, 36 + 8000, true);
    view.setUint32(40, 8000, true);
    writeFileSync(join(root, "alone.wav"), alone);
    writeFileSync(
      join(root, "clips.csv"),
      `${TABLE}alone.wav,high,,\n1.wav,low,,\n2.wav,high,,\n3.wav,low,,\n4.wav,high,,\n`,
    );
    const again = await prepare(await read(), services);
    expect(again.set.digests.get("alone")).toBe(set.digests.get("long@0.5-1.0"));
    expect(again.set.clips.length).toBe(9);
    // nothing of the parts is computed again
    // one of the four others sounds as a part does, too
    expect(done.slice(12)).toEqual([
      ...Array(5).fill("facts"),
      ...Array(5).fill("print"),
      ...Array(3).fill("extract"),
    ]);
    const fresh = lab("path,label\nalone.wav,high\n1.wav,low\n2.wav,high\n3.wav,low\n", {
      ...FOUR,
      "alone.wav": alone,
    });
    const one = await prepare(await fresh.read(), fresh.services);
    const keysOfAlone = one.featuresOf(params).get("alone#0");
    expect(keysOfAlone).toEqual(keysOfPart);
    expect(await fresh.services.cache.readFeature(keysOfAlone?.[0] ?? "")).toEqual(feature);
    expect(feature).toBeDefined();
  });

  test("outside of it are told of with their lines", async () => {
    const { gather, root } = lab(`${TABLE}long.wav,low,1.9,3\n`, LONG);
    await expect(gather()).rejects.toThrow(
      `${root}/clips.csv, line 6: ${root}/long.wav (1.9-3.0 s): lies outside of the file, which lasts 2.0 s.`,
    );
    const { skipped, clips } = await gather({ onBadFile: "skip" });
    expect([skipped.map(({ id }) => id), clips.length]).toEqual([["long@1.9-3.0"], 4]);
  });

  test("that overlap are never on both sides", async () => {
    const windows = Array.from(
      { length: 47 },
      (_, i) => `long.wav,${["low", "high"][i % 2]},${i / 4},${i / 4 + 0.5}\n`,
    );
    const { services, read, root } = lab(`path,label,start,end\n${windows.join("")}`, {
      "long.wav": tone(12, 1),
    });
    const { notes } = await runExperiment(await read(), join(root, "run"), services, { dryRun: true });
    expect(notes[0]).toMatch(
      /^fold-1: \d+ clips left out of training: audio shared with test clips \(long@\S+ with long@\S+, .*\)\.$/,
    );
    expect(notes.at(-1)).toBe("The audit found no leak.");
  });

  test("of one channel", async () => {
    const bytes = tone(1, 1);
    const view = new DataView(bytes.buffer);
    view.setUint16(22, 2, true);
    view.setUint32(28, RATE * 4, true);
    view.setUint16(32, 4, true);
    const table = "path,label,channel\ns.wav,low,1\ns.wav,high,2\ns.wav,low,\ns.wav,high,3\n";
    const { gather, root } = lab(table, { "s.wav": bytes });
    await expect(gather()).rejects.toThrow(
      `${root}/clips.csv, line 5: ${root}/s.wav: there is no channel 3; the file has 2 channels.`,
    );
    const { digests } = await gather({ onBadFile: "skip" });
    expect([...digests.keys()]).toEqual(["s", "s@ch1", "s@ch2"]);
    expect(new Set(digests.values()).size).toBe(3);
  });
});

describe("other columns", () => {
  const TABLE = "path,label,Room\n1.wav,low,A\n2.wav,high,B\n3.wav,low,A\n4.wav,high,B\n";

  test("can be learnt, and are then no longer known", async () => {
    const { gather } = lab(TABLE, FOUR);
    const set = await gather({ target: "Room" });
    expect(set.labels).toEqual(["A", "B"]);
    expect(set.clips[0]).toMatchObject({ label: "A", columns: {} });
    const rooms = gather({ target: "room" });
    await expect(rooms).rejects.toThrow(CorpusError);
    await expect(rooms).rejects.toThrow(
      'target: no clip has a column "room"; expected one of label, Room. Did you mean "Room"?',
    );
  });

  test("that some clips do not have are not learnt", async () => {
    const { gather } = lab("path,label,Room\n1.wav,low,A\n2.wav,high,B\n3.wav,low,\n4.wav,high,B\n", FOUR);
    await expect(gather({ target: "Room" })).rejects.toThrow(
      "target: 1 of 4 clips have no Room (3); expected it of all. Fill it in, or leave them out (corpus.exclude).",
    );
  });

  test("say which learner a clip goes to; their spellings count then", async () => {
    const route = { id: "route", by: "Room", branches: { A: "ridge", B: "ridge" } };
    const { services, read } = lab(TABLE, FOUR);
    const { columns } = await prepare(await read({ "learners.by-room": route }), services);
    expect(columns.get("1")).toEqual({ label: "low", corpus: "csv", Room: "A" });
    const spelled = lab(TABLE.replace("3.wav,low,A", "3.wav,low,a"), FOUR);
    expect((await spelled.gather()).clips.length).toBe(4);
    await expect(spelled.gather({ "learners.by-room": route })).rejects.toThrow(
      `the Room "A" (clip 1; ${spelled.root}/clips.csv, line 2) is also written "a" (clip 3; `,
    );
  });
});

describe("spellings", () => {
  const TABLE = "path,label,speaker\n1.wav,low,S1\n2.wav,high,s1\n3.wav,low,S2\n4.wav,high,S2\n";

  test("of one speaker stop a run, unless they are said to differ", async () => {
    const { root, gather, read, services } = lab(TABLE, FOUR);
    await expect(gather()).rejects.toThrow(
      `${root}/clips.csv: the speaker "S1" (clip 1; ${root}/clips.csv, line 2) is also written "s1" ` +
        `(clip 2; ${root}/clips.csv, line 3); expected one spelling of each.`,
    );
    expect((await gather({ "corpus.exclude": ["2"] })).clips.length).toBe(3);
    const apart = await read({
      "corpus.spellings": "apart",
      "split.protocol": "speaker",
      "split.folds": 3,
    });
    const { plan } = await prepare(apart, services);
    expect(plan.folds.length).toBe(3);
  });
});

describe("warnings", () => {
  test("of columns and of identical audio under different labels are told, and stay with the run", async () => {
    const files = Object.fromEntries(
      [1, 2, 3, 4, 1, 2, 7, 8].map((tones, i) => [`${i + 1}.wav`, tone(0.5, tones)]),
    );
    const table = `path,label,speakr\n${["low", "high", "low", "high", "high", "high", "low", "high"]
      .map((label, i) => `${i + 1}.wav,${label},x\n`)
      .join("")}`;
    const { root, read, services, warnings } = lab(table, files);
    const { warnings: kept } = await runExperiment(await read(), join(root, "run"), services);
    expect(kept).toEqual([
      `${root}/clips.csv: there is no column "speaker"; if "speakr" is meant, rename it: it is read as another column.`,
      "identical audio has different labels: 1 (low), 5 (high).",
    ]);
    expect(warnings()).toEqual(kept);
  });
});

describe("several corpora", () => {
  /** Four speakers: low and high tones, called so or otherwise. */
  const table = (labels: readonly string[], prefix: string) =>
    `path,label,speaker\n${[0, 1, 2, 3, 4, 5, 6, 7].map((i) => `${prefix}${i}.wav,${labels[i % 2]},s${1 + (i >> 1)}\n`).join("")}`;
  const files = Object.fromEntries(
    ["a", "b"].flatMap((prefix, corpus) =>
      [0, 1, 2, 3, 4, 5, 6, 7].map((i) => [
        `${prefix}${i}.wav`,
        tone(0.5, 3 * (i % 2) + 0.1 * i + 0.05 * corpus, corpus === 0 ? RATE : 2 * RATE),
      ]),
    ),
  );
  const TEXT = `
corpus:
  - { path: clips.csv, name: ours }
  - { path: other.csv, name: theirs, labels: { deep: low, shrill: high } }
split: { protocol: corpus, folds: 2 }
final: false
learners:
  ridge: { recipe: { sampleRate: 8000, features: [{ id: mfcc, params: { nMfcc: 5 }, overTime: {} }] }, model: { id: kernel-ridge } }
  stack: { id: stack, members: [ridge, { name: more, recipe: { sampleRate: 8000, features: [{ id: mel, overTime: {} }] }, model: { id: kernel-ridge } }], folds: 2, model: { id: kernel-ridge } }
`;

  test("are trained on one and tested on the other, or each by itself; scores of each are told", async () => {
    const { root, read, services } = lab(table(["low", "high"], "a"), {
      ...files,
      "other.csv": new TextEncoder().encode(table(["deep", "shrill"], "b")),
    });
    await runExperiment(await read({}, TEXT), join(root, "across"), services);
    const { folds, scores, report } = resultsOf(join(root, "across"));
    expect(folds.map(({ train, test }) => [train[0], train.length, test[0], test.length]).toSorted()).toEqual(
      [
        ["ours/a0", 8, "theirs/b0", 8],
        ["theirs/b0", 8, "ours/a0", 8],
      ],
    );
    expect(scores).toMatchObject({ corpus: "ours+theirs", clips: 16, protocol: "corpus", folds: 2 });
    for (const { byCorpus, scores: all } of scores.recognisers) {
      expect(byCorpus.map(({ corpus, scores: [{ n }] }) => [corpus, n])).toEqual([
        ["ours", 8],
        ["theirs", 8],
      ]);
      expect(all[0].resampled).toBe("speaker");
    }
    expect(report).toContain("had learnt from other corpora only");
    expect(report).toMatch(/By corpus[\s\S]*<th class="number">ours<\/th><th class="number">theirs<\/th>/);

    const itself = { "split.protocol": "speaker", "split.within": "corpus" };
    await runExperiment(await read(itself, TEXT), join(root, "itself"), services);
    const alone = resultsOf(join(root, "itself"));
    expect(alone.folds.map(({ name }) => name)).toEqual(
      ["ours", "theirs"].flatMap((name) => [`${name}/fold-1`, `${name}/fold-2`]),
    );
    expect(alone.scores).toMatchObject({ protocol: "speaker", within: "corpus" });
    expect(alone.report).toContain("had learnt from clips of the same corpus alone");
  });

  test("of different sampling rates need one that the recipe says", async () => {
    const { read, services } = lab(table(["low", "high"], "a"), {
      ...files,
      "other.csv": new TextEncoder().encode(table(["deep", "shrill"], "b")),
    });
    const open = TEXT.replaceAll("sampleRate: 8000, ", "");
    await expect(prepare(await read({}, open), services)).rejects.toThrow(
      'the clips have 2 sampling rates (8000, 16000 Hz). Set "sampleRate" in the recipe, for example 8000.',
    );
  });
});

const scoresSchema = z.looseObject({
  recognisers: z.array(
    z.looseObject({
      scores: z.array(z.looseObject({ resampled: z.string() })),
      byCorpus: z.array(z.object({ corpus: z.string(), scores: z.array(z.looseObject({ n: z.int() })) })),
    }),
  ),
});
const foldsSchema = z.array(
  z.object({ name: z.string(), train: z.array(z.string()), test: z.array(z.string()) }),
);

function resultsOf(run: string) {
  const text = (name: string) => readFileSync(join(run, name), "utf8");
  return {
    scores: scoresSchema.parse(JSON.parse(text("scores.json"))),
    folds: foldsSchema.parse(JSON.parse(text("folds.json"))),
    report: text("report.html"),
  };
}
