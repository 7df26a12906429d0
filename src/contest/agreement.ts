/** How alike the answers of two files are. */
import type { Answers } from "./answers.ts";

/** Share of rows with the same answer. */
export function agreementOf(a: Answers, b: Answers): number {
  let same = 0;
  for (let row = 0; row < a.length; row++) if (a[row] === b[row]) same++;
  return same / a.length;
}
