/** `prosodia features table`: a feature of a whole corpus, for other programs. */
import { extname, resolve } from "node:path";
import { counted } from "../../base/counted.ts";
import { ConfigError } from "../../base/errors.ts";
import { writeFeatureTable } from "../../experiment/feature-table.ts";
import type { WorkOptions } from "../../experiment/open-work.ts";
import { parseRecipe } from "../../features/recipe.ts";
import { tables } from "../../table/index.ts";
import type { Assignments } from "../assignment.ts";
import { printLines, tellLines } from "../lines.ts";
import { printJson } from "../print.ts";
import { withServices } from "../with-services.ts";

export interface TableOptions extends WorkOptions {
  readonly feature: string;
  readonly set?: Assignments;
  readonly out: string;
  readonly per: string;
  readonly overTime?: readonly string[];
  readonly rate?: number;
  readonly trimDb?: number;
  readonly reader?: string;
  readonly append?: boolean;
  readonly onBadFile: string;
  readonly json?: boolean;
}

export async function writeTable(corpus: string, options: TableOptions): Promise<void> {
  const { feature, set = {}, out, per, overTime, append = false, onBadFile } = options;
  const format = tables.find(extname(out).slice(1).toLowerCase(), "--out: the file's ending");
  if (per !== "clip" && per !== "frame")
    throw new ConfigError(`--per: expected clip or frame, got "${per}".`);
  if (onBadFile !== "skip" && onBadFile !== "fail") {
    throw new ConfigError(`--on-bad-file: expected skip or fail, got "${onBadFile}".`);
  }
  const recipe = parseRecipe("features table", {
    ...(options.rate === undefined ? {} : { sampleRate: options.rate }),
    ...(options.trimDb === undefined ? {} : { trimDb: options.trimDb }),
    features: [
      {
        id: feature,
        params: set,
        ...(overTime === undefined ? {} : { overTime: { functionals: overTime } }),
      },
    ],
  });
  const written = await withServices(options, "Stopped; what was computed is kept.", (services) =>
    writeFeatureTable(
      { corpus: resolve(corpus), reader: options.reader, recipe, per, format, out, append, onBadFile },
      services,
    ),
  );
  if (options.json === true) printJson({ out, ...written });
  else {
    for (const problem of written.skipped) tellLines(`Left out: ${problem}`);
    printLines(
      `${counted(written.rows, "row")} of ${counted(written.columns, "column")}, ${counted(written.clips, "clip")}: ${out}`,
    );
  }
}
