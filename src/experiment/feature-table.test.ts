import { mkdir, mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { beforeAll, describe, expect, test } from "vitest";
import { openInProcess } from "../../test/in-process.ts";
import { encodeWav } from "../audio/wav.ts";
import { ConfigError, CorpusError } from "../base/errors.ts";
import { parseRecipe } from "../features/recipe.ts";
import { demoClips } from "../synth/index.ts";
import { tables } from "../table/index.ts";
import { type FeatureTableOptions, writeFeatureTable } from "./feature-table.ts";
import type { WorkEvent } from "./work/events.ts";
import type { Services } from "./work/services.ts";

let folder: string;
let corpus: string;
let services: Services;
let clips: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "prosodia-table-"));
  corpus = join(folder, "corpus");
  await mkdir(corpus);
  clips = [];
  for (const { name, audio } of demoClips({ voices: 2, takes: 1, seed: 3, sampleRate: 8000 })) {
    clips.push(name.slice(0, -4));
    await writeFile(join(corpus, name), encodeWav(audio));
  }
  clips.sort();
  ({ services } = openInProcess(join(folder, "cache")));
}, 60_000);

function options(name: string, change: Partial<FeatureTableOptions> = {}): FeatureTableOptions {
  const recipe = parseRecipe("test", { features: [{ id: "mfcc", params: { nMfcc: 3 }, overTime: {} }] });
  return {
    ...{ corpus, reader: "ravdess", recipe, per: "clip", format: tables.get("csv") },
    ...{ out: join(folder, name), append: false, onBadFile: "fail" },
    ...change,
  };
}
const frames = {
  per: "frame",
  recipe: parseRecipe("test", { features: [{ id: "mfcc", params: { nMfcc: 3 } }] }),
} as const;
const linesOf = async (name: string) => (await readFile(join(folder, name), "utf8")).trimEnd().split("\n");

describe("a row per clip", () => {
  test("what is known of it, then a column per number, by name", async () => {
    const written = await writeFeatureTable(options("clips.csv"), services);
    const [header, first, ...rest] = await linesOf("clips.csv");
    expect(header).toBe(
      "id,label,speaker,sex,sentence,intensity,take,corpus,mfcc0_mean,mfcc1_mean,mfcc2_mean,mfcc0_sd,mfcc1_sd,mfcc2_sd",
    );
    expect(first).toMatch(new RegExp(`^${clips[0]},\\w+,\\w+,\\w+,`));
    expect(rest).toHaveLength(clips.length - 1);
    expect(written).toEqual({ rows: clips.length, columns: 14, clips: clips.length, skipped: [] });
    expect((await readdir(folder)).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  test("of parts of a file, with the other columns of its table, unless they are taken", async () => {
    const [name] = clips;
    const table = (column: string) =>
      `path,label,start,end,${column}\n${name}.wav,x,0,0.5,r1\n${name}.wav,y,0.5,1,R1\n`;
    const path = join(corpus, "parts.csv");
    await writeFile(path, table("room"));
    const told: string[] = [];
    const watched = {
      ...services,
      tell: (event: WorkEvent) => event.kind === "warning" && told.push(event.message),
    };
    const of = { corpus: path, reader: "csv" };
    await writeFeatureTable(options("parts.csv", of), watched);
    const [header, ...rows] = await linesOf("parts.csv");
    expect(header).toMatch(/^id,label,corpus,room,mfcc0_mean,/);
    expect(rows.map((row) => row.split(",").slice(0, 4))).toEqual([
      [`${name}@0.0-0.5`, "x", "csv", "r1"],
      [`${name}@0.5-1.0`, "y", "csv", "R1"],
    ]);
    expect(rows[0].split(",").slice(4)).not.toEqual(rows[1].split(",").slice(4));
    await writeFile(path, table("speaker").replace("r1", "x").replace("R1", "X"));
    await writeFeatureTable(options("spelled.csv", of), watched);
    expect(told).toEqual([expect.stringContaining('the speaker "x" (clip ')]);
    await writeFile(path, table("time"));
    await expect(writeFeatureTable(options("taken.csv", { ...of, ...frames }), services)).rejects.toThrow(
      'the corpus has a column "time", as the features have; expected columns of different names.',
    );
  });

  test("clips of different lengths have no common columns", async () => {
    const writing = writeFeatureTable(options("ragged.csv", { ...frames, per: "clip" }), services);
    await expect(writing).rejects.toThrow(ConfigError);
    await expect(writing).rejects.toThrow(/gives features of shape \[3, \d+\]; expected \d+ numbers/);
    expect(await readdir(folder)).not.toContain("ragged.csv");
  });
});

describe("a row per frame", () => {
  test("with its time", async () => {
    const { rows } = await writeFeatureTable(options("frames.csv", frames), services);
    const [header, first, second] = await linesOf("frames.csv");
    expect(header.endsWith(",corpus,time,mfcc0,mfcc1,mfcc2")).toBe(true);
    expect(rows).toBeGreaterThan(10 * clips.length);
    const time = (line: string) => Number(line.split(",").at(-4));
    expect([time(first), time(second)]).toEqual([0, 0.064]); // hop 512 at 8 kHz
  });

  test("of statistics there are no frames", async () => {
    const writing = writeFeatureTable(options("none.csv", { per: "frame" }), services);
    await expect(writing).rejects.toThrow("a row per frame: expected one feature that keeps its frames.");
  });
});

test("npz has the numbers of all clips", async () => {
  await writeFeatureTable(options("clips.npz", { format: tables.get("npz") }), services);
  const { "x.npy": x } = unzipSync(Uint8Array.from(await readFile(join(folder, "clips.npz"))));
  expect(x.length).toBe(128 + 4 * 6 * clips.length);
});

describe("rows that are added", () => {
  test("follow those that are there; other columns are refused and change nothing", async () => {
    const append = { append: true };
    await writeFeatureTable(options("added.csv", append), services);
    await writeFeatureTable(options("added.csv", append), services);
    const lines = await linesOf("added.csv");
    expect(lines).toHaveLength(1 + 2 * clips.length);
    expect(lines.slice(1, 1 + clips.length)).toEqual(lines.slice(1 + clips.length));
    const other = writeFeatureTable(options("added.csv", { ...append, ...frames }), services);
    await expect(other).rejects.toThrow("the table has other columns than these rows; expected the same.");
    expect(await linesOf("added.csv")).toEqual(lines);
  });

  test("not to a format that ends with a footer", async () => {
    const parquet = { append: true, format: tables.get("parquet") };
    const writing = writeFeatureTable(options("added.parquet", parquet), services);
    await expect(writing).rejects.toThrow("rows cannot be added to parquet; expected csv.");
  });
});

test("a file that is no audio fails the table, or is left out and told of", async () => {
  const broken = join(folder, "broken");
  await mkdir(broken);
  const good = "03-01-01-01-01-01-01.wav";
  await writeFile(join(broken, good), await readFile(join(corpus, `${clips[0]}.wav`)));
  await writeFile(join(broken, "03-01-02-01-01-01-01.wav"), "no audio");
  const change = { corpus: broken };
  await expect(writeFeatureTable(options("broken.csv", change), services)).rejects.toThrow(CorpusError);
  const { rows, skipped } = await writeFeatureTable(
    options("broken.csv", { ...change, onBadFile: "skip" }),
    services,
  );
  expect([rows, skipped.length]).toEqual([1, 1]);
});
