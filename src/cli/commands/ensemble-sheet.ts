/** `prosodia ensemble sheet`: votes as a spreadsheet that goes on computing. */
import type { Command } from "commander";
import type { SheetOptions } from "../actions/ensemble-sheet.ts";
import { addAssignment, addWord } from "../assignment.ts";

/** @param group - the commands of ensembles */
export function addEnsembleSheetCommand(group: Command): void {
  group
    .command("sheet <members...>")
    .description("the members' votes as a spreadsheet: majority, ties, rates and agreement as live formulas")
    .requiredOption("-o, --out <file>", "where to write it: .xlsx, or the votes alone as .csv")
    .option("--weight <member=n>", "how many votes a member has (default: 1); once per member", addAssignment)
    .option("--tie-breaker <member>", "who decides ties, in order; once per member", addWord)
    .addHelpText(
      "after",
      `
The yellow cells of the workbook are there to be changed: votes and order of the members. All else follows, in LibreOffice and in
Excel alike.

Example:
  prosodia ensemble sheet runs/experiment --tie-breaker svm -o votes.xlsx`,
    )
    .action(async (members: string[], options: SheetOptions) =>
      (await import("../actions/ensemble-sheet.ts")).sheet(members, options),
    );
}
