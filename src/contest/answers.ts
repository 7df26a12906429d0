/** A contest's csv of answers: read, checked, written. */
import { counted } from "../base/counted.ts";
import { formatCsv, parseCsv } from "../base/csv.ts";
import { ConfigError, ModelError } from "../base/errors.ts";
import { didYouMean } from "../base/registry.ts";
import { nameSome } from "../dataset/split/units.ts";
import type { AnswerForm, Contest } from "./contest.ts";

/** [row of the contest], index into its labels. */
export type Answers = Int32Array<ArrayBuffer>;

interface IdRow {
  readonly line: number;
  readonly id: string;
  readonly label: string;
}

/**
 * A sample submission: the form of what the contest expects, and the labels that it holds, which may mean nothing.
 *
 * @param path - for the error
 * @throws ConfigError unless there are two columns, and every id once
 */
export function parseSample(path: string, text: string): AnswerForm & { readonly labels: readonly string[] } {
  const { columns, rows } = readRows(path, text);
  return { columns, ids: rows.map(({ id }) => id), labels: [...new Set(rows.map(({ label }) => label))] };
}

/**
 * The answers of a csv, in any order of its rows.
 *
 * @param path - for the error
 * @throws ConfigError that names columns, labels, ids that are there twice, missing or not asked for
 */
export function parseAnswers(contest: Contest, path: string, text: string): Answers {
  const { columns, rows } = readRows(path, text);
  if (columns.join("\n") !== contest.columns.join("\n")) {
    throw new ConfigError(
      `${path}: expected the columns ${contest.columns.join(",")} of the contest, got ${columns.join(",")}.`,
    );
  }
  const rowById = new Map(contest.ids.map((id, row) => [id, row]));
  const strange = rows.filter(({ id }) => !rowById.has(id)).map(({ id }) => id);
  if (strange.length > 0) {
    throw new ConfigError(
      `${path}: the contest does not ask for ${counted(strange.length, "id")} (${nameSome(strange)}).`,
    );
  }
  const given = new Set(rows.map(({ id }) => id));
  const missing = contest.ids.filter((id) => !given.has(id));
  if (missing.length > 0) {
    throw new ConfigError(`${path}: ${counted(missing.length, "answer")} missing (${nameSome(missing)}).`);
  }
  const answers = new Int32Array(contest.ids.length);
  for (const { line, id, label } of rows) {
    const index = contest.labels.indexOf(label);
    if (index < 0) {
      throw new ConfigError(
        `${path}: line ${line}: ${id}: expected one of the labels ${contest.labels.join(", ")}, got "${label}".`,
        didYouMean(label, contest.labels),
      );
    }
    answers[rowById.get(id) ?? -1] = index;
  }
  return answers;
}

/**
 * The csv of answers.
 *
 * @param labelOf - the answer to an id of the form
 * @throws ModelError if an id has no answer: a submission has one row per test clip
 */
export function formatAnswers(form: AnswerForm, labelOf: (id: string) => string | undefined): string {
  const rows = form.ids.map((id) => {
    const label = labelOf(id);
    if (label === undefined) throw new ModelError(`the submission has no answer for the clip ${id}.`);
    return [id, label];
  });
  return formatCsv([[...form.columns], ...rows]);
}

function readRows(path: string, text: string): { columns: [string, string]; rows: IdRow[] } {
  const fail = (line: number, problem: string): never => {
    throw new ConfigError(`${path}: line ${line}: ${problem}.`);
  };
  const [header, ...records] = parseCsv(text, fail, { separator: "," });
  const [first, second, ...more] = header?.cells ?? [];
  if (first === undefined || second === undefined || more.length > 0) {
    return fail(1, `expected two columns, an id and a label, got "${(header?.cells ?? []).join(",")}"`);
  }
  if (records.length === 0) return fail(2, "expected a row per clip, got none");
  const seen = new Map<string, number>();
  const rows = records.map(({ line, cells }) => {
    const [id, label] = cells;
    if (cells.length !== 2) return fail(line, `expected 2 cells, got ${cells.length}`);
    if (seen.has(id)) return fail(line, `the id ${id} is there already, in line ${seen.get(id)}`);
    seen.set(id, line);
    return { line, id, label };
  });
  return { columns: [first, second], rows };
}
