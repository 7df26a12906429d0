/** Predictions that another program wrote: csv with a row per clip, probabilities or labels alone, and folds if it says them. */
import { parseCsv } from "../base/csv.ts";
import { ConfigError, ModelError } from "../base/errors.ts";
import { exact } from "../dataset/predictions-csv.ts";
import { createPredictions } from "../dataset/predictions-table.ts";
import { byCodeUnit } from "../dataset/split/units.ts";
import type { MemberAnswers } from "./members.ts";

/** What columns may be called; every other column is the probability of the label that it is named by. */
const COLUMNS = {
  clip: ["clip", "filename"],
  truth: ["truth"],
  predicted: ["predicted", "label"],
  fold: ["fold"],
} as const;

const MEMBER_CSV = "clip, then predicted or a probability per label, and if known truth and fold";

/**
 * A member from the text of a csv.
 *
 * @param source - the member's name, and the table's in errors
 * @throws ConfigError that names line and clip: a clip that is there twice, a number that is none, probabilities that do not sum to one
 */
export function parseOutside(source: string, text: string): MemberAnswers {
  const fail = (line: number, problem: string): never => {
    throw new ConfigError(`predictions of ${source}: line ${line}: ${problem}.`);
  };
  const [header, ...rows] = parseCsv(text, fail, { tidy: true });
  const names = header?.cells ?? [];
  const columnOf = (aliases: readonly string[]): number => names.findIndex((name) => aliases.includes(name));
  const clipColumn = columnOf(COLUMNS.clip);
  const truthColumn = columnOf(COLUMNS.truth);
  const predictedColumn = columnOf(COLUMNS.predicted);
  const foldColumn = columnOf(COLUMNS.fold);
  const known = new Set([clipColumn, truthColumn, predictedColumn, foldColumn]);
  const labelColumns = names.flatMap((_, column) => (known.has(column) ? [] : [column]));
  const votesOnly = labelColumns.length === 0;
  if (clipColumn < 0 || (votesOnly && predictedColumn < 0)) {
    fail(1, `expected the columns ${MEMBER_CSV}; got "${names.join(",")}"`);
  }
  for (const { line, cells } of rows) {
    if (cells.length !== names.length) fail(line, `expected ${names.length} cells, got ${cells.length}`);
  }
  if (rows.length === 0) fail(1, "expected a row per clip, got none");
  const cellsOf = (column: number): string[] =>
    column < 0 ? [] : rows.map(({ cells }) => exact(cells[column]));
  const said = cellsOf(predictedColumn);
  const truths = cellsOf(truthColumn);
  const labels = votesOnly
    ? [...new Set([...said, ...truths.filter((cell) => cell !== "")])].toSorted(byCodeUnit)
    : labelColumns.map((column) => exact(names[column]));
  const indexOf = (row: number, label: string): number => {
    const index = labels.indexOf(label);
    return index >= 0
      ? index
      : fail(rows[row].line, `expected one of the labels ${labels.join(", ")}, got "${label}"`);
  };
  const predicted = Int32Array.from(said, (label, row) =>
    label === "" ? fail(rows[row].line, "expected a label, got nothing") : indexOf(row, label),
  );
  const probabilities = new Float32Array(rows.length * labels.length);
  rows.forEach(({ line, cells }, row) => {
    if (votesOnly) probabilities[row * labels.length + predicted[row]] = 1;
    labelColumns.forEach((column, label) => {
      const cell = cells[column];
      const value = cell === "" ? Number.NaN : Number(cell);
      if (!Number.isFinite(value)) {
        fail(line, `expected a probability of ${labels[label]} for ${cells[clipColumn]}, got "${cell}"`);
      }
      probabilities[row * labels.length + label] = value;
    });
  });
  const clipIds = cellsOf(clipColumn);
  const foldOf = new Map(cellsOf(foldColumn).map((fold, row) => [clipIds[row], fold]));
  const foldless = clipIds.find((id) => foldColumn >= 0 && foldOf.get(id) === "");
  if (foldless !== undefined)
    fail(1, `the clip ${foldless} has no fold; expected one for every clip, or no such column`);
  try {
    return {
      ...createPredictions({
        source,
        labels,
        clipIds,
        probabilities,
        ...(predictedColumn < 0 ? {} : { predicted }),
      }),
      truth: Int32Array.from(clipIds, (_, row) =>
        (truths[row] ?? "") === "" ? -1 : indexOf(row, truths[row]),
      ),
      kind: "outside",
      votesOnly,
      foldOf: foldColumn < 0 ? null : foldOf,
    };
  } catch (error) {
    throw error instanceof ModelError ? new ConfigError(error.message) : error;
  }
}
