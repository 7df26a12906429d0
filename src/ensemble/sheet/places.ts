/** Where a vote sheet has its columns: its own formulas and those of the other sheets name them by this. */
import { cellName, rangeName } from "../../sheet/workbook.ts";
import type { Ballot } from "./ballot.ts";

export const VOTES = "Votes";
/** Rows of the votes: weights, order and names of the members; then a row per clip. */
export const WEIGHT_ROW = 0;
export const ORDER_ROW = 1;
export const HEAD_ROW = 2;
export const FIRST_ROW = 3;

export interface Places {
  /** -1: no truth is known. */
  readonly truth: number;
  /** First of the members' columns, and of those with the votes for their answers. */
  readonly members: number;
  readonly backing: number;
  readonly majority: number;
  readonly majorityVotes: number;
  readonly worst: number;
  readonly worstVotes: number;
  readonly undecided: number;
  readonly easy: number;
  readonly barely: number;
  /** -1: no truth is known. */
  readonly right: number;
  readonly lastRow: number;
}

export function placesOf({ members: { members, truth, clipIds } }: Ballot): Places {
  const knows = truth.some((label) => label >= 0);
  const first = knows ? 2 : 1;
  const after = first + members.length;
  const right = knows ? after + 7 : -1;
  return {
    truth: knows ? 1 : -1,
    members: first,
    majority: after,
    majorityVotes: after + 1,
    worst: after + 2,
    worstVotes: after + 3,
    undecided: after + 4,
    easy: after + 5,
    barely: after + 6,
    right,
    backing: after + (knows ? 8 : 7),
    lastRow: FIRST_ROW + clipIds.length - 1,
  };
}

/** A column of the votes, of all clips, as another sheet names it. */
export function columnOfVotes(places: Places, column: number): string {
  return `${VOTES}!${rangeName([FIRST_ROW, column], [places.lastRow, column], "both")}`;
}

export function cellOfVotes(row: number, column: number): string {
  return `${VOTES}!${cellName(row, column, "both")}`;
}
