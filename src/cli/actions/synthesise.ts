/** `prosodia corpus synthesise`: speech to try things with, where there is no corpus. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { counted } from "../../base/counted.ts";
import { ConfigError } from "../../base/errors.ts";
import type { DemoOptions } from "../../synth/index.ts";
import { interruptible } from "../interrupt.ts";
import { printLines } from "../lines.ts";
import { createProgress } from "../progress.ts";
import { CLIPS_TABLE, writeSyntheticCorpus } from "../synthetic-corpus.ts";

export type SynthesiseOptions = Pick<DemoOptions, "voices" | "takes" | "seed">;

/** @throws ConfigError if the folder holds anything, or a number is out of range */
export async function synthesise(folder: string, options: SynthesiseOptions): Promise<void> {
  const names = await readdir(folder).catch((): string[] => []);
  if (names.length > 0) {
    throw new ConfigError(
      `${folder}: the folder holds other things (${names.slice(0, 3).join(", ")}); expected an empty or new one.`,
      "Name another, or remove it.",
    );
  }
  const progress = createProgress();
  const clips = await interruptible("Stopped: the folder holds a part of the clips.", (signal) =>
    writeSyntheticCorpus(folder, options, progress, signal),
  ).finally(() => progress.clear());
  printLines(`${counted(clips, "clip")} of synthetic speech: ${join(folder, CLIPS_TABLE)}`);
}
