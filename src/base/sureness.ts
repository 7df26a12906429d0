/** How sure an answer is, in words. */

/**
 * `81 %`, or of a vote `2 of 3`; `1.7 of 3` on average over several windows of a recording.
 *
 * @param votes - given in all; absent of what is no vote
 */
export function surenessText(probability: number, votes: number | undefined): string {
  return votes === undefined
    ? `${Math.round(100 * probability)} %`
    : `${votesFor(probability, votes)} of ${votes}`;
}

/** How many of the votes a share is: whole ones, or to a tenth where it is a mean. */
export function votesFor(share: number, votes: number): number {
  return Number((votes * share).toFixed(1));
}

/** `yes` or `no` in a table's column `sure`; empty where it is not known. */
export function sureCell(sure: boolean | undefined): string {
  if (sure === undefined) return "";
  return sure ? "yes" : "no";
}
