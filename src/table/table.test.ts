import { unzipSync } from "fflate";
import { parquetReadObjects } from "hyparquet";
import { describe, expect, test } from "vitest";
import { parseCsv } from "../base/csv.ts";
import { ConfigError } from "../base/errors.ts";
import { encodeNpy, type TableFormat, type TableLayout, type TableRows, tables } from "./index.ts";

const LAYOUT: TableLayout = {
  texts: [
    { name: "id", values: ["a,1", "b'2", "c", "d"] },
    { name: "label", values: ["gl\u00fccklich", "sad"] },
  ],
  numbers: [
    { name: "mfcc1_mean", unit: "dB" },
    { name: "share", unit: null },
  ],
  rows: 4,
};

/** In two calls; one label and one number are not known. */
const PARTS: readonly TableRows[] = [
  {
    texts: [
      ["a,1", "gl\u00fccklich"],
      ["b'2", ""],
      ["c", "sad"],
    ],
    numbers: Float32Array.of(1.5, Number.NaN, 0.1, 2, -3e-7, 4),
  },
  { texts: [["d", "sad"]], numbers: Float32Array.of(1e20, 7) },
];

async function written(
  format: TableFormat,
  layout = LAYOUT,
  parts = PARTS,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes: number[] = [];
  const sink = async (some: Uint8Array): Promise<void> => {
    for (const byte of some) bytes.push(byte);
  };
  await sink(new TextEncoder().encode(format.header?.(layout) ?? ""));
  const writer = await format.open(layout, sink);
  for (const part of parts) await writer.write(part);
  await writer.finish();
  return Uint8Array.from(bytes);
}
const text = async (format: TableFormat): Promise<string> => new TextDecoder().decode(await written(format));

test("csv: a header, quotes where they are needed, empty cells where nothing is known", async () => {
  const csv = await text(tables.get("csv"));
  expect(csv).toBe(
    'id,label,mfcc1_mean,share\n"a,1",gl\u00fccklich,1.5,\nb\'2,,0.1,2\nc,sad,-3e-7,4\nd,sad,100000000000000000000,7\n',
  );
  const cells = parseCsv(csv, (_, problem) => {
    throw new Error(problem);
  }).map((record) => record.cells);
  expect(cells[1]).toEqual(["a,1", "gl\u00fccklich", "1.5", ""]);
  expect(Math.fround(Number(cells[2][2]))).toBe(Math.fround(0.1));
});

test("arff: nominal attributes, quoted; ? where nothing is known", async () => {
  expect((await text(tables.get("arff"))).split("\n")).toEqual([
    "@RELATION features",
    "",
    "@ATTRIBUTE 'id' {'a,1','b\\'2','c','d'}",
    "@ATTRIBUTE 'label' {'gl\u00fccklich','sad'}",
    "@ATTRIBUTE 'mfcc1_mean' NUMERIC",
    "@ATTRIBUTE 'share' NUMERIC",
    "",
    "@DATA",
    "'a,1','gl\u00fccklich',1.5,?",
    "'b\\'2',?,0.1,2",
    "'c','sad',-3e-7,4",
    "'d','sad',100000000000000000000,7",
    "",
  ]);
});

test("npz: the numbers as one array, names, units and texts as arrays of their own", async () => {
  const files = unzipSync(await written(tables.get("npz")));
  expect(Object.keys(files)).toEqual(["x.npy", "columns.npy", "units.npy", "id.npy", "label.npy"]);
  const numbers = Float32Array.from([...PARTS[0].numbers, ...PARTS[1].numbers]);
  expect(files["x.npy"]).toEqual(encodeNpy([4, 2], numbers));
  const label = files["label.npy"];
  expect(new TextDecoder().decode(label.subarray(10, 70))).toContain("'descr': '<U9'");
  const points = new Uint32Array(label.slice(128).buffer);
  const texts = [0, 1, 2, 3].map((row) =>
    String.fromCodePoint(...points.subarray(9 * row, 9 * row + 9)).replaceAll("\0", ""),
  );
  expect(texts).toEqual(["gl\u00fccklich", "", "sad", "sad"]);
});

test("parquet: typed columns, nulls for texts that are not known, in groups of rows", async () => {
  const bytes = await written(tables.get("parquet"));
  const rows = await parquetReadObjects({ file: bytes.buffer });
  expect(rows).toEqual([
    { id: "a,1", label: "gl\u00fccklich", mfcc1_mean: 1.5, share: Number.NaN },
    { id: "b'2", label: null, mfcc1_mean: Math.fround(0.1), share: 2 },
    { id: "c", label: "sad", mfcc1_mean: Math.fround(-3e-7), share: 4 },
    { id: "d", label: "sad", mfcc1_mean: Math.fround(1e20), share: 7 },
  ]);
});

test("parquet: many rows are handed over while they come", async () => {
  const numbers = Array.from({ length: 1000 }, (_, i) => ({ name: `n${i}`, unit: null }));
  const layout = { texts: [{ name: "id", values: ["x"] }], numbers, rows: 9000 };
  const sizes: number[] = [];
  const writer = await tables.get("parquet").open(layout, async (bytes) => void sizes.push(bytes.length));
  const part = {
    texts: Array.from({ length: 500 }, () => ["x"]),
    numbers: new Float32Array(500_000).fill(1.25),
  };
  for (let i = 0; i < 18; i++) await writer.write(part);
  await writer.finish();
  expect(sizes.length).toBeGreaterThan(2);
});

describe.each(tables.list)("$id", (format) => {
  test("another number of rows than announced is an error", async () => {
    await expect(written(format, { ...LAYOUT, rows: 5 })).rejects.toThrow(ConfigError);
    await expect(written(format, { ...LAYOUT, rows: 3 })).rejects.toThrow(
      /the table has \d rows; expected the 3/,
    );
  });

  test("no rows at all", async () => {
    const empty = { ...LAYOUT, rows: 0, texts: LAYOUT.texts.map((one) => ({ ...one, values: [] })) };
    expect((await written(format, empty, [])).length).toBeGreaterThan(20);
  });
});
