import { expect, test } from "vitest";
import { parseTextGrid } from "./text-grid.ts";

const LONG = `File type = "ooTextFile"
Object class = "TextGrid"

xmin = 0 
xmax = 2.5 
tiers? <exists> 
size = 2 
item []: 
    item [1]:
        class = "IntervalTier" 
        name = "words 2" 
        xmin = 0 
        xmax = 2.5 
        intervals: size = 2 
        intervals [1]:
            xmin = 0 
            xmax = 1.25 
            text = "say ""3""" 
        intervals [2]:
            xmin = 1.25 
            xmax = 2.5 
            text = "" 
    item [2]:
        class = "TextTier" 
        name = "peaks" 
        xmin = 0 
        xmax = 2.5 
        points: size = 1 
        points [1]:
            number = 1e-1 
            mark = "h*" 
`;
const SHORT = `File type = "ooTextFile"
Object class = "TextGrid"

0
2.5
<exists>
2
"IntervalTier"
"words 2"
0
2.5
2
0
1.25
"say ""3"""
1.25
2.5
""
"TextTier"
"peaks"
0
2.5
1
0.1
"h*"
`;
const TIERS = [
  {
    name: "words 2",
    labels: [
      { from: 0, to: 1.25, text: 'say "3"' },
      { from: 1.25, to: 2.5, text: "" },
    ],
  },
  { name: "peaks", labels: [{ from: 0.1, to: 0.1, text: "h*" }] },
];

test("both text formats of Praat, in UTF-8 and UTF-16", () => {
  expect(parseTextGrid(Buffer.from(LONG), "a")).toEqual(TIERS);
  expect(parseTextGrid(Buffer.from(SHORT), "a")).toEqual(TIERS);
  expect(parseTextGrid(Buffer.from(`\ufeff${LONG}`, "utf16le"), "a")).toEqual(TIERS);
});

test("what is none is refused by its name", () => {
  for (const text of ["", "word,start", LONG.slice(0, 400), LONG.replace("TextGrid", "Sound")]) {
    expect(() => parseTextGrid(Buffer.from(text), "a.TextGrid")).toThrow(
      "a.TextGrid: expected a TextGrid of Praat",
    );
  }
});
