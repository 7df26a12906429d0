/**
 * Whether what dies disturbs work by a queue: in every round three workers do an experiment, two are killed at random moments,
 * and the server is killed and started once; answers, scores and cache are compared with those of one process.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { proveQueue } from "../test/queue-proof.ts";

export async function benchQueueProof(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      experiment: { type: "string" },
      rounds: { type: "string", default: "5" },
      seed: { type: "string", default: "1" },
    },
  });
  if (values.experiment === undefined) throw new Error("--experiment: expected a file with final: false");
  let wrong = 0;
  for (let round = 0; round < Number(values.rounds); round++) {
    const folder = await mkdtemp(join(tmpdir(), "prosodia-proof-"));
    try {
      const seed = Number(values.seed) + round;
      const proof = await proveQueue(resolve(values.experiment), folder, seed);
      const moments = proof.disturbances.map(({ what, after }) => `${what} after ${after}`).join(", ");
      const { alone, queue } = proof.seconds;
      console.log(
        `round ${round + 1}: ${proof.entries} entries; ${moments}; ${alone.toFixed(1)} s in one process, ${queue.toFixed(1)} s by the queue; ${proof.differences.length} differences`,
      );
      for (const difference of proof.differences) console.log(`  ${difference}`);
      wrong += proof.differences.length;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  console.log(wrong === 0 ? "The same bits in all rounds, nothing lost or added." : `${wrong} differences.`);
  process.exitCode = wrong === 0 ? 0 : 1;
}
