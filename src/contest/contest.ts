/** What a contest asks for: which clips, in which form, and how many of them its public board looks at. */
import { z } from "zod";
import { ConfigError } from "../base/errors.ts";
import { parseJson } from "../base/params.ts";

/** The form of a csv of answers. */
export interface AnswerForm {
  /** Names of the columns of ids and of labels. */
  readonly columns: readonly [id: string, label: string];
  /** As the contest writes them, in its order. */
  readonly ids: readonly string[];
}

const contestSchema = z.strictObject({
  version: z.literal(1),
  name: z.string().min(1),
  train: z.string().describe("labelled clips: a folder or a table; relative to this file"),
  test: z.string().describe("folder of the clips to be answered; relative to this file"),
  columns: z.tuple([z.string(), z.string()]),
  labels: z.array(z.string()).min(1),
  publicRows: z.int().positive().exactOptional().describe("how many answers the public score is made of"),
  ids: z.array(z.string()).min(1),
});

export type Contest = z.output<typeof contestSchema>;

/** The form of who asks for nothing else. */
export function plainForm(clipIds: readonly string[]): AnswerForm {
  return { columns: ["filename", "label"], ids: clipIds };
}

/** How many answers a public score is made of: all of them, where the contest does not say. */
export function publicRowsOf({ publicRows, ids }: Contest): number {
  return publicRows ?? ids.length;
}

/**
 * @param path - for the error
 * @throws ConfigError that names the file and the key
 */
export function parseContest(path: string, text: string): Contest {
  const contest = parseJson(path, text, contestSchema);
  const { ids, publicRows = 1 } = contest;
  if (publicRows > ids.length) {
    throw new ConfigError(
      `${path}: publicRows: expected at most the contest's ${ids.length} rows, got ${publicRows}.`,
    );
  }
  return contest;
}

/** Text with a line per key: people read and mend it. */
export function formatContest(contest: Contest): string {
  const lines = Object.entries(contest).map(
    ([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`,
  );
  return `{\n${lines.join(",\n")}\n}\n`;
}
