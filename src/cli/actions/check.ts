/** `prosodia check`: how a recogniser behaves. */
import { resolve } from "node:path";
import pc from "picocolors";
import { ModelError } from "../../base/errors.ts";
import { type CheckReport, checkHtml, neededText, summaryText, valueText } from "../../check/index.ts";
import { checkRecogniser } from "../../experiment/check.ts";
import { loadPlugins } from "../../experiment/config/plugins.ts";
import { atomicWrite } from "../../experiment/files/atomic-write.ts";
import { READY_MADE, readRecogniser } from "../../experiment/folder/read-recogniser.ts";
import type { WorkOptions } from "../../experiment/open-work.ts";
import { requireEnding } from "../endings.ts";
import { printLines } from "../lines.ts";
import { formatColumns, printJson } from "../print.ts";
import { withServices } from "../with-services.ts";

export interface CheckOptions extends WorkOptions {
  readonly corpus: string;
  readonly reader?: string;
  readonly clips?: number;
  readonly out?: string;
  readonly strict?: boolean;
  readonly plugin?: readonly string[];
  readonly json?: boolean;
}

export async function check(model: string | undefined, options: CheckOptions): Promise<void> {
  const { corpus, reader, clips, out, strict = false } = options;
  requireEnding("--out", out, ".html", "For data, redirect --json.");
  await loadPlugins((options.plugin ?? []).map((path) => resolve(path)));
  const recogniser = await readRecogniser(model ?? READY_MADE);
  let report: CheckReport;
  try {
    report = await withServices(options, "Stopped; features that were computed are kept.", (services) =>
      checkRecogniser(recogniser, { path: resolve(corpus), reader, clips }, services),
    );
  } finally {
    await recogniser.release();
  }
  if (out !== undefined) await atomicWrite(out, await checkHtml(report));
  if (options.json === true) printJson(report);
  else printLines(...describe(report), ...(out === undefined ? [] : [`Page: ${out}`]));
  const failed = report.checks.filter(({ passed }) => !passed).length;
  if (strict && failed > 0)
    throw new ModelError(`${report.recogniser}: ${failed} of ${report.checks.length} checks failed.`);
}

function describe(report: CheckReport): string[] {
  const table = report.checks.map((one) => [
    one.passed ? "passed" : "failed",
    one.name,
    one.measure,
    `${valueText(one)}, ${neededText(one)}`,
    one.detail,
  ]);
  return [
    ...report.notes.map((note) => `${pc.yellow("note:")} ${note}`),
    ...formatColumns(table).map((line, i) => (report.checks[i].passed ? line : pc.yellow(line))),
    summaryText(report),
  ];
}
