/** What commands print: JSON for machines, aligned lists for people. */
import pc from "picocolors";
import { describeParams, type ParamsSchema } from "../base/params.ts";

export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

interface Entry {
  readonly id: string;
  readonly summary: string;
  readonly source?: string;
  readonly params?: ParamsSchema;
}

/** Registry entries with their parameters, as text or as a JSON array. */
export function formatEntries(entries: readonly Entry[], json: boolean): string {
  if (json) {
    const rows = entries.map(({ id, summary, source, params }) => ({
      id,
      summary,
      ...(source === undefined ? {} : { source }),
      ...(params === undefined ? {} : { params: describeParams(params) }),
    }));
    return `${JSON.stringify(rows)}\n`;
  }
  return entries
    .map(({ id, summary, source, params }) => {
      const rows = params === undefined ? [] : describeParams(params);
      const lines = formatColumns(
        rows.map((row) => [
          `    ${row.name}`,
          row.type,
          `default ${JSON.stringify(row.default)}`,
          row.summary,
        ]),
      );
      return [`${pc.bold(id)}  ${summary}`, ...(source ? [pc.dim(`    ${source}`)] : []), ...lines].join(
        "\n",
      );
    })
    .join("\n\n")
    .concat("\n");
}

/** Pads every column but the last to its widest cell. */
export function formatColumns(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, i) => {
      widths[i] = Math.max(widths[i] ?? 0, cell.length);
    });
  }
  return rows.map((row) =>
    row
      .map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i])))
      .join("  ")
      .trimEnd(),
  );
}
