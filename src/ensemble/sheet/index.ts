/** The members' votes as a spreadsheet: workbook or csv. */
import { formatCsv } from "../../base/csv.ts";
import { inert } from "../../dataset/predictions-csv.ts";
import type { Workbook } from "../../sheet/workbook.ts";
import type { Combination } from "../combine.ts";
import { agreementSheet } from "./agreement-sheet.ts";
import { ballotOf, type Voters } from "./ballot.ts";
import { metricsSheet } from "./metrics-sheet.ts";
import { HEAD_ROW, placesOf } from "./places.ts";
import { votesSheet } from "./votes-sheet.ts";

type Vote = Pick<Combination, "weights" | "tieBreakers">;

/** Votes, metrics and agreement; formulas follow the weights and the order of the members, and hold what they give now. */
export function voteBook(members: Voters, vote: Vote): Workbook {
  const ballot = ballotOf(members, vote);
  const places = placesOf(ballot);
  return {
    sheets: [votesSheet(ballot, places), metricsSheet(ballot, places), agreementSheet(ballot, places)],
  };
}

/** The votes without formulas: what they give. */
export function formatVotes(members: Voters, vote: Vote): string {
  const ballot = ballotOf(members, vote);
  const { rows } = votesSheet(ballot, placesOf(ballot));
  return formatCsv(
    rows.slice(HEAD_ROW).map((row) => row.map((cell) => (cell === null ? "" : inert(String(cell.value))))),
  );
}
