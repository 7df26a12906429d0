/** Praat's TextGrid files, the long and the short text format: bytes in, tiers out. */

export interface TextGridTier {
  readonly name: string;
  /** In order; tiers of points have none. */
  readonly intervals: readonly TextGridInterval[];
  /** In order; tiers of intervals have none. */
  readonly points: readonly { readonly seconds: number; readonly text: string }[];
}

export interface TextGridInterval {
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly text: string;
}

/** Quoted text, flags, and numbers that stand alone: what is left of both formats without their decoration. */
const TOKEN = /"(?:[^"]|"")*"|<\w+>|[^\s"]+/g;
const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

/**
 * @param fail - throws, told what is wrong in one clause
 * @see Praat manual, "TextGrid file formats": anything that is no quoted text, flag or number is a comment
 */
export function parseTextGrid(bytes: Uint8Array, fail: (problem: string) => never): TextGridTier[] {
  const tokens = [...textOf(bytes).matchAll(TOKEN)].flatMap(([token]) =>
    token.startsWith('"') || token.startsWith("<") || NUMBER.test(token) ? [token] : [],
  );
  let at = 0;
  const text = (what: string): string => {
    const token = tokens[at++];
    if (token?.startsWith('"') !== true) return fail(`expected ${what}, got ${token ?? "the end"}`);
    return token.slice(1, -1).replaceAll('""', '"');
  };
  const number = (what: string): number => {
    const token = tokens[at++];
    return token !== undefined && NUMBER.test(token)
      ? Number(token)
      : fail(`expected ${what}, got ${token ?? "the end"}`);
  };
  if (text("a file type") !== "ooTextFile" || text("an object class") !== "TextGrid")
    fail("is no TextGrid in text form");
  number("the beginning");
  number("the end");
  const flag = tokens[at++];
  if (flag === "<absent>") return [];
  if (flag !== "<exists>") fail(`expected whether there are tiers, got ${flag ?? "the end"}`);
  const tiers: TextGridTier[] = [];
  for (let left = number("the number of tiers"); left > 0; left--) {
    const kind = text("the kind of a tier");
    const name = text("the name of a tier");
    number("the beginning of a tier");
    number("the end of a tier");
    const count = number("the number of intervals");
    const intervals: TextGridInterval[] = [];
    const points: { seconds: number; text: string }[] = [];
    for (let i = 0; i < count; i++) {
      const seconds = number("a time");
      if (kind !== "IntervalTier") points.push({ seconds, text: text("a text") });
      else intervals.push({ startSeconds: seconds, endSeconds: number("a time"), text: text("a text") });
    }
    tiers.push({ name, intervals, points });
  }
  return tiers;
}

/** Praat writes UTF-16 where text is not ASCII, big-endian with its mark, and reads UTF-8. */
function textOf(bytes: Uint8Array): string {
  const encoding =
    bytes[0] === 0xfe && bytes[1] === 0xff
      ? "utf-16be"
      : bytes[0] === 0xff && bytes[1] === 0xfe
        ? "utf-16le"
        : "utf-8";
  return new TextDecoder(encoding).decode(bytes);
}
