/** `prosodia ensemble sheet`: votes as a spreadsheet that goes on computing. */
import { relative } from "node:path";
import { counted } from "../../base/counted.ts";
import { parseParams } from "../../base/params.ts";
import { formatVotes, voteBook } from "../../ensemble/sheet/index.ts";
import { combinationOf, combinationSchema } from "../../ensemble/spec.ts";
import { atomicWrite } from "../../experiment/files/atomic-write.ts";
import { readMembers } from "../../experiment/folder/read-members.ts";
import { encodeXlsx } from "../../sheet/xlsx.ts";
import type { Assignments } from "../assignment.ts";
import { endingOf } from "../endings.ts";
import { printLines, tellLines } from "../lines.ts";

export interface SheetOptions {
  readonly out: string;
  readonly weight?: Assignments;
  readonly tieBreaker?: readonly string[];
}

export async function sheet(paths: readonly string[], options: SheetOptions): Promise<void> {
  const { out, weight = {}, tieBreaker = [] } = options;
  const ending = endingOf("--out", out, [".xlsx", ".csv"]);
  const asked = parseParams("ensemble sheet", combinationSchema, {
    weights: weight,
    tieBreakers: tieBreaker,
  });
  const members = await readMembers(paths);
  const vote = combinationOf("ensemble sheet", members, asked);
  await atomicWrite(
    out,
    ending === ".csv" ? formatVotes(members, vote) : encodeXlsx(voteBook(members, vote)),
  );
  tellLines(...members.notes.map((note) => `note: ${note}`));
  printLines(
    `${relative("", out)}: ${counted(members.members.length, "member")}, ${counted(members.clipIds.length, "clip")}`,
  );
}
