/** A process that is timed: it reads one JSON request per line and answers each with one line of JSON. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { z } from "zod";

export interface Rival {
  ask<T>(request: unknown, answer: z.ZodType<T>): Promise<T>;
  close(): void;
}

/** @throws Error if the process ends before it has answered, with the last lines of its error output */
export function startRival(
  command: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Rival {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ["pipe", "pipe", "pipe"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let errors = "";
  child.stderr.on("data", (chunk) => {
    errors = (errors + chunk).slice(-2000);
  });
  // A process that cannot start is told of when it is asked.
  child.on("error", (error) => {
    errors = error.message;
  });
  child.stdin.on("error", () => {});
  return {
    async ask(request, answer) {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error(`${command} ${args.join(" ")} ended: ${errors.trim().split("\n").at(-1)}`);
      return answer.parse(JSON.parse(value));
    },
    close: () => child.stdin.end(),
  };
}

/** The Python of reference measurements: PROSODIA_PYTHON, or python3. */
export const PYTHON = process.env.PROSODIA_PYTHON ?? "python3";
