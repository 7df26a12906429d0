/** `prosodia worker`: do the jobs of a queue. */
import type { Command } from "commander";
import type { WorkerCommandOptions } from "../actions/worker.ts";
import { parseWorkers } from "../work-options.ts";

export function addWorkerCommand(program: Command): void {
  program
    .command("worker")
    .description("do the jobs of a queue, for runs that were started with the same --queue")
    .requiredOption("--queue <url>", "a Redis or Valkey server, such as redis://host:6379")
    .option("--cache <folder>", "where results are kept: the folder of the runs (default: PROSODIA_CACHE)")
    .option("--concurrency <n>", "jobs at once (default: one per core)", parseWorkers)
    .addHelpText(
      "after",
      `
On every machine, with the cache and the corpora on a disk that all see at the same paths:

  prosodia worker --queue redis://host:6379 --cache /mnt/share/cache
  prosodia train experiment.yaml --queue redis://host:6379 --cache /mnt/share/cache

Workers may come and go at any time: what a killed one had begun is done by another, and a stopped run goes on where it was.
Workers of another version, or with another cache, refuse, and say so on both sides. See docs/queue.md.`,
    )
    .action(async (options: WorkerCommandOptions) => (await import("../actions/worker.ts")).worker(options));
}
