/** How alike the members are: what two say alike, and where both are wrong. */
import { type Cell, type ColourRule, cellName, rangeName, type Sheet } from "../../sheet/workbook.ts";
import type { Ballot } from "./ballot.ts";
import { columnOfVotes, type Places } from "./places.ts";

type Row = (Cell | null)[];

interface Voice {
  readonly name: string;
  readonly predicted: Int32Array;
  /** Of its answers. */
  readonly column: string;
}

export function agreementSheet(ballot: Ballot, places: Places): Sheet {
  const { members, majority } = ballot;
  const voices: Voice[] = members.members.map(({ name, predictions: { predicted } }, member) => ({
    name,
    predicted,
    column: columnOfVotes(places, places.members + member),
  }));
  voices.push({ name: "majority", predicted: majority, column: columnOfVotes(places, places.majority) });
  const n = majority.length;
  const rows: Row[] = [];
  const rules: ColourRule[] = [];
  const addMatrix = (title: string, colours: readonly [string, string], cellOf: PairCell): void => {
    const top = rows.length + 2;
    rows.push([{ value: title, style: "title" }], headOf(voices), ...matrix(voices, top, cellOf), []);
    const range = rangeName([top, 1], [top + voices.length - 1, voices.length]);
    rules.push({
      range,
      scale: [
        { at: 0, fill: colours[0] },
        { at: 1, fill: colours[1] },
      ],
    });
  };
  addMatrix("Share of clips with the same answer", ["#ffffff", "#6db3dd"], (a, b) => ({
    value: count(n, (clip) => a.predicted[clip] === b.predicted[clip]) / n,
    formula: `SUMPRODUCT(--EXACT(${a.column},${b.column}))/ROWS(${a.column})`,
  }));
  if (places.truth >= 0) {
    const { truth } = members;
    const column = columnOfVotes(places, places.truth);
    const known = count(n, (clip) => truth[clip] >= 0);
    addMatrix("Share of clips on which both are wrong", ["#ffffff", "#e39a63"], (a, b) => ({
      value:
        count(
          n,
          (clip) =>
            truth[clip] >= 0 && a.predicted[clip] !== truth[clip] && b.predicted[clip] !== truth[clip],
        ) / known,
      formula:
        `SUMPRODUCT((${column}<>"")*(1-EXACT(${a.column},${column}))*(1-EXACT(${b.column},${column})))` +
        `/SUMPRODUCT(--(${column}<>""))`,
    }));
  }
  return {
    name: "Agreement",
    rows,
    columnWidths: [20, ...voices.map(() => 14)],
    frozen: { rows: 0, columns: 1 },
    rules,
  };
}

type PairCell = (a: Voice, b: Voice) => { readonly value: number; readonly formula: string };

function headOf(voices: readonly Voice[]): Row {
  return [
    { value: "", style: "head" },
    ...voices.map(({ name }): Cell => ({ value: name, style: "headNumber" })),
  ];
}

/** Computed once per pair: the other half looks across the diagonal. */
function matrix(voices: readonly Voice[], top: number, cellOf: PairCell): Row[] {
  return voices.map((a, i) => [
    { value: a.name, style: "head" },
    ...voices.map((b, j): Cell => {
      const { value, formula } = cellOf(a, b);
      return { value, formula: j < i ? cellName(top + j, 1 + i) : formula, style: "percent" };
    }),
  ]);
}

function count(n: number, isCounted: (clip: number) => boolean): number {
  let all = 0;
  for (let clip = 0; clip < n; clip++) if (isCounted(clip)) all++;
  return all;
}
