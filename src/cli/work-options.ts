/** Who does the jobs of a command, and where their results are kept: threads here, or the workers of a queue. */
import { type Command, InvalidArgumentError } from "commander";

export function addWorkOptions(command: Command): Command {
  return command
    .option("--workers <n>", "worker threads (default: one per core)", parseWorkers)
    .option("--queue <url>", "have the work done by prosodia worker, through a Redis or Valkey server")
    .option("--cache <folder>", "where results are kept (default: PROSODIA_CACHE, or in your cache folder)");
}

/** @throws InvalidArgumentError unless it is a whole number that a machine may have of threads */
export function parseWorkers(text: string): number {
  const workers = Number(text);
  if (Number.isInteger(workers) && workers >= 1 && workers <= 256) return workers;
  throw new InvalidArgumentError("expected a whole number from 1 to 256.");
}
