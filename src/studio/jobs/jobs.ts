/** Jobs: begun one after another, each in a process of its own, written down so that no end of the studio loses one. */
import { type ChildProcess, fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { appendFile, mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { messageOf, ProsodiaError } from "../../base/errors.ts";
import { createSlots } from "../../base/slots.ts";
import type { WorkOptions } from "../../experiment/open-work.ts";
import type { StateFiles } from "../state-files.ts";
import { StudioError, sentenceOf } from "../trouble.ts";
import {
  type JobMessage,
  type JobRecord,
  type JobSpec,
  type JobWork,
  jobRecordSchema,
  type Learnt,
  type LiveMessage,
  type NewJob,
  WORK_VARIABLE,
} from "./job.ts";

export interface Jobs {
  /** Newest first. */
  list(): readonly JobRecord[];
  /** Reads what is written down, by this studio or by another one that has the folder. */
  read(): Promise<void>;
  /** As `read`, once no other studio has the folder: what that one left at work was cut. */
  takeOver(): Promise<void>;
  /**
   * @param prepare - done first, once the same is known not to be at work
   * @throws StudioError if the same is waiting or running already; WriteError if it cannot be written down, so do the next;
   *   as `settle`
   */
  start(job: NewJob, prepare?: () => Promise<void>): Promise<JobRecord>;
  /** @throws StudioError if there is no such job, or it has ended */
  stop(id: string): Promise<void>;
  /** Goes on where it was. @throws StudioError if there is no such job, or the same is waiting or running; as `settle` */
  resume(id: string): Promise<void>;
  /** What it told, one JSON text a line; what stands in for progress is left out. */
  log(id: string): Promise<string>;
  close(): Promise<void>;
}

export interface JobsOptions {
  readonly state: StateFiles;
  /** Where the work lies. @throws ProsodiaError if it cannot be done here */
  readonly settle: (spec: JobSpec) => Promise<JobWork>;
  readonly tell: (message: LiveMessage) => void;
  readonly learn: (job: JobRecord, learnt: Learnt) => Promise<void>;
  /** A process that does a job: it is sent the work, and after that anything to stop it. */
  readonly spawn?: () => ChildProcess;
}

const FOLDER = "jobs";
/** So many are remembered. */
const MOST_JOBS = 200;
/** Progress is told to pages so often at most. */
const STAGE_MS = 150;
/** A process that was told to stop and does not is ended. */
const PATIENCE_MS = 20_000;

const EXTENSION = import.meta.url.endsWith(".ts") ? "ts" : "js";

/** @param work - who does what it asks for */
export function spawnJob(work: WorkOptions = {}): ChildProcess {
  return fork(fileURLToPath(new URL(`./process.${EXTENSION}`, import.meta.url)), [], {
    env: { ...process.env, [WORK_VARIABLE]: JSON.stringify(work) },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
}

export async function openJobs({ state, settle, tell, learn, spawn = spawnJob }: JobsOptions): Promise<Jobs> {
  await mkdir(await state.place(FOLDER), { recursive: true }).catch(() => undefined);
  const logOf = (id: string): Promise<string> => state.place(join(FOLDER, `${id}.jsonl`));
  const records = new Map<string, JobRecord>();
  const children = new Map<string, ChildProcess>();
  /** Begun here, or waiting here: of these this studio knows more than what is written down. */
  const atWork = new Set<string>();
  /** Asked to stop, of those at work. */
  const stopping = new Set<string>();
  const slots = createSlots(1);
  const beginning = createSlots(1);
  let isClosing = false;

  async function read(): Promise<void> {
    const names = await readdir(await state.place(FOLDER)).catch(() => []);
    const kept = names.filter((one) => one.endsWith(".json")).sort();
    for (const name of kept.slice(-MOST_JOBS)) {
      const record = await state.read(join(FOLDER, name), jobRecordSchema);
      if (record !== undefined && !atWork.has(record.id)) records.set(record.id, record);
    }
  }
  await read();

  const list = (): readonly JobRecord[] =>
    [...records.values()].sort((a, b) => (a.created < b.created ? 1 : -1));

  async function set(record: JobRecord): Promise<void> {
    records.set(record.id, record);
    tell({ kind: "job", job: record });
    await state.write(join(FOLDER, `${record.id}.json`), record);
  }

  /** As `set`; where it cannot be written down, as on a full disk, the work goes on all the same. */
  const remember = (record: JobRecord): Promise<void> => set(record).catch(() => undefined);

  function get(id: string): JobRecord {
    const record = records.get(id);
    if (record === undefined) throw new StudioError(404, "there is no such job.", "Reload the page.");
    return record;
  }

  function assertIdle({ spec, name, at }: NewJob): void {
    const same = [...records.values()].find(
      (one) =>
        (one.state === "waiting" || one.state === "running") && one.spec.kind === spec.kind && one.at === at,
    );
    if (same !== undefined)
      throw new StudioError(
        409,
        `${name}: is ${same.state} already.`,
        "Stop it first, or choose another name.",
      );
  }

  async function enqueue(record: JobRecord): Promise<void> {
    const work = await settle(record.spec);
    try {
      await set({ ...record, state: "waiting", problem: null, began: null, ended: null });
    } catch (error) {
      // a studio that is opened again would know nothing of it: it is not begun
      const problem = error instanceof ProsodiaError ? sentenceOf(error, "resume it") : messageOf(error);
      await remember({ ...record, state: "failed", problem, ended: new Date().toISOString() });
      throw error;
    }
    atWork.add(record.id);
    void slots
      .use(async () => {
        // stopped while it waited
        if (isClosing || get(record.id).state !== "waiting") return;
        await run(record.id, work);
      })
      .finally(() => atWork.delete(record.id));
  }

  function end(id: string, child: ChildProcess): void {
    stopping.add(id);
    child.send("stop", () => undefined);
    setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS).unref();
  }

  async function run(id: string, work: JobWork): Promise<void> {
    const child = spawn();
    children.set(id, child);
    const ended = new Promise<void>((resolve) => {
      child.once("error", () => resolve());
      child.once("exit", () => resolve());
    });
    const lastStage = new Map<string, number>();
    let ending: Pick<JobRecord, "state" | "problem"> | undefined;
    let writing: Promise<unknown> = Promise.resolve();
    child.on("message", (message: JobMessage) => {
      switch (message.kind) {
        case "event": {
          const { event } = message;
          const at = Date.now();
          if (event.kind === "stage") {
            const now = performance.now();
            const isLast = event.done === event.total;
            if (!isLast && now - (lastStage.get(event.name) ?? Number.NEGATIVE_INFINITY) < STAGE_MS) return;
            lastStage.set(event.name, now);
          } else {
            const line = `${JSON.stringify({ at, ...event })}\n`;
            writing = writing.then(async () => appendFile(await logOf(id), line)).catch(() => undefined);
          }
          tell({ kind: "work", id, at, event });
          return;
        }
        case "facts":
          // the corpus may be gone by now
          writing = writing.then(() => learn(get(id), message.learnt)).catch(() => undefined);
          return;
        case "done":
        case "stopped":
          ending = { state: message.kind, problem: null };
          return;
        case "failed":
          ending = { state: "failed", problem: message.message };
      }
    });
    // before anything that may stop it
    child.send(work, () => undefined);
    await remember({ ...get(id), state: "running", began: new Date().toISOString() });
    await ended;
    children.delete(id);
    await writing;
    // one that had to be ended says nothing
    const lost = stopping.delete(id)
      ? ({ state: "stopped", problem: null } as const)
      : ({ state: "failed", problem: "its process ended before the work did; resume it to go on" } as const);
    await remember({ ...get(id), ...(ending ?? lost), ended: new Date().toISOString() });
  }

  return {
    list,
    read,
    async takeOver() {
      await read();
      for (const record of records.values()) {
        if (atWork.has(record.id) || (record.state !== "running" && record.state !== "waiting")) continue;
        records.set(record.id, { ...record, state: "stopped", problem: "the studio ended while it ran" });
      }
      tell({ kind: "jobs", jobs: list() });
    },
    start: ({ spec, name, at }, prepare) =>
      beginning.use(async () => {
        assertIdle({ spec, name, at });
        await prepare?.();
        const created = new Date().toISOString();
        const id = `${created.replaceAll(/\D/g, "")}-${randomBytes(3).toString("hex")}`;
        await enqueue({
          id,
          spec,
          name,
          at,
          state: "waiting",
          created,
          began: null,
          ended: null,
          problem: null,
        });
        return get(id);
      }),
    async stop(id) {
      const record = get(id);
      const child = children.get(id);
      if (child !== undefined) end(id, child);
      else if (record.state === "waiting") {
        await set({ ...record, state: "stopped", ended: new Date().toISOString() });
      } else throw new StudioError(409, `${record.name}: has ended already.`);
    },
    resume: (id) =>
      beginning.use(async () => {
        const record = get(id);
        assertIdle(record);
        await enqueue(record);
      }),
    async log(id) {
      get(id);
      return readFile(await logOf(id), "utf8").catch(() => "");
    },
    async close() {
      isClosing = true;
      const ends = [...children].map(
        ([id, child]) =>
          new Promise<void>((resolve) => {
            child.once("exit", () => resolve());
            end(id, child);
          }),
      );
      await Promise.all(ends);
    },
  };
}
