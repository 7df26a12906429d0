/** Predictions as csv text: what a person opens in a spreadsheet, and what is read back. */
import { formatCsv, parseCsv } from "../base/csv.ts";
import { ConfigError, ModelError } from "../base/errors.ts";
import { shortFloat } from "../base/short-float.ts";
import type { Judged } from "./predictions.ts";
import { createPredictions } from "./predictions-table.ts";

const FIRST_COLUMNS = ["clip", "truth", "predicted"];

/** What a spreadsheet would compute: text that begins with one of these and is no number. */
const FORMULA = /^'*(?![+-]?\d+(?:\.\d+)?$)[=+\-@\t\r]/;

/** An id or label whose formula is text to a spreadsheet, by the quote that spreadsheets know for it. */
export function inert(cell: string): string {
  return FORMULA.test(cell) ? `'${cell}` : cell;
}

/** What `inert` was given. */
export function exact(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell;
}

/**
 * Csv (RFC 4180, lines end with \n): clip, truth (empty where unknown), predicted, then one probability per label
 * with the digits that restore its float32 exactly. Ids and labels that a spreadsheet would compute begin with a quote.
 */
export function formatPredictions(predictions: Judged): string {
  const { labels, clipIds, truth, predicted, probabilities } = predictions;
  const lines = [[...FIRST_COLUMNS, ...labels.map(inert)]];
  clipIds.forEach((id, i) => {
    const row = Array.from(probabilities.subarray(i * labels.length, (i + 1) * labels.length), shortFloat);
    const names = [id, truth[i] < 0 ? "" : labels[truth[i]], labels[predicted[i]]];
    lines.push([...names.map(inert), ...row]);
  });
  return formatCsv(lines);
}

/**
 * Predictions from the csv that `formatPredictions` writes; a spreadsheet's CRLF and byte-order mark are accepted.
 *
 * @param source - name of the result, and of the table in errors
 * @throws ConfigError that names the line, what was expected and what was got
 */
export function parsePredictions(source: string, text: string): Judged {
  const fail = (line: number, problem: string): never => {
    throw new ConfigError(`predictions of ${source}: line ${line}: ${problem}.`);
  };
  const [header, ...rows] = parseCsv(text, fail, { separator: "," });
  const columns = header?.cells ?? [];
  const labels = columns.slice(FIRST_COLUMNS.length).map(exact);
  if (columns.slice(0, FIRST_COLUMNS.length).join() !== FIRST_COLUMNS.join() || labels.length === 0) {
    fail(1, `expected the columns clip,truth,predicted and one per label, got "${columns.join(",")}"`);
  }
  const indexByLabel = new Map(labels.map((label, index) => [label, index]));
  const indexOf = (line: number, label: string): number =>
    indexByLabel.get(label) ?? fail(line, `expected one of the labels ${labels.join(", ")}, got "${label}"`);
  const k = labels.length;
  const truth = new Int32Array(rows.length);
  const predicted = new Int32Array(rows.length);
  const probabilities = new Float32Array(rows.length * k);
  rows.forEach(({ line, cells }, i) => {
    if (cells.length !== columns.length) fail(line, `expected ${columns.length} cells, got ${cells.length}`);
    truth[i] = cells[1] === "" ? -1 : indexOf(line, exact(cells[1]));
    predicted[i] = indexOf(line, exact(cells[2]));
    for (let label = 0; label < k; label++) {
      const cell = cells[FIRST_COLUMNS.length + label];
      const value = cell.trim() === "" ? Number.NaN : Number(cell);
      if (!Number.isFinite(value)) fail(line, `expected a probability of ${labels[label]}, got "${cell}"`);
      probabilities[i * k + label] = value;
    }
  });
  try {
    const clipIds = rows.map(({ cells }) => exact(cells[0]));
    return { ...createPredictions({ source, labels, clipIds, predicted, probabilities }), truth };
  } catch (error) {
    throw error instanceof ModelError ? new ConfigError(error.message) : error;
  }
}
