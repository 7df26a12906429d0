/**
 * What work took on this machine, kept in the cache: so that what is like it can be told to take about as long. Seconds are those that a
 * person waits, with as many workers as there were.
 */
import { z } from "zod";
import { digestOf } from "../../base/digest.ts";
import type { Cache } from "../rows/cache.ts";

/** A piece of work, by what its time depends on. */
export interface Effort {
  /** What pieces that take alike have in common, such as recipe, steps and model; JSON. */
  readonly of: unknown;
  /** Whatever its time grows with: rows, or seconds of audio. */
  readonly size: number;
}

export interface Timings {
  learn(effort: Effort, seconds: number): void;
  /** s, about; undefined where nothing like it was done here. */
  guess(effort: Effort): Promise<number | undefined>;
  /** Adds what was learnt to what is kept. */
  save(): Promise<void>;
}

const sizeSchema = z.strictObject({
  /** Means of the pieces of about this size. */
  size: z.number().positive(),
  seconds: z.number().nonnegative(),
  /** How many pieces they are means of; earlier runs count half of what later ones do. */
  pieces: z.number().positive(),
});
type Size = z.output<typeof sizeSchema>;

const KIND = "timings";

/** @param place - what is common to all work here: by how many it is done at once */
export function createTimings(cache: Cache, place: string): Timings {
  /** Of this process. */
  const learnt = new Map<string, { of: unknown; sizes: Size[] }>();
  const nameOf = (of: unknown): Promise<string> => digestOf({ of, place });
  /** As they were read first: a forecast asks of the same work many times. */
  const kept = new Map<string, Promise<Size[]>>();
  const read = async (of: unknown): Promise<Size[]> =>
    (await cache.readJson(KIND, await nameOf(of), z.array(sizeSchema))) ?? [];
  async function known(of: unknown, before: Promise<Size[]>): Promise<Size[]> {
    const halved = (await before).map((one) => ({ ...one, pieces: one.pieces / 2 }));
    return joined(halved, learnt.get(JSON.stringify(of))?.sizes ?? []);
  }
  return {
    learn({ of, size }, seconds) {
      const name = JSON.stringify(of);
      const before = learnt.get(name)?.sizes ?? [];
      learnt.set(name, { of, sizes: joined(before, [{ size, seconds, pieces: 1 }]) });
    },
    async guess({ of, size }) {
      const name = JSON.stringify(of);
      const before = kept.get(name) ?? read(of);
      kept.set(name, before);
      return secondsOf(size, await known(of, before));
    },
    async save() {
      for (const { of } of learnt.values()) {
        await cache.writeJson(KIND, await nameOf(of), await known(of, read(of)));
      }
      learnt.clear();
      kept.clear();
    },
  };
}

/** Sizes within a fifth of each other are one. */
function joined(some: readonly Size[], others: readonly Size[]): Size[] {
  const sizes = new Map<number, Size>();
  for (const one of [...some, ...others]) {
    const bin = Math.round(4 * Math.log2(one.size));
    const { size, seconds, pieces } = sizes.get(bin) ?? { size: 0, seconds: 0, pieces: 0 };
    const all = pieces + one.pieces;
    const mean = (a: number, b: number): number => (a * pieces + b * one.pieces) / all;
    sizes.set(bin, { size: mean(size, one.size), seconds: mean(seconds, one.seconds), pieces: all });
  }
  return [...sizes.values()];
}

/**
 * From the nearest size that is known, and the nearest one that is clearly another: what it takes to begin, and so much for the rest; or by
 * the power between the two, where larger work takes more than in proportion. In proportion where one size is known, or where the larger
 * work took no longer.
 */
function secondsOf(size: number, known: readonly Size[]): number | undefined {
  const distance = (one: Size): number => Math.abs(Math.log(one.size / size));
  const [near, ...others] = known.toSorted((a, b) => distance(a) - distance(b));
  if (near === undefined) return undefined;
  const other = others.find((one) => Math.abs(Math.log(one.size / near.size)) > APART);
  const each = other && (other.seconds - near.seconds) / (other.size - near.size);
  if (other === undefined || each === undefined || each <= 0) {
    return near.seconds * (other === undefined ? size / near.size : Math.max(1, size / near.size));
  }
  const begin = near.seconds - each * near.size;
  if (begin >= 0) return begin + each * size;
  const power = Math.log(other.seconds / near.seconds) / Math.log(other.size / near.size);
  return near.seconds * (size / near.size) ** Math.min(STEEPEST, power);
}

/** ln of the ratio of two sizes whose difference tells more than chance does. */
const APART = 0.4;
/** No work here grows faster. */
const STEEPEST = 3;
