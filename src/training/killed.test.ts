import { spawn } from "node:child_process";
import { mkdtemp, readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";

const SCRIPT = resolve(import.meta.dirname, "../../test/killed-training.ts");

/** Trains in a process of its own; kills it, as `kill -9` does, once it has told so many checkpoints. */
function train(checkpoint: string, killAfter = Number.POSITIVE_INFINITY) {
  return new Promise<{ signal: string | null; lines: string[] }>((done, fail) => {
    const child = spawn(process.execPath, ["--import", "tsx", SCRIPT, checkpoint]);
    let out = "";
    child.stdout.on("data", (chunk: Buffer) => {
      out += chunk.toString();
      if (out.split("checkpoint\n").length > killAfter) child.kill("SIGKILL");
    });
    child.on("error", fail);
    child.on("close", (_code, signal) => done({ signal, lines: out.split("\n") }));
  });
}

test("a training that is killed twice ends with the weights of one that is not", async () => {
  const folder = await mkdtemp(join(tmpdir(), "prosodia-killed-"));
  const path = join(folder, "checkpoint");
  const [whole, killed] = await Promise.all([train(join(folder, "other")), train(path, 4)]);
  const again = await train(path, 7);
  expect([whole.signal, killed.signal, again.signal]).toEqual([null, "SIGKILL", "SIGKILL"]);
  const ended = await train(path);
  const weights = whole.lines.find((line) => line.startsWith("weights "));
  expect(weights).toMatch(/^weights [0-9a-f]{64}$/);
  expect(ended.lines).toContain(weights);
  expect(ended.lines).not.toContain("epoch 1");
  expect(
    [...killed.lines, ...again.lines, ...ended.lines].filter((line) => line.startsWith("warning")),
  ).toEqual([]);
  // A kill may leave the temporary file of a write, never half a checkpoint.
  expect(await readdir(folder)).toContain("checkpoint");
});
