/**
 * Jobs done by other machines: they are put into a queue, done by whatever workers there are, and their results are then in the
 * store that all share. The queue only says who does what: where it forgets a job, the job is put into it again.
 */
import { randomBytes } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { counted } from "../../base/counted.ts";
import { digestOf } from "../../base/digest.ts";
import { ConfigError, messageOf } from "../../base/errors.ts";
import { createSlots } from "../../base/slots.ts";
import { loadedPlugins } from "../config/origins.ts";
import { openCache } from "../rows/cache.ts";
import { codeOf } from "../rows/code-identity.ts";
import type { Watch } from "../work/events.ts";
import type { Executor, RunOptions, Task } from "../work/executor.ts";
import { parseQueueAddress } from "./address.ts";
import { differenceOf, memberOf, memberSchema, queueNameOf } from "./circle.ts";
import { connect, PREFIX } from "./connection.ts";
import { KEPT_S, waitersKey } from "./keys.ts";
import { ATTEMPTS, errorOf, type Message, newsSchema, outcomeSchema } from "./message.ts";
import { createPresence, everyBeat } from "./presence.ts";
import { toldOnce } from "./told-once.ts";

/** Jobs of one run that lie in the queue at once: bounds the server's memory, however many a run has. */
const MOST_AT_ONCE = 10_000;
/** Larger inputs go to the store. */
const LARGEST_INPUT = 65_536;
const BATCH = 500;
/** After so long without news the server is asked what became of a job. */
const QUIET_MS = 10_000;
/** Events of jobs that the server remembers: a run that is busy must not miss the end of one. */
const REMEMBERED_EVENTS = 100_000;
const FIRST_PAUSE_MS = 1_000;

interface Waiting extends Pick<RunOptions, "tell" | "onBegin"> {
  readonly task: Task;
  readonly message: Message;
  heardAt: number;
  done(): void;
  failed(error: unknown): void;
}

/**
 * Who has jobs done by the workers of a queue.
 *
 * @param address - redis://host:port
 * @param cacheRoot - the folder that workers share
 * @throws ConfigError if no server answers, or its workers cannot work for this process
 * @throws WriteError if the folder cannot be written
 */
export async function openQueue(address: string, cacheRoot: string, { tell }: Watch = {}): Promise<Executor> {
  const { Queue, QueueEvents } = await import("bullmq");
  const at = parseQueueAddress(address);
  const warn = (message: string): void => tell?.({ kind: "warning", message });
  const cache = openCache(cacheRoot, { shared: true });
  const own = await memberOf(cacheRoot);
  const name = queueNameOf(own);
  const run = randomBytes(8).toString("hex");
  const waiting = new Map<string, Waiting>();
  const slots = createSlots(MOST_AT_ONCE);

  let isClosing = false;
  const connection = await connect(at, {
    tell: warn,
    // it may have forgotten what it was told
    onBack() {
      for (const one of waiting.values()) one.heardAt = Number.NEGATIVE_INFINITY;
    },
  });
  const { redis } = connection;
  const runs = createPresence(redis, "run", memberSchema);
  const workers = createPresence(redis, "worker", memberSchema);
  const queue = new Queue<Message>(name, {
    connection: redis,
    prefix: PREFIX,
    streams: { events: { maxLen: REMEMBERED_EVENTS } },
  });
  queue.on("error", () => undefined);
  const keyOf = (end: string): string => `${PREFIX}:${name}:${end}`;
  // from the last event that was: those between here and the first look would be missed otherwise
  const [last] = await redis.xrevrange(keyOf("events"), "+", "-", "COUNT", 1);
  const events = new QueueEvents(name, {
    connection: redis,
    prefix: PREFIX,
    lastEventId: last === undefined ? "0-0" : last[0],
  });
  events.on("error", () => undefined);

  const tellOnce = toldOnce(warn);

  /** What a person should know of the workers. */
  let hasWorkers = true;
  async function lookAtWorkers(): Promise<void> {
    const all = [...(await workers.list()).values()];
    const strange = all.flatMap((worker) => differenceOf(own, worker) ?? []);
    const fitting = all.length - strange.length;
    for (const message of strange) tellOnce(`a worker is refused: ${message}`);
    if (fitting === 0 && hasWorkers) {
      warn(
        `no worker is there; start prosodia worker --queue ${at.shown} on machines that see the same files.`,
      );
    }
    if (fitting > 0 && !hasWorkers) warn(`${counted(fitting, "worker")} at work.`);
    hasWorkers = fitting > 0;
  }

  function end(id: string, how: (one: Waiting) => void): void {
    const one = waiting.get(id);
    if (one === undefined) return;
    waiting.delete(id);
    how(one);
  }

  const outbox: string[] = [];
  let sending: Promise<void> | undefined;
  /** Together with what else is to be sent in this turn. */
  function send(id: string): void {
    outbox.push(id);
    sending ??= sendAll().finally(() => {
      sending = undefined;
    });
  }

  async function sendAll(): Promise<void> {
    await setImmediate();
    while (outbox.length > 0 && !isClosing) {
      const batch = new Map(
        outbox.splice(0, BATCH).flatMap((id) => {
          const one = waiting.get(id);
          return one === undefined ? [] : [[id, one] as const];
        }),
      );
      try {
        const marks = redis.pipeline();
        for (const id of batch.keys()) marks.sadd(waitersKey(id), run).expire(waitersKey(id), KEPT_S);
        await marks.exec();
        await queue.addBulk(
          [...batch].map(([jobId, { task, message }]) => ({
            name: task.kind,
            data: message,
            opts: {
              jobId,
              attempts: ATTEMPTS,
              backoff: { type: "exponential", delay: FIRST_PAUSE_MS },
              removeOnComplete: true,
              removeOnFail: { age: KEPT_S, count: 1_000 },
            },
          })),
        );
      } catch (error) {
        // they are asked after, and sent again
        tellOnce(`${at.shown} does not take jobs (${messageOf(error)}); trying again.`);
      }
    }
  }

  /** Asks what became of jobs of which nothing was heard. */
  async function lookAfterQuiet(): Promise<void> {
    const now = performance.now();
    const quiet = [...waiting].filter(([, { heardAt }]) => now - heardAt > QUIET_MS);
    if (quiet.length === 0) return;
    const asked = redis.pipeline();
    for (const [id] of quiet) asked.exists(keyOf(id)).zscore(keyOf("failed"), id);
    const answers = (await asked.exec()) ?? [];
    for (const [i, [id, one]] of quiet.entries()) {
      const [[, exists], [, failedAt]] = [answers[2 * i], answers[2 * i + 1]];
      one.heardAt = now;
      if (exists === 0) send(id);
      else if (typeof failedAt === "string") await setAside(id);
    }
  }

  async function setAside(id: string, reason?: string): Promise<void> {
    const why = reason ?? (await redis.hget(keyOf(id), "failedReason")) ?? "";
    end(id, ({ task, failed }) => failed(errorOf(task, why)));
  }

  /** A job that was set aside before: this run tries it anew. */
  async function takeUpAgain(id: string): Promise<void> {
    if ((await redis.zscore(keyOf("failed"), id)) === null) return;
    await queue.remove(id);
    send(id);
  }

  events.on("completed", ({ jobId, returnvalue }) => {
    if (outcomeSchema.safeParse(returnvalue).data === "left") {
      if (waiting.has(jobId)) send(jobId);
    } else end(jobId, ({ done }) => done());
  });
  events.on("failed", ({ jobId, failedReason }) => void setAside(jobId, failedReason));
  events.on("duplicated", ({ jobId }) => {
    if (waiting.has(jobId)) takeUpAgain(jobId).catch(() => undefined);
  });
  events.on("active", ({ jobId }) => {
    const one = waiting.get(jobId);
    if (one === undefined) return;
    one.heardAt = performance.now();
    one.onBegin?.();
  });
  events.on("progress", ({ jobId, data }) => {
    const one = waiting.get(jobId);
    const news = newsSchema.safeParse(data).data;
    if (one === undefined || news === undefined) return;
    one.heardAt = performance.now();
    if (news.kind === "refused") tellOnce(news.message);
    else one.tell?.(news);
  });

  async function leave(): Promise<void> {
    await runs.leave(run);
    const ids = [...waiting.keys()];
    waiting.clear();
    if (ids.length === 0) return;
    const marks = redis.pipeline();
    for (const id of ids) marks.srem(waitersKey(id), run).scard(waitersKey(id));
    const answers = (await marks.exec()) ?? [];
    const own = ids.filter((_, i) => answers[2 * i + 1]?.[1] === 0);
    // those that a worker has begun are stopped by it
    await Promise.all(own.map((id) => queue.remove(id).catch(() => 0)));
  }

  try {
    await runs.tell(run, own);
    const all = [...(await workers.list()).values()];
    const strange = all.flatMap((worker) => differenceOf(own, worker) ?? []);
    if (all.length > 0 && strange.length === all.length) {
      throw new ConfigError(`--queue: no worker can work for this run: ${strange[0]}`);
    }
    await lookAtWorkers();
    await events.waitUntilReady();
  } catch (error) {
    await runs.leave(run);
    await Promise.allSettled([events.close(), queue.close()]);
    connection.end();
    throw error;
  }
  const beat = everyBeat(async () => {
    if (connection.isLost) return;
    await runs.tell(run, own);
    await lookAtWorkers();
    await lookAfterQuiet();
  });

  async function messageOfTask({ kind, key, input }: Task): Promise<{ id: string; message: Message }> {
    const id = (await digestOf({ kind, key, input })).slice(0, 32);
    const plugins = await Promise.all(loadedPlugins().map(async (url) => ({ url, code: await codeOf(url) })));
    const bytes = new TextEncoder().encode(JSON.stringify(input));
    if (bytes.length <= LARGEST_INPUT) return { id, message: { kind, key, input, plugins } };
    await cache.writeBlob("inputs", id, bytes);
    return { id, message: { kind, key, plugins } };
  }

  return {
    // as many jobs run at once as the workers have cores
    threadsFor: () => 1,
    atOnce: MOST_AT_ONCE,
    run: (task, { signal, tell: listen, onBegin } = {}) =>
      slots.use(async () => {
        signal?.throwIfAborted();
        const { id, message } = await messageOfTask(task);
        await new Promise<void>((resolve, reject) => {
          const abort = (): void => reject(signal?.reason);
          signal?.addEventListener("abort", abort, { once: true });
          const settled = (): void => signal?.removeEventListener("abort", abort);
          waiting.set(id, {
            task,
            message,
            tell: listen,
            onBegin,
            heardAt: performance.now(),
            done() {
              settled();
              resolve();
            },
            failed(error) {
              settled();
              reject(error);
            },
          });
          send(id);
        });
        if (message.input === undefined) await cache.removeBlob("inputs", id);
      }),
    async close() {
      isClosing = true;
      connection.hush();
      const { isLost } = connection;
      // nobody answers a farewell, and what waits for an answer ends with the connection
      if (isLost) connection.end();
      await beat.stop();
      await sending;
      if (!isLost) await leave();
      const closed = Promise.allSettled([events.close(), queue.close()]);
      if (!isLost) await closed;
      connection.end();
    },
  };
}
