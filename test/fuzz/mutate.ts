/** Damage, drawn by a seed: to bytes, to text and to values of JSON and YAML. */
import type { Random } from "../../src/base/random.ts";

const EXTREME = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff];

type ByteDamage = (bytes: Uint8Array, random: Random) => Uint8Array;

/** One in most cases, so that not all is refused for its first damage. */
function few(most: number, random: Random): number {
  return 1 + Math.floor(most * random.uniform() ** 3);
}

/** Headers stand at the beginning: half of all damage falls there. */
function placeIn({ length }: Uint8Array, random: Random): number {
  return random.uniform() < 0.5 ? random.integer(Math.min(64, length)) : random.integer(length);
}

function spliced(bytes: Uint8Array, from: number, until: number, between: Uint8Array): Uint8Array {
  return Uint8Array.from([...bytes.subarray(0, from), ...between, ...bytes.subarray(until)]);
}

const BYTE_DAMAGES: Readonly<Record<string, ByteDamage>> = {
  bit(bytes, random) {
    bytes[placeIn(bytes, random)] ^= 1 << random.integer(8);
    return bytes;
  },
  byte(bytes, random) {
    bytes[placeIn(bytes, random)] = random.integer(256);
    return bytes;
  },
  number(bytes, random) {
    const width = [1, 2, 4][random.integer(3)];
    const at = Math.max(0, Math.min(bytes.length - width, placeIn(bytes, random)));
    const value = EXTREME[random.integer(EXTREME.length)];
    const isLittle = random.uniform() < 0.5;
    for (let i = 0; i < width && at + i < bytes.length; i++) {
      bytes[at + i] = (value >>> (8 * (isLittle ? i : width - 1 - i))) & 255;
    }
    return bytes;
  },
  cut: (bytes, random) => bytes.subarray(0, placeIn(bytes, random)),
  behead: (bytes, random) => bytes.subarray(random.integer(Math.min(64, bytes.length))),
  remove(bytes, random) {
    const from = placeIn(bytes, random);
    return spliced(bytes, from, from + 1 + random.integer(64), new Uint8Array(0));
  },
  insert(bytes, random) {
    const at = placeIn(bytes, random);
    const noise = Uint8Array.from({ length: 1 + random.integer(64) }, () => random.integer(256));
    return spliced(bytes, at, at, noise);
  },
  repeat(bytes, random) {
    const from = placeIn(bytes, random);
    const part = bytes.slice(from, from + 1 + random.integer(512));
    return spliced(bytes, from, from, part);
  },
  zero(bytes, random) {
    const from = placeIn(bytes, random);
    bytes.fill(random.uniform() < 0.5 ? 0 : 255, from, from + 1 + random.integer(256));
    return bytes;
  },
  twice: (bytes) => spliced(bytes, bytes.length, bytes.length, bytes),
};

/** One to four kinds of damage, and their names. */
export function damagedBytes(original: Uint8Array, random: Random): { bytes: Uint8Array; how: string } {
  let bytes: Uint8Array = original.slice();
  const how: string[] = [];
  const names = Object.keys(BYTE_DAMAGES);
  for (let left = few(4, random); left > 0 && bytes.length > 0; left--) {
    const name = names[random.integer(names.length)];
    bytes = BYTE_DAMAGES[name](bytes, random);
    how.push(name);
  }
  return { bytes: bytes.slice(), how: how.join(", ") };
}

/** What is written where something else was expected. */
const HOSTILE: readonly unknown[] = [
  ...[null, true, false, "", " ", [], {}, [[]], [null], 0, -0, -1, 0.5, 1, 2, 3, 7, 1e3, 1e5, 1e6],
  ...[1e9, 2 ** 31, 2 ** 32, 2 ** 53, 1e300, 1e-300, -1e9],
  ...[Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  ...["__proto__", "constructor", "toString", "..", "../../etc/passwd", "/dev/zero", "/proc/self/mem"],
  ...["\u0000", "\u202e", "\u{1f600}", "é", "null", "nan", "=1+1", "x".repeat(5000), "[".repeat(3000)],
  { __proto__: null, constructor: 1 },
  { id: "mfcc" },
  { from: 0, to: 1e9 },
];

/** Values that a file holds, by their path. */
function placesIn(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.keys(value).flatMap((key) => placesIn(Reflect.get(value, key), [...path, key]))];
}

/** One to three values of a tree become something else, are left out, or change places. */
export function damagedValue(original: unknown, random: Random): { value: unknown; how: string } {
  const holder: { root: unknown } = { root: structuredClone(original) };
  const how: string[] = [];
  for (let left = few(3, random); left > 0; left--) {
    const places = placesIn(holder).slice(1);
    if (places.length === 0) break;
    const path = places[random.integer(places.length)];
    const parent = path.slice(0, -1).reduce<unknown>((one, key) => fieldOf(one, key), holder);
    const key = path.at(-1) ?? "root";
    if (typeof parent !== "object" || parent === null) continue;
    const old = fieldOf(parent, key);
    // what is of the right kind gets further than what is not
    if (typeof old === "number" && random.uniform() < 0.8) {
      Reflect.set(parent, key, numberNear(old, random));
      how.push(path.slice(1).join("."));
      continue;
    }
    const kind = random.integer(8);
    if (kind === 0) Reflect.deleteProperty(parent, key);
    else if (kind === 1) {
      const other = places[random.integer(places.length)].reduce<unknown>(
        (one, step) => fieldOf(one, step),
        holder,
      );
      Reflect.set(parent, key, structuredClone(other));
    } else if (kind === 2) Reflect.set(parent, `${key}x`, fieldOf(parent, key));
    else if (kind < 5) Reflect.set(parent, key, numberNear(1, random));
    else Reflect.set(parent, key, structuredClone(HOSTILE[random.integer(HOSTILE.length)]));
    how.push(path.slice(1).join("."));
  }
  return { value: holder.root, how: how.join(", ") };
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}

/** A number that is wrong by little, or by much. */
export function numberNear(value: number, random: Random): number {
  const factors = [0, -1, 0.5, 1, 2, 3, 10, 1000, 1e-3, 1e9];
  return value * factors[random.integer(factors.length)] + random.integer(2);
}

const LETTERS = [
  "\t",
  " ",
  "\n",
  "\r\n",
  '"',
  "'",
  ",",
  ";",
  ":",
  "-",
  "#",
  "&a",
  "*a",
  "!!js",
  "{",
  "}",
  "[",
  "]",
  "|",
];
const ODD_LETTERS = [
  "\u0000",
  "\ufeff",
  "\u2028",
  "\u202e",
  "é",
  "\u{1f600}",
  "%",
  "@",
  "=",
  "\\",
  "0x",
  "1e999",
  "~",
];

/** One to four places of a text changed, by letters or by lines. */
export function damagedText(original: string, random: Random): { text: string; how: string } {
  let text = original;
  const how: string[] = [];
  const all = [...LETTERS, ...ODD_LETTERS];
  for (let left = few(4, random); left > 0; left--) {
    const lines = text.split("\n");
    const line = random.integer(lines.length);
    const at = random.integer(text.length + 1);
    const kind = random.integer(7);
    if (kind === 0) lines.splice(line, 1);
    else if (kind === 1) lines.splice(line, 0, lines[random.integer(lines.length)]);
    else if (kind === 2) lines[line] = `  ${lines[line]}`;
    else if (kind === 3) lines[line] = lines[line].trimStart();
    text = lines.join("\n");
    if (kind === 4) text = text.slice(0, at) + all[random.integer(all.length)] + text.slice(at);
    else if (kind === 5) text = text.slice(0, at) + text.slice(at + 1 + random.integer(5));
    else if (kind === 6 && random.integer(4) === 0) text = text.slice(0, at);
    how.push(
      ["line removed", "line repeated", "indented", "not indented", "letter", "letters removed", "cut"][kind],
    );
  }
  return { text, how: how.join(", ") };
}
