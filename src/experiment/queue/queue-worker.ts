/** Does the jobs of a queue, so many at once, in threads of this process, until it is told to stop. */
import { randomBytes } from "node:crypto";
import { access, constants } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import type { Job } from "bullmq";
import { ConfigError, ProsodiaError, WriteError } from "../../base/errors.ts";
import { loadPlugins } from "../config/plugins.ts";
import type { JobEvent } from "../jobs/job.ts";
import { openCache } from "../rows/cache.ts";
import { codeOf } from "../rows/code-identity.ts";
import { requirementsOf } from "../work/do-task.ts";
import type { Task } from "../work/executor.ts";
import { createPool } from "../work/pool.ts";
import { repeatWakeUps } from "../work/wake-ups.ts";
import { parseQueueAddress } from "./address.ts";
import { describeCode, differenceOf, memberOf, memberSchema, queueNameOf } from "./circle.ts";
import { connect, PREFIX } from "./connection.ts";
import { KEPT_S, refusersKey, waitersKey } from "./keys.ts";
import { DEATHS, type Message, messageSchema, type News, type Outcome, reasonOf } from "./message.ts";
import { createPresence, everyBeat } from "./presence.ts";
import { toldOnce } from "./told-once.ts";

/** A worker that says nothing for so long is taken for dead, and its jobs go to others. */
const DEAD_AFTER_MS = 8_000;
const STALLED_CHECK_MS = 4_000;
/** Until another worker has seen a job that this one cannot do. */
const REFUSED_PAUSE_MS = 1_000;

export interface WorkerOptions {
  readonly cacheRoot: string;
  /** Jobs at once. */
  readonly concurrency: number;
  readonly signal: AbortSignal;
  /** A sentence for people. */
  tell(message: string): void;
}

/** A job that this worker cannot do; another one may. */
class Refusal extends Error {}

/**
 * @returns how many jobs it did
 * @throws ConfigError if no server answers; WriteError if the folder of results cannot be written
 */
export async function serveQueue(address: string, options: WorkerOptions): Promise<number> {
  const { cacheRoot, concurrency, signal, tell } = options;
  const { DelayedError, UnrecoverableError, WaitingError, Worker } = await import("bullmq");
  const at = parseQueueAddress(address);
  const own = await memberOf(cacheRoot);
  const name = queueNameOf(own);
  const id = randomBytes(8).toString("hex");
  const cache = openCache(cacheRoot, { shared: true });
  const pool = createPool(cacheRoot, concurrency, { shared: true });
  const connection = await connect(at, { tell });
  const endWakeUps = repeatWakeUps();
  const { redis } = connection;
  const workers = createPresence(redis, "worker", memberSchema);
  const runs = createPresence(redis, "run", memberSchema);
  const tellOnce = toldOnce(tell);

  /** Of the jobs that are done here. */
  const active = new Map<string, { readonly controller: AbortController; missed: number }>();
  let done = 0;
  let loading: Promise<void> = Promise.resolve();

  async function isWanted(jobId: string): Promise<boolean> {
    return (await runs.present(await redis.smembers(waitersKey(jobId)))).size > 0;
  }

  /** @throws Refusal in a sentence, where this machine lacks what the job needs */
  async function taskOf(jobId: string, { kind, key, input, plugins }: Message): Promise<Task> {
    for (const { url, code } of plugins) {
      const here = await codeOf(url).catch(() => undefined);
      if (here === undefined) throw new Refusal(`the plugin ${url} is not there`);
      if (here !== code) {
        throw new Refusal(
          `the plugin ${url} is another than the run's; start the worker again if it was changed`,
        );
      }
    }
    // one after another: two jobs would register the same entries
    loading = loading.catch(() => undefined).then(() => loadPlugins(plugins.map(({ url }) => url)));
    await loading;
    if (input !== undefined) return { kind, key, input };
    const bytes = await cache.readBlob("inputs", jobId);
    if (bytes === undefined) throw new Error(`the input of the job is not in ${cacheRoot}`);
    const stored: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return { kind, key, input: stored };
  }

  /** What became of a job. */
  async function work(jobId: string, message: Message, news: (one: News) => void): Promise<Outcome> {
    signal.throwIfAborted();
    if (!(await isWanted(jobId))) return "left";
    const task = await taskOf(jobId, message);
    const needs = await requirementsOf(task, cache);
    if (await needs.isDone()) return "done";
    for (const file of needs.files) {
      const isHere = await access(file, constants.R_OK).then(
        () => true,
        () => false,
      );
      if (!isHere) throw new Refusal(`${file} cannot be read there; mount the corpus at the same path`);
    }
    if (!(await needs.isSame())) throw new Refusal(`${needs.files.join(", ") || task.kind} is another there`);
    signal.throwIfAborted();
    const controller = new AbortController();
    const stop = (): void => controller.abort(new Error("stopped"));
    signal.addEventListener("abort", stop, { once: true });
    active.set(jobId, { controller, missed: 0 });
    try {
      await pool.run(task, { signal: controller.signal, tell: (event: JobEvent) => news(event) });
      done++;
      return "done";
    } catch (error) {
      if (controller.signal.aborted && !signal.aborted) return "left";
      throw error;
    } finally {
      active.delete(jobId);
      signal.removeEventListener("abort", stop);
    }
  }

  /** To other workers; a job that none can do fails. */
  async function refuse(job: Job, jobId: string, token: string | undefined, why: string): Promise<never> {
    const message = `the worker at ${own.host} (process ${own.pid}) refuses a job: ${why}.`;
    tellOnce(message);
    await job.updateProgress({ kind: "refused", message } satisfies News);
    const key = refusersKey(jobId);
    await redis.multi().sadd(key, id).expire(key, KEPT_S).exec();
    const refusers = new Set(await redis.smembers(key));
    const fitting = [...(await workers.list())].filter(([, one]) => differenceOf(own, one) === undefined);
    if (fitting.every(([one]) => refusers.has(one))) {
      await redis.del(key);
      const error = new ConfigError(`no worker can do a job: ${why}.`);
      throw new UnrecoverableError(reasonOf(error));
    }
    await job.moveToDelayed(Date.now() + REFUSED_PAUSE_MS, token);
    throw new DelayedError();
  }

  async function process(job: Job, token?: string): Promise<Outcome> {
    const jobId = job.id ?? "";
    let telling: Promise<unknown> = Promise.resolve();
    const news = (one: News): void => {
      telling = telling.then(() => job.updateProgress(one)).catch(() => undefined);
    };
    const parsed = messageSchema.safeParse(job.data);
    if (!parsed.success) throw new UnrecoverableError("the job is no job of this version");
    try {
      const outcome = await work(jobId, parsed.data, news);
      await telling;
      await redis.del(waitersKey(jobId), refusersKey(jobId));
      return outcome;
    } catch (error) {
      await telling;
      if (signal.aborted) {
        await job.moveToWait(token);
        throw new WaitingError();
      }
      if (error instanceof Refusal) return refuse(job, jobId, token, error.message);
      tell(`a job failed (${parsed.data.kind} ${parsed.data.key.slice(0, 12)}): ${reasonOf(error)}`);
      // what a person must mend does not pass by trying again; a full disk may
      if (error instanceof ProsodiaError && !(error instanceof WriteError)) {
        throw new UnrecoverableError(reasonOf(error));
      }
      throw new Error(reasonOf(error));
    }
  }

  await workers.tell(id, own);
  const worker = new Worker<unknown, Outcome>(name, process, {
    connection: redis,
    prefix: PREFIX,
    concurrency,
    lockDuration: DEAD_AFTER_MS,
    stalledInterval: STALLED_CHECK_MS,
    maxStalledCount: DEATHS,
  });
  worker.on("error", () => undefined);
  tell(
    `${concurrency} at once for ${at.shown}; results in ${cacheRoot}; Prosodia ${describeCode(own)}. Ctrl-C stops it, and loses nothing.`,
  );

  /** Jobs that nobody waits for are stopped; runs of others are told of. */
  const beat = everyBeat(async () => {
    if (connection.isLost) return;
    await workers.tell(id, own);
    for (const run of (await runs.list()).values()) {
      const difference = differenceOf(own, run);
      if (difference !== undefined) tellOnce(`jobs are refused: ${difference}`);
    }
    for (const [jobId, one] of active) {
      one.missed = (await isWanted(jobId)) ? 0 : one.missed + 1;
      // once may be a server that has just begun again
      if (one.missed > 1) one.controller.abort(new Error("nobody waits for it"));
    }
  });

  while (!signal.aborted) await pause(2 ** 30, undefined, { signal }).catch(() => undefined);
  connection.hush();
  endWakeUps();
  const { isLost } = connection;
  // nobody answers a farewell, and what waits for an answer ends with the connection
  if (isLost) connection.end();
  const closed = worker.close(isLost).catch(() => undefined);
  await beat.stop();
  if (!isLost) await workers.leave(id);
  if (!isLost) await closed;
  connection.end();
  await pool.close();
  return done;
}
