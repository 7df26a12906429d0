/** `prosodia card`: what a recogniser is, for people. */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { ConfigError } from "../../base/errors.ts";
import { fileTrouble } from "../../base/file-trouble.ts";
import { parseCheckReport, renderCard } from "../../check/index.ts";
import { loadPlugins } from "../../experiment/config/plugins.ts";
import { atomicWrite } from "../../experiment/files/atomic-write.ts";
import { READY_MADE, readRecogniser } from "../../experiment/folder/read-recogniser.ts";
import { measuredApart } from "../../recogniser/index.ts";
import { requireEnding } from "../endings.ts";
import { printLines } from "../lines.ts";

export interface CardOptions {
  readonly check?: string;
  readonly out?: string;
  readonly plugin?: readonly string[];
}

export async function card(
  model: string | undefined,
  { check, out, plugin = [] }: CardOptions,
): Promise<void> {
  requireEnding("--out", out, ".md");
  await loadPlugins(plugin.map((path) => resolve(path)));
  const { info, release } = await readRecogniser(model ?? READY_MADE);
  await release();
  const text = renderCard(
    info,
    measuredApart(info),
    check === undefined ? undefined : await readCheck(check),
  );
  if (out === undefined) printLines(...text.trimEnd().split("\n"));
  else {
    await atomicWrite(out, text);
    printLines(`Model card: ${out}`);
  }
}

async function readCheck(path: string) {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    throw new ConfigError(`${path}: the check cannot be read (${fileTrouble(error)}).`);
  });
  return parseCheckReport(path, text);
}
