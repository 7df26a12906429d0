/** `prosodia completion`, and what the shells ask. */
import type { Command } from "commander";
import { type Completion, complete } from "../completion/complete.ts";
import { completionScript, type Shell } from "../completion/scripts.ts";
import { printText } from "../print.ts";

export function printScript(shell: Shell): void {
  printText(completionScript(shell));
}

/** A line for each word that may stand at the end of `words`. */
export async function completeWords(program: Command, words: readonly string[]): Promise<void> {
  const found = await complete(program, words, idsOf);
  printText(found.map(({ word, summary }) => `${word}\t${summary}\n`).join(""));
}

/** Registries load slowly: only where their ids are asked for. */
async function idsOf(kind: string): Promise<readonly Completion[]> {
  const { entriesOf } = await import("./lists.ts");
  return entriesOf(kind).map(({ id, summary }) => ({ word: id, summary }));
}
