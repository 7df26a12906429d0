/**
 * Our recognisers and those of scikit-learn on the same features of the same clips in the same folds, speakers kept apart. Our
 * side is what was built last.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";
import { z } from "zod";
import { parseScoresFile } from "../src/report/index.ts";
import { PYTHON } from "./rival.ts";

const outsiderSchema = z.object({ name: z.string(), uar: z.number(), seconds: z.number(), n: z.int() });

export interface OutsiderRow {
  readonly side: "prosodia" | "scikit-learn";
  readonly name: string;
  /** Per cent, pooled over the folds. */
  readonly uar: number;
  /** All fits; of scikit-learn with answers. */
  readonly seconds: number;
  readonly n: number;
}

export async function benchOutsiders(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      corpus: { type: "string" },
      features: { type: "string", default: "functionals" },
      json: { type: "boolean", default: false },
    },
  });
  if (values.corpus === undefined) throw new Error("expected --corpus, a folder of labelled clips");
  const folder = await mkdtemp(join(tmpdir(), "prosodia-outsiders-"));
  try {
    const rows = await compare(resolve(values.corpus), values.features, folder);
    if (values.json) console.log(JSON.stringify(rows, null, 1));
    else for (const row of rows) console.log(lineOf(row));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function compare(corpus: string, feature: string, folder: string): Promise<OutsiderRow[]> {
  const cli = resolve(import.meta.dirname, "../dist/cli/main.js");
  const table = join(folder, "features.npz");
  const run = join(folder, "run");
  await output(process.execPath, [cli, "features", "table", corpus, "--feature", feature, "-o", table]);
  const file = join(import.meta.dirname, "outsiders.yaml");
  // the file has functionals; its learners differ in their models only
  const experiment = join(folder, "outsiders.yaml");
  await writeFile(experiment, (await readFile(file, "utf8")).replaceAll("id: functionals", `id: ${feature}`));
  await output(process.execPath, [cli, "train", experiment, "--corpus", corpus, "-o", run]);
  const scores = parseScoresFile("scores.json", await readFile(join(run, "scores.json"), "utf8"));
  const ours = scores.recognisers.flatMap(({ name, scores: all, fitSeconds }): OutsiderRow[] =>
    all.flatMap(({ metric, value, n }) =>
      metric === "uar"
        ? [{ side: "prosodia", name, uar: percent(value), seconds: rounded(fitSeconds), n }]
        : [],
    ),
  );
  const script = join(import.meta.dirname, "reference/outsiders.py");
  const lines = (await output(PYTHON, [script, table, join(run, "folds.json")])).trim().split("\n");
  const theirs = lines.map((line): OutsiderRow => {
    const { name, uar, seconds, n } = outsiderSchema.parse(JSON.parse(line));
    return { side: "scikit-learn", name, uar: percent(uar), seconds: rounded(seconds), n };
  });
  return [...ours, ...theirs].toSorted((a, b) => b.uar - a.uar);
}

async function output(command: string, args: readonly string[]): Promise<string> {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"] });
  const [said] = await Promise.all([text(child.stdout), once(child, "close")]);
  if (child.exitCode !== 0) throw new Error(`${command} ${args[0]} ended with ${child.exitCode}`);
  return said;
}

function percent(share: number): number {
  return Number((100 * share).toFixed(1));
}

function rounded(seconds: number): number {
  return Number(seconds.toPrecision(2));
}

function lineOf({ side, name, uar, seconds, n }: OutsiderRow): string {
  return `${uar.toFixed(1)} %  ${name.padEnd(36)}${side.padEnd(14)}${seconds} s, n = ${n}`;
}
