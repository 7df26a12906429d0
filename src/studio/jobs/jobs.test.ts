import { fork } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { temporaryFolder } from "../../../test/temporary-folder.ts";
import { WriteError } from "../../base/errors.ts";
import { openPlaces } from "../places.ts";
import { openStateFiles } from "../state-files.ts";
import type { Learnt, LiveMessage } from "./job.ts";
import { openJobs } from "./jobs.ts";

/** Works until it is told to stop, or ends at once, as the name of its corpus says. */
const WORKER = `
process.once("message", ({ corpus }) => {
  process.on("message", () => { if (corpus === "deaf") process.kill(process.pid, "SIGKILL"); process.send({ kind: "stopped" }); leave(); });
  process.send({ kind: "event", event: { kind: "stage", name: "Reading", done: 1, total: 2 } });
  process.send({ kind: "event", event: { kind: "warning", message: "a note of " + corpus } });
  if (corpus === "long" || corpus === "deaf") return;
  if (corpus === "killed") process.kill(process.pid, "SIGKILL");
  if (corpus === "bad") process.send({ kind: "failed", message: "it is bad." });
  else { process.send({ kind: "facts", learnt: { facts: [{ id: "a", error: "unread" }], near: [["a", "b"]] } }); process.send({ kind: "done" }); }
  leave();
});
const leave = () => setTimeout(() => { if (process.connected) process.disconnect(); }, 20);`;

async function open(folder = temporaryFolder({ "worker.mjs": WORKER })) {
  const told: LiveMessage[] = [];
  const learnt: Learnt[] = [];
  const jobs = await openJobs({
    state: await openStateFiles(await openPlaces(folder)),
    settle: async (spec) => {
      if (spec.kind !== "facts") throw new Error(`a job of another kind: ${spec.kind}`);
      return spec;
    },
    tell: (message) => told.push(message),
    learn: async (_, one) => {
      learnt.push(one);
    },
    spawn: () => fork(join(folder, "worker.mjs")),
  });
  const start = (corpus: string) => jobs.start({ spec: { kind: "facts", corpus }, name: corpus, at: corpus });
  const until = (id: string, state: string) =>
    vi.waitFor(() => expect(jobs.list().find((one) => one.id === id)?.state).toBe(state), {
      timeout: 20_000,
    });
  return { folder, jobs, told, learnt, start, until };
}

describe("jobs", () => {
  test("that cannot be written down are not begun, and are there to be resumed", async () => {
    const folder = temporaryFolder({ "worker.mjs": WORKER, ".prosodia/studio/jobs": "in the way" });
    const { jobs, start, until } = await open(folder);
    await expect(start("quick")).rejects.toThrow(WriteError);
    expect(jobs.list()).toMatchObject([
      { state: "failed", problem: expect.stringMatching(/the file cannot be written .* then resume it;/) },
    ]);
    const [{ id }] = jobs.list();
    await expect(jobs.resume(id)).rejects.toThrow(WriteError);
    rmSync(join(folder, ".prosodia/studio/jobs"));
    await jobs.resume(id);
    await until(id, "done");
    await jobs.close();
  });

  test("are done, tell of it, and leave a log without progress", async () => {
    const { jobs, told, learnt, start, until } = await open();
    const { id } = await start("quick");
    await until(id, "done");
    expect(learnt).toEqual([{ facts: [{ id: "a", error: "unread" }], near: [["a", "b"]] }]);
    expect(told.flatMap((one) => (one.kind === "work" ? [one.event.kind] : []))).toEqual([
      "stage",
      "warning",
    ]);
    expect(told.flatMap((one) => (one.kind === "job" ? [one.job.state] : []))).toEqual([
      "waiting",
      "running",
      "done",
    ]);
    const log = (await jobs.log(id)).trim().split("\n");
    expect(log.map((line): unknown => JSON.parse(line))).toMatchObject([
      { kind: "warning", message: "a note of quick" },
    ]);
  });

  test("wait for each other; the same is not begun twice", async () => {
    const { jobs, start, until } = await open();
    const first = await start("long");
    await until(first.id, "running");
    const second = await start("quick");
    expect(second.state).toBe("waiting");
    await expect(start("long")).rejects.toThrow(
      "long: is running already. Stop it first, or choose another name.",
    );
    await jobs.stop(second.id);
    await jobs.stop(first.id);
    await until(first.id, "stopped");
    await until(second.id, "stopped");
    await expect(jobs.stop(first.id)).rejects.toThrow("has ended already");
  });

  test("that had to be ended were stopped all the same", async () => {
    const { jobs, start, until } = await open();
    const { id } = await start("deaf");
    await until(id, "running");
    await jobs.stop(id);
    await vi.waitFor(() => expect(jobs.list()[0].ended).not.toBeNull(), { timeout: 20_000 });
    expect(jobs.list()).toMatchObject([{ state: "stopped", problem: null }]);
  });

  test("that were stopped go on when they are resumed", async () => {
    const { jobs, start, until } = await open();
    const { id } = await start("long");
    await until(id, "running");
    await jobs.stop(id);
    await until(id, "stopped");
    await jobs.resume(id);
    await until(id, "running");
    // what is at work in this studio is its own
    await jobs.takeOver();
    await expect(jobs.resume(id)).rejects.toThrow("is running already");
    await jobs.close();
    await until(id, "stopped");
  });

  test("are not resumed beside another one of the same", async () => {
    const { jobs, start, until } = await open();
    const first = await start("long");
    await until(first.id, "running");
    await jobs.stop(first.id);
    await until(first.id, "stopped");
    const second = await start("long");
    await expect(jobs.resume(first.id)).rejects.toThrow(/is (waiting|running) already/);
    await until(second.id, "running");
    await jobs.close();
  });

  test("that fail say why; one whose process was killed too", async () => {
    const { jobs, start, until } = await open();
    const [bad, killed] = [await start("bad"), await start("killed")];
    await until(bad.id, "failed");
    await until(killed.id, "failed");
    expect(jobs.list().map(({ name, problem }) => [name, problem])).toEqual(
      expect.arrayContaining([
        ["bad", "it is bad."],
        ["killed", "its process ended before the work did; resume it to go on"],
      ]),
    );
  });

  test("outlive the studio: one that ran when it was killed can be resumed", async () => {
    const { folder, start, until, jobs } = await open();
    const { id } = await start("long");
    await until(id, "running");
    const again = await open(folder);
    // until it is known that no other studio does it
    expect(again.jobs.list()).toMatchObject([{ id, state: expect.stringMatching(/waiting|running/) }]);
    await again.jobs.takeOver();
    expect(again.told).toEqual([{ kind: "jobs", jobs: again.jobs.list() }]);
    expect(again.jobs.list()).toMatchObject([
      { id, state: "stopped", problem: "the studio ended while it ran" },
    ]);
    writeFileSync(join(folder, "worker.mjs"), WORKER.replace('corpus === "long" ||', ""));
    await again.jobs.resume(id);
    await again.until(id, "done");
    await jobs.close();
  });
});
