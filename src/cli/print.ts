/** What commands print: JSON for machines, aligned lists for people. */
import pc from "picocolors";
import { describeParams, type ParamDescription, type ParamsSchema } from "../base/params.ts";
import { visible } from "../base/visible.ts";

/** Text for programs, as it is. */
export function printText(text: string): void {
  process.stdout.write(text);
}

export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** Numbers written at once: an array of any length never becomes one string. */
const CHUNK = 65_536;

/** One JSON object whose last member is a long array. */
export async function printArrayJson(object: object, key: string, data: Float32Array): Promise<void> {
  const head = JSON.stringify(object).slice(0, -1);
  await print(`${head},${JSON.stringify(key)}:[`);
  for (let from = 0; from < data.length; from += CHUNK) {
    const chunk = data.subarray(from, from + CHUNK).join(",");
    await print(from === 0 ? chunk : `,${chunk}`);
  }
  await print("]}\n");
}

function print(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => (error ? reject(error) : resolve()));
  });
}

interface Entry {
  readonly id: string;
  readonly summary: string;
  readonly source?: string;
  readonly params?: ParamsSchema;
}

/** Unions of objects are longer than any other type: they do not move the rows beside them. */
const WIDEST = 40;

/** Registry entries with their parameters, for programs. */
export function describeEntries(entries: readonly Entry[]) {
  return entries.map(({ id, summary, source, params }) => ({
    id,
    summary,
    ...(source === undefined ? {} : { source }),
    ...(params === undefined ? {} : { params: describeParams(params) }),
  }));
}

/** A registry's entry with its parameters, as lines for people. */
export function formatEntry({ id, summary, source, params }: Entry): string[] {
  const rows = params === undefined ? [] : describeParams(params);
  const lines = formatColumns(
    rows.map((row) => [`    ${row.name}`, row.type, defaultOf(row), row.summary]),
    WIDEST,
  );
  return [`${pc.bold(id)}  ${summary}`, ...(source ? [pc.dim(`    ${source}`)] : []), ...lines];
}

function defaultOf(row: ParamDescription): string {
  if (row.isRequired) return "required";
  return row.default === undefined ? "optional" : `default ${JSON.stringify(row.default)}`;
}

/**
 * Pads every column but the last to its widest cell.
 *
 * @param widest - a cell with more characters moves the rest of its own row only
 */
export function formatColumns(
  rows: readonly (readonly string[])[],
  widest = Number.POSITIVE_INFINITY,
): string[] {
  const shown = rows.map((row) => row.map(visible));
  const widths: number[] = [];
  for (const row of shown) {
    row.forEach((cell, i) => {
      widths[i] = Math.max(widths[i] ?? 0, cell.length <= widest ? cell.length : 0);
    });
  }
  return shown.map((row) =>
    row
      .map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i])))
      .join("  ")
      .trimEnd(),
  );
}
