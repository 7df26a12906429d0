/** What became of a run that was disturbed. */
import type { Bench, Ended } from "./bench.ts";

export type Verdict =
  | { readonly kind: "held"; readonly how: string }
  | { readonly kind: "skipped"; readonly why: string }
  | { readonly kind: "broken"; readonly problem: string };

export interface Fault {
  readonly name: string;
  disturb(bench: Bench): Promise<Verdict>;
}

export const held = (how: string): Verdict => ({ kind: "held", how });
export const broken = (problem: string): Verdict => ({ kind: "broken", problem });

/** What a failed run says: one sentence of ours, and no stack. */
const SENTENCE = /^prosodia: (?!something broke).+[.!]/m;

/** Undefined where the run did its work, or said in a sentence why not. */
export function rudeness({ code, signal, stderr }: Ended): string | undefined {
  if (signal !== null) return `ended by ${signal}: ${stderr.slice(-500)}`;
  if (/something broke|^\s+at /m.test(stderr)) return `a stack: ${stderr.slice(-1500)}`;
  if (code === 0 || (code === 130 && stderr.includes("again to go on"))) return undefined;
  return SENTENCE.test(stderr) ? undefined : `code ${code} and no sentence: ${stderr.slice(-500)}`;
}

/** An undisturbed run with what a disturbed one left: the same bits, and nothing unfinished lying about. */
export async function goesOn(bench: Bench, run: string, cache: string): Promise<Verdict> {
  const again = await bench.train({ run, cache });
  if (again.code !== 0) return broken(`the next run fails (${again.code}): ${again.stderr.slice(-500)}`);
  const problem = bench.difference(run);
  return problem === undefined ? held("the next run has the same bits") : broken(problem);
}
