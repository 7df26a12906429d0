/** Work by a queue, against a real server and the built command line. */
import { type ChildProcess, spawn } from "node:child_process";
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { encodeWav } from "../../src/audio/wav.ts";
import { demoClips } from "../../src/synth/index.ts";
import { proveQueue } from "../queue-proof.ts";
import { type QueueServer, serverPath, startQueueServer } from "../queue-server.ts";
import { prosodia } from "./prosodia.ts";

const MAIN = resolve(import.meta.dirname, "../../dist/cli/main.js");

const EXPERIMENT = `
corpus: { path: ./clips, reader: ravdess }
split: { protocol: random, folds: 3 }
final: false
learners:
  svm:
    recipe: { features: [{ id: mfcc, overTime: { functionals: [mean, sd] } }] }
    model: { id: svm }
  mlp:
    augment: [{ id: noise }]
    recipe: { features: [{ id: mfcc, overTime: { functionals: [mean] } }] }
    model: { id: mlp, params: { hidden: [16], epochs: 10 } }
  both: { id: mean-probability, members: [svm, mlp] }
`;

let root: string;
let clips = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "prosodia-queue-"));
  await mkdir(join(root, "clips"));
  for (const { name, audio } of demoClips({ voices: 2, takes: 1, sampleRate: 8000 })) {
    await writeFile(join(root, "clips", name), encodeWav(audio));
    clips++;
  }
  await writeFile(join(root, "experiment.yaml"), EXPERIMENT);
});
afterAll(() => rm(root, { recursive: true, force: true }));

test("an address where nobody answers is told of, and its password is not", async () => {
  const queue = "redis://user:secret@127.0.0.1:1";
  const { code, stderr } = await prosodia(["corpus", "inspect", "clips", "--queue", queue], { cwd: root });
  expect(code).toBe(2);
  expect(stderr).toContain("no Redis or Valkey server answers at redis://127.0.0.1:1 (connect ECONNREFUSED");
  expect(stderr).not.toContain("secret");
});

describe.skipIf(serverPath === undefined)("with a server", () => {
  let server: QueueServer;
  const workers: Worker[] = [];
  beforeAll(async () => {
    server = await startQueueServer();
  });
  afterEach(async () => {
    await Promise.all(workers.splice(0).map((worker) => worker.stop("SIGKILL")));
  });
  afterAll(() => server.stop());

  /** One that is there: those of other tests, killed and not yet forgotten, are no help to a run. */
  async function work(cache: string, options: { readonly uid?: number } = {}): Promise<Worker> {
    const worker = startWorker(server.url, join(root, cache), options);
    workers.push(worker);
    await worker.hasSaid("at once");
    return worker;
  }
  const train = (
    cache: string,
    more: readonly string[] = [],
    onStderr?: Parameters<typeof prosodia>[1]["onStderr"],
  ) =>
    prosodia(
      ["train", "experiment.yaml", "-o", `run-${cache}`, "--queue", server.url, "--cache", cache, ...more],
      { cwd: root, ...(onStderr === undefined ? {} : { onStderr }) },
    );

  test("two of three workers are killed and the server too: the same bits as in one process", async () => {
    const folder = await mkdtemp(join(root, "proof-"));
    const seed = Math.floor(Math.random() * 2 ** 31);
    const { differences, entries } = await proveQueue(join(root, "experiment.yaml"), folder, seed);
    expect({ seed, differences }).toEqual({ seed, differences: [] });
    expect(entries).toBeGreaterThan(180);
  });

  test("Ctrl-C stops a run and its jobs, not the worker, and the same command goes on", async () => {
    const worker = await work("stopped");
    const long = ["--set", "learners.mlp.model.params.epochs=10000", "--set", "learners.mlp.augment=[]"];
    let isAsked = false;
    const stopped = await train("stopped", long, (text, interrupt) => {
      if (isAsked || !text.includes("epoch ")) return;
      isAsked = true;
      interrupt();
    });
    expect(stopped.code).toBe(130);
    expect(stopped.stderr).toContain("run the same command again to go on");
    const again = await train("stopped");
    expect(again.stderr).not.toContain("no worker");
    expect(again.code).toBe(0);
    await worker.stop("SIGINT");
    expect(worker.said()).toMatch(/\d+ jobs done/);
    expect(worker.said()).not.toContain("failed");
  });

  test("what a page of the studio begins is done by the workers", async () => {
    const worker = await work("studio");
    const studio = spawn(
      process.execPath,
      [MAIN, "studio", ".", "--port", "0", "--queue", server.url, "--cache", "studio"],
      { cwd: root, stdio: ["ignore", "pipe", "ignore"], env: { ...process.env, NO_COLOR: "1" } },
    );
    const ended = new Promise((resolve) => studio.once("close", resolve));
    try {
      const page = new URL(await addressOf(studio));
      const entered = await fetch(page, { redirect: "manual" });
      const headers = {
        cookie: (entered.headers.get("set-cookie") ?? "").split(";")[0],
        "x-prosodia-token": page.searchParams.get("token") ?? "",
        "content-type": "application/json",
      };
      const asked = await fetch(new URL("/api/job/facts", page), {
        method: "POST",
        headers,
        body: JSON.stringify({ at: "clips" }),
      });
      expect(asked.status).toBe(200);
      const { id } = z.object({ id: z.string() }).parse(await asked.json());
      const record = join(root, ".prosodia", "studio", "jobs", `${id}.json`);
      const stateOf = async () =>
        z
          .object({ state: z.string(), problem: z.string().nullable() })
          .parse(JSON.parse(await readFile(record, "utf8")));
      await vi.waitFor(async () => expect(await stateOf()).toEqual({ state: "done", problem: null }), {
        timeout: 60_000,
      });
    } finally {
      studio.kill("SIGINT");
      await ended;
    }
    await worker.stop("SIGINT");
    // a clip is read once for its facts, and once to be compared
    expect(Number(/(\d+) jobs done/.exec(worker.said())?.[1])).toBeGreaterThanOrEqual(2 * clips);
  });

  test("a worker with another cache is refused on both sides", async () => {
    await work("one");
    const { code, stderr } = await train("another");
    expect(code).toBe(2);
    expect(stderr).toMatch(/no worker can work for this run: .* keeps results in another folder/);
    expect(stderr).not.toContain("does not answer");
  });

  test("a job that always fails is set aside with its reason, and tried anew by the next run", async () => {
    const worker = await work("poison");
    // plugins import from where they lie
    await symlink(resolve(import.meta.dirname, "../../node_modules"), join(root, "node_modules"));
    await writeFile(
      join(root, "poison.ts"),
      `import { z } from "zod";
import { defineModel } from "prosodia/models";
export const poison = defineModel({
  id: "poison", summary: "fails", source: "", input: "vector", params: z.strictObject({}),
  async fit() { throw new Error("it boils over"); },
});`,
    );
    const failing = [
      "--plugin",
      "poison.ts",
      "--set",
      'learners={"bad":{"recipe":{"features":[{"id":"mfcc","overTime":{}}]},"model":{"id":"poison"}}}',
    ];
    for (let run = 0; run < 2; run++) {
      const { code, stderr } = await train("poison", failing);
      expect(code).toBe(1);
      expect(stderr).toMatch(/a job \(fit [0-9a-f]{12}\) was set aside: it failed 3 times \(it boils over\)/);
    }
    expect(worker.said()).toContain("a job failed");
    const redis = new Redis(server.url);
    const failed = await redis.keys("prosodia:jobs-*:failed");
    expect(failed).toHaveLength(1);
    redis.disconnect();
  });

  test.skipIf(process.getuid?.() !== 0)(
    "a worker that cannot read the corpus says so, and so does the run",
    async () => {
      await mkdir(join(root, "blind"));
      await chmod(join(root, "blind"), 0o777);
      await chmod(root, 0o755);
      await chmod(join(root, "clips"), 0o700);
      const worker = await work("blind", { uid: 65_534 });
      const { code, stderr } = await train("blind");
      expect(code).toBe(2);
      expect(stderr).toMatch(
        /no worker can do a job: .*\.wav cannot be read there; mount the corpus at the same path/,
      );
      expect(worker.said()).toContain("refuses a job");
    },
  );
});

/** What a studio prints once it listens. */
async function addressOf(studio: ChildProcess): Promise<string> {
  let said = "";
  studio.stdout?.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  return vi.waitFor(
    () => {
      const address = /http:\S+/.exec(said)?.[0];
      if (address === undefined) throw new Error(`no address: ${said}`);
      return address;
    },
    { timeout: 30_000 },
  );
}

interface Worker {
  said(): string;
  hasSaid(text: string): Promise<void>;
  stop(signal: NodeJS.Signals): Promise<void>;
}

function startWorker(url: string, cache: string, options: { readonly uid?: number }): Worker {
  const child: ChildProcess = spawn(
    process.execPath,
    [MAIN, "worker", "--queue", url, "--cache", cache, "--concurrency", "2"],
    { stdio: ["ignore", "ignore", "pipe"], env: { ...process.env, NO_COLOR: "1" }, ...options },
  );
  const ended = new Promise((resolve) => child.once("close", resolve));
  let said = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  return {
    said: () => said,
    async hasSaid(text) {
      for (let tries = 0; !said.includes(text); tries++) {
        if (tries > 400) throw new Error(`the worker did not say "${text}": ${said}`);
        await pause(25);
      }
    },
    async stop(signal) {
      child.kill(signal);
      await ended;
    },
  };
}
