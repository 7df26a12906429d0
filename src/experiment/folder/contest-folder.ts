/** A contest as a folder: contest.json, the files that were sent, and log.jsonl. */
import { appendFile, open, readFile, truncate } from "node:fs/promises";
import { basename, join, relative, resolve, sep } from "node:path";
import { counted } from "../../base/counted.ts";
import { sha256 } from "../../base/digest.ts";
import { ConfigError, WriteError } from "../../base/errors.ts";
import { fileTrouble } from "../../base/file-trouble.ts";
import { didYouMean } from "../../base/registry.ts";
import {
  type Answers,
  agreementOf,
  type Contest,
  clipsByName,
  type FileEvent,
  formatContest,
  formatEvent,
  type LogEvent,
  parseAnswers,
  parseContest,
  parseLog,
  parseSample,
  plainForm,
  type Submitted,
  withoutTornLine,
} from "../../contest/index.ts";
import { readCorpus } from "../../corpus/index.ts";
import { byCodeUnit, nameSome } from "../../dataset/split/units.ts";
import { gatherFacts, isReadable } from "../clips/facts.ts";
import { atomicWrite } from "../files/atomic-write.ts";
import type { Services } from "../work/services.ts";

const CONTEST_FILE = "contest.json";
const LOG_FILE = "log.jsonl";

export interface ContestFolder {
  readonly folder: string;
  readonly contest: Contest;
  readonly files: readonly Submitted[];
  /** Answers by file, of the files that are there as they were logged. */
  readonly answers: ReadonlyMap<string, Answers>;
  /** Folders of labelled and of unlabelled clips. */
  readonly train: string;
  readonly test: string;
}

export interface ContestParts {
  readonly name?: string;
  readonly train: string;
  readonly test: string;
  /** A sample submission; without one the columns are filename and label, the ids those of the clips. */
  readonly sample?: string;
  readonly publicRows?: number;
}

/**
 * Begins a contest: labels from the labelled clips, form and ids from the sample, all checked against the unlabelled clips.
 *
 * @returns what a person should know: audio on both sides, labels of the sample that mean nothing
 * @throws ConfigError if the folder holds a contest, or sample and clips do not agree
 */
export async function createContest(
  folder: string,
  { name = basename(resolve(folder)), train, test, sample, publicRows }: ContestParts,
  services: Services,
): Promise<{ readonly contest: Contest; readonly notes: readonly string[] }> {
  const path = join(folder, CONTEST_FILE);
  if ((await textOf(path)) !== undefined) {
    throw new ConfigError(`${path}: there is a contest already; expected another folder.`);
  }
  const notes: string[] = [];
  const warn = (message: string) => notes.push(message);
  const labelled = (await readCorpus(train, { warn })).clips;
  const unlabelled = (await readCorpus(test, { reader: "unlabelled", warn })).clips;
  const labels = [...new Set(labelled.flatMap(({ label }) => (label === undefined ? [] : [label])))];
  const clipIds = unlabelled.map(({ id }) => id);
  const form =
    sample === undefined ? undefined : parseSample(sample, decoded(sample, await readBytes(sample)));
  if (form !== undefined) clipsByName(sample ?? "", form.ids, clipIds);
  const { columns, ids } = form ?? plainForm(clipIds);
  const contest = parseContest(
    path,
    formatContest({
      version: 1,
      name,
      train: portable(relative(folder, resolve(train))),
      test: portable(relative(folder, resolve(test))),
      columns: [...columns],
      labels: labels.toSorted(byCodeUnit),
      ...(publicRows === undefined ? {} : { publicRows }),
      ids: [...ids],
    }),
  );
  const facts = (await gatherFacts([...labelled, ...unlabelled], services)).filter(isReadable);
  const trainIds = new Set(labelled.map(({ id }) => id));
  const trained = new Map(facts.flatMap(({ id, digest }) => (trainIds.has(id) ? [[digest, id]] : [])));
  const twins = facts.flatMap(({ id, digest }) => {
    const twin = trainIds.has(id) ? undefined : trained.get(digest);
    return twin === undefined ? [] : [`${twin} (${id})`];
  });
  await atomicWrite(path, formatContest(contest));
  const strange = (form?.labels ?? []).filter((label) => !contest.labels.includes(label));
  return {
    contest,
    notes: [
      ...notes,
      ...(twins.length === 0
        ? []
        : [
            `the audio of ${counted(twins.length, "labelled clip")} is that of a test clip: leave out ${nameSome(twins)}.`,
          ]),
      ...(strange.length === 0
        ? []
        : [
            `the sample answers ${nameSome(strange)}, which ${strange.length === 1 ? "is no label" : "are no labels"}.`,
          ]),
    ],
  };
}

/** @throws ConfigError that names the file, if there is no contest, or its log is damaged */
export async function openContest(folder: string): Promise<ContestFolder> {
  const path = join(folder, CONTEST_FILE);
  const text = await textOf(path);
  if (text === undefined) {
    throw new ConfigError(
      `${folder}: holds no contest: there is no ${CONTEST_FILE}.`,
      "Make one with contest new.",
    );
  }
  const contest = parseContest(path, text);
  const log = join(folder, LOG_FILE);
  const files = parseLog(log, (await textOf(log)) ?? "");
  const answers = new Map<string, Answers>();
  for (const { file, sha256: logged } of files) {
    const bytes = await readFile(join(folder, file)).catch(() => undefined);
    if (bytes === undefined || (await sha256(new Uint8Array(bytes))) !== logged) continue;
    answers.set(file, parseAnswers(contest, file, decoded(file, bytes)));
  }
  return {
    folder,
    contest,
    files,
    answers,
    train: resolve(folder, contest.train),
    test: resolve(folder, contest.test),
  };
}

/**
 * Checks a file of answers, keeps it in the contest's folder and logs it, with its agreement with the earlier ones.
 *
 * @throws ConfigError if it is not what the contest asks for, or in the log already
 */
export async function addAnswers(
  opened: ContestFolder,
  path: string,
  origin: Pick<FileEvent, "experiment" | "recogniser" | "local">,
): Promise<FileEvent> {
  const { folder, contest, files, answers } = opened;
  const bytes = await readBytes(path);
  const own = parseAnswers(contest, path, decoded(path, bytes));
  const file = basename(path);
  const event: FileEvent = {
    event: "file",
    at: new Date().toISOString(),
    file,
    sha256: await sha256(bytes),
    ...origin,
    agreement: Object.fromEntries([...answers].map(([name, earlier]) => [name, agreementOf(own, earlier)])),
  };
  const same = files.find((one) => one.sha256 === event.sha256);
  if (same !== undefined)
    throw new ConfigError(`${path}: these answers are in the log already, as ${same.file}.`);
  const kept = join(folder, file);
  if (resolve(kept) !== resolve(path)) {
    if ((await textOf(kept)) !== undefined) {
      throw new ConfigError(`${path}: the contest has another file ${file} already; expected another name.`);
    }
    await atomicWrite(kept, bytes);
  } else if (files.some((one) => one.file === file)) {
    throw new ConfigError(`${path}: another file of this name is in the log already; expected another name.`);
  }
  await append(folder, event);
  return event;
}

/**
 * A file that is logged stays as it is.
 *
 * @throws ConfigError if the log has a file of this name
 */
export function assertNewName({ files }: ContestFolder, path: string): void {
  if (!files.some(({ file }) => file === basename(path))) return;
  throw new ConfigError(`${path}: another file of this name is in the log already; expected another name.`);
}

/**
 * Logs what the public board says of a file; of several scores of one file the last one counts.
 *
 * @throws ConfigError if the file is not in the log
 */
export async function enterScore(
  { folder, files }: ContestFolder,
  name: string,
  score: number,
): Promise<void> {
  const file = basename(name);
  const found = files.find((one) => one.file === file);
  if (found === undefined) {
    const names = files.map((one) => one.file);
    throw new ConfigError(
      `${name}: no such file is in the log${names.length === 0 ? ", which is empty" : `; expected one of ${names.join(", ")}`}.`,
      didYouMean(file, names),
    );
  }
  await append(folder, { event: "public", at: new Date().toISOString(), sha256: found.sha256, score });
}

/** Adds a line, in the place of one that a loss of power cut off. */
async function append(folder: string, event: LogEvent): Promise<void> {
  const path = join(folder, LOG_FILE);
  const logged = (await textOf(path)) ?? "";
  const before = withoutTornLine(logged);
  try {
    if (before !== logged) await truncate(path, Buffer.byteLength(before));
    await appendFile(path, `${before === "" || before.endsWith("\n") ? "" : "\n"}${formatEvent(event)}`);
    const file = await open(path, "r+");
    await file.sync().finally(() => file.close());
  } catch (error) {
    throw new WriteError(`${path}: the file cannot be written (${fileTrouble(error)}).`);
  }
}

async function textOf(path: string): Promise<string | undefined> {
  return readFile(path, "utf8").catch(() => undefined);
}

async function readBytes(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new ConfigError(`${path}: the file cannot be read (${fileTrouble(error)}).`);
  });
  return new Uint8Array(bytes);
}

/** @throws ConfigError unless it is UTF-8 */
function decoded(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new ConfigError(`${path}: the file is not UTF-8 text.`, "Save it as UTF-8.");
  }
}

/** With slashes, on every system. */
function portable(path: string): string {
  return path.replaceAll(sep, "/");
}
