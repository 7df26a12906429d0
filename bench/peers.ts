/**
 * The same corpus and folds through nkululeko, scikit-learn and Prosodia: what is written, how long it takes, the score with its
 * interval, and which of three planted leaks are told of. docs/peers.md shows what it prints with `--json`.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";
import { parseCsv } from "../src/base/csv.ts";
import { parsePredictions } from "../src/dataset/index.ts";
import { bootstrapScores, metrics } from "../src/metrics/index.ts";
import { FAULTS, foldTable, type Row, rowsOf, speakerTable } from "./peers/table.ts";
import type { PeerRow, Peers } from "./peers-file.ts";
import { PYTHON } from "./rival.ts";

const PEERS = join(import.meta.dirname, "peers");
const CLI = resolve(import.meta.dirname, "../dist/cli/main.js");
const ANSWERS = join(import.meta.dirname, "reference/nkululeko_answers.py");
/** nkululeko pins packages of its own. */
const NKULULEKO = process.env.PROSODIA_NKULULEKO ?? PYTHON;
const OURS = ["mfcc-svm", "egemaps-svm", "wide-svm", "functionals-ridge", "encoder-ridge"];
/** It splits at random for its scaler even where the folds are given, so that scores of one experiment differ. */
const NKULULEKO_RUNS = ["eGeMAPSv02", "eGeMAPSv02", "ComParE_2016"];
/** Faults are planted in every third clip: it is not the score that counts there. */
const FAULTY_SHARE = 3;
const SCIKIT_LEARN = ["mfcc", "eGeMAPSv02", "ComParE_2016"];

export async function benchPeers(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { corpus: { type: "string" }, json: { type: "boolean", default: false } },
  });
  if (values.corpus === undefined) throw new Error("expected --corpus, the folder of EMO-DB");
  const folder = await mkdtemp(join(tmpdir(), "prosodia-peers-"));
  try {
    const peers = await compare(resolve(values.corpus), folder);
    console.log(values.json ? JSON.stringify(peers, null, 1) : peers.rows.map(lineOf).join("\n"));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function compare(corpus: string, folder: string): Promise<Peers> {
  const clips = await rowsOf(corpus);
  const rows: PeerRow[] = [];
  const add = (row: PeerRow): void => {
    rows.push(row);
    console.error(lineOf(row));
  };
  for (const name of OURS) {
    const ran = await prosodia(join(PEERS, `${name}.yaml`), corpus, join(folder, name));
    add({
      tool: "prosodia",
      features: name,
      ...(await written(`${name}.yaml`)),
      ...ran.time,
      ...ran.score(clips),
    });
  }
  const table = await foldTable(clips, join(folder, OURS[0], "run", "folds.json"));
  for (const [i, features] of NKULULEKO_RUNS.entries()) {
    const ran = await nkululeko(join(folder, `nkululeko-${i}`), table, features);
    add({
      tool: "nkululeko",
      features,
      ...(await written("nkululeko.ini")),
      ...ran.time,
      ...ran.score(clips),
    });
  }
  for (const features of SCIKIT_LEARN) {
    const ran = await scikitLearn(join(folder, `scikit-learn-${features}`), table, features);
    add({
      tool: "scikit-learn",
      features,
      ...(await written("scikit_learn.py")),
      ...ran.time,
      ...ran.score(clips),
    });
  }
  const planted: Peers["planted"][number][] = [];
  for (const [fault, plant] of Object.entries(FAULTS)) {
    const place = join(folder, `fault-${planted.length}`);
    await mkdir(place);
    const faulty = await plant(
      clips.filter((_, i) => i % FAULTY_SHARE === 0),
      place,
    );
    const theirs = speakerTable(faulty, ["file", "emotion", "speaker"]);
    const ours = join(place, "clips.csv");
    await writeFile(ours, speakerTable(faulty, ["path", "label", "speaker"]));
    const said = {
      prosodia: (await prosodia(join(PEERS, "egemaps-svm.yaml"), ours, join(place, "prosodia"))).said,
      nkululeko: (await nkululeko(join(place, "nkululeko"), theirs, "eGeMAPSv02")).said,
      "scikit-learn": (await scikitLearn(join(place, "scikit-learn"), theirs, "eGeMAPSv02")).said,
    };
    planted.push({
      fault,
      told: Object.fromEntries(
        Object.entries(said).map(([tool, lines]) => [tool, tellingLine(lines.replaceAll(`${place}/`, ""))]),
      ),
    });
    console.error(JSON.stringify(planted.at(-1)));
  }
  return { corpus: "EMO-DB", clips: clips.length, folds: 5, rows, planted };
}

interface Ran {
  readonly time: { readonly seconds: number; readonly processorSeconds: number };
  readonly said: string;
  /** Of the answers to these clips. */
  readonly score: (clips: readonly Row[]) => { uar: number; low: number; high: number; n: number };
}

async function prosodia(experiment: string, corpus: string, folder: string): Promise<Ran> {
  await mkdir(folder, { recursive: true });
  const run = join(folder, "run");
  const ran = await timed(
    folder,
    process.execPath,
    [CLI, "train", experiment, "--corpus", corpus, "--no-final", "-o", run],
    {
      PROSODIA_CACHE: join(folder, "cache"),
    },
  );
  const answers = new Map<string, string>();
  for (const name of ran.ended ? await readdir(join(run, "predictions")) : []) {
    const { clipIds, labels, predicted } = parsePredictions(
      name,
      await readFile(join(run, "predictions", name), "utf8"),
    );
    for (const [i, id] of clipIds.entries()) answers.set(id, labels[predicted[i]]);
  }
  return { ...ran, score: (clips) => scoreOf(clips, ({ id }) => answers.get(id)) };
}

async function nkululeko(folder: string, table: string, features: string): Promise<Ran> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "clips.csv"), table);
  const ini = await readFile(join(PEERS, "nkululeko.ini"), "utf8");
  await writeFile(join(folder, "nkululeko.ini"), ini.replace("eGeMAPSv02", features));
  const ran = await timed(folder, NKULULEKO, ["-m", "nkululeko.nkululeko", "--config", "nkululeko.ini"]);
  if (ran.ended) await timed(folder, NKULULEKO, [ANSWERS, "nkululeko.ini"]);
  return { ...ran, score: await scoreOfTable(folder) };
}

async function scikitLearn(folder: string, table: string, features: string): Promise<Ran> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "clips.csv"), table);
  await copyFile(join(PEERS, "scikit_learn.py"), join(folder, "scikit_learn.py"));
  const ran = await timed(folder, PYTHON, ["scikit_learn.py", features]);
  return { ...ran, score: await scoreOfTable(folder) };
}

async function scoreOfTable(folder: string): Promise<Ran["score"]> {
  const csv = await readFile(join(folder, "answers.csv"), "utf8").catch(() => "file,predicted\n");
  const [header, ...lines] = parseCsv(
    csv,
    (line, problem) => {
      throw new Error(`answers.csv: line ${line}: ${problem}`);
    },
    { separator: "," },
  );
  const [file, predicted] = ["file", "predicted"].map((name) => header.cells.indexOf(name));
  const answers = new Map(lines.map(({ cells }) => [cells[file], cells[predicted]]));
  return (clips) => scoreOf(clips, (row) => answers.get(row.file));
}

/** Whole speakers are drawn, as in reports. */
function scoreOf(clips: readonly Row[], answerOf: (row: Row) => string | undefined) {
  const labels = [...new Set(clips.map(({ emotion }) => emotion))].toSorted();
  const predicted = clips.map((row) => labels.indexOf(answerOf(row) ?? ""));
  if (predicted.includes(-1)) throw new Error(`no answer to clip ${clips[predicted.indexOf(-1)].id}`);
  const answers = {
    truth: Int32Array.from(clips, ({ emotion }) => labels.indexOf(emotion)),
    predicted: Int32Array.from(predicted),
    // an answer is all that is known: certain of itself
    probabilities: Float32Array.from(
      predicted.flatMap((one) => labels.map((_, label) => Number(one === label))),
    ),
    labelCount: labels.length,
  };
  const groups = clips.map(({ speaker }) => speaker);
  const [{ value, low, high, n }] = bootstrapScores([metrics.get("uar")], answers, { seed: 1, groups });
  return { uar: percent(value), low: percent(low), high: percent(high), n };
}

/** What a person writes: files, and their lines that are neither empty nor a comment. */
async function written(file: string): Promise<{ file: string; lines: number }> {
  const lines = (await readFile(join(PEERS, file), "utf8")).split("\n");
  return { file, lines: lines.filter((line) => !/^\s*(#.*)?$/.test(line)).length };
}

/** The first line that tells of what was planted. */
function tellingLine(said: string): string | null {
  const telling =
    /identical|duplicate|twice|leak|both sides|spell|same (audio|file|speaker)|two speakers|is taken by/i;
  return (
    said
      .split(/\r|\n/)
      .find((line) => telling.test(line))
      ?.trim() ?? null
  );
}

/** bash's time counts the processor seconds of all processes beneath it. */
async function timed(
  cwd: string,
  command: string,
  args: readonly string[],
  env: Record<string, string> = {},
) {
  const script = 'TIMEFORMAT="::: %R %U %S"; time "$@" 2>&1';
  const child = spawn("bash", ["-c", script, "bash", command, ...args], {
    cwd,
    env: { ...process.env, NO_COLOR: "1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [said, times] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  const [seconds, user, system] = (/::: (.*)/.exec(times)?.[1] ?? "").split(" ").map(Number);
  return {
    ended: child.exitCode === 0,
    said,
    time: { seconds: Math.round(seconds), processorSeconds: Math.round(user + system) },
  };
}

function percent(share: number): number {
  return Number((100 * share).toFixed(1));
}

function lineOf({ tool, features, uar, low, high, n, seconds, processorSeconds }: PeerRow): string {
  return `${uar} % (${low}–${high})  ${tool} ${features}: ${seconds} s, ${processorSeconds} processor s, n = ${n}`;
}
