/** A registry: the things of one kind (features, models, …), looked up by id; others can be added while the program runs. */
import { ConfigError } from "./errors.ts";
import { shortened } from "./shortened.ts";

export interface Entry {
  /** What it is, in one word: "feature". Tells the registry that it belongs to. */
  readonly kind: string;
  readonly id: string;
}

/** The entry of a module `all` whose id is the literal `I`, with its own types. */
export type EntryOf<All, I extends string> = Extract<All[Extract<keyof All, string>], { readonly id: I }>;

/** The ids that the entries of a module `all` have. */
export type IdOf<All> = Extract<All[Extract<keyof All, string>], { readonly id: string }>["id"];

/** @typeParam All - the entries that come with the package, which the compiler knows by their ids */
export interface Registry<T extends Entry, All extends Readonly<Record<keyof All, T>>> {
  readonly kind: T["kind"];
  /** Grows with `register`. */
  readonly list: readonly T[];
  /** Grows with `register`. */
  readonly ids: readonly string[];
  has(id: string): boolean;
  /** The entry of an id that is written in the program: with the types of its own parameters. */
  get<I extends IdOf<All>>(id: I): EntryOf<All, I>;
  /**
   * The entry of an id that comes from a file or a command line.
   *
   * @param where - the file and key that name the id, for the error
   * @throws ConfigError that names the known ids and the nearest one
   */
  find(id: string, where?: string): T;
  /**
   * Adds an entry of one's own.
   *
   * @throws ConfigError if the id is taken or the entry is of another kind
   */
  register(entry: T): void;
}

/** @throws ConfigError if two entries share an id or one is of another kind (a defect, found when the module loads) */
export function createRegistry<T extends Entry, All extends Readonly<Record<keyof All, T>>>(
  kind: T["kind"],
  all: All,
): Registry<T, All> {
  const byId = new Map<string, T>();
  const list: T[] = [];
  const ids: string[] = [];

  function register(entry: T): void {
    if (entry.kind !== kind) {
      throw new ConfigError(`${entry.kind} "${entry.id}" is of another kind; expected a ${kind}.`);
    }
    if (byId.has(entry.id)) {
      throw new ConfigError(`${kind} "${entry.id}" is there already; choose another id.`);
    }
    byId.set(entry.id, entry);
    list.push(entry);
    ids.push(entry.id);
  }

  for (const name in all) register(all[name]);
  const own = [...ids];
  return {
    kind,
    list,
    ids,
    has: (id) => byId.has(id),
    get(id) {
      for (const name in all) {
        const entry = all[name];
        if (hasId(entry, id)) return entry;
      }
      throw unknown(kind, id, own);
    },
    find(id, where) {
      const entry = byId.get(id);
      if (entry === undefined) throw unknown(kind, id, ids, where);
      return entry;
    },
    register,
  };
}

function hasId<E extends Entry, I extends string>(entry: E, id: I): entry is Extract<E, { readonly id: I }> {
  return entry.id === id;
}

function unknown(kind: string, id: string, known: readonly string[], where?: string): ConfigError {
  return new ConfigError(
    `${where === undefined ? "" : `${where}: `}${kind} "${shortened(id)}" is unknown; expected one of ${known.join(", ")}.`,
    didYouMean(id, known),
  );
}

/** Nobody misspells a longer word. */
const LONGEST_WORD = 80;

/** `Did you mean "mfcc"?` for the nearest known word, or nothing when none is near. */
export function didYouMean(word: string, known: readonly string[]): string | undefined {
  if (word.length > LONGEST_WORD) return undefined;
  let nearest: string | undefined;
  let least = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < least) {
      least = distance;
      nearest = candidate;
    }
  }
  return nearest === undefined ? undefined : `Did you mean "${nearest}"?`;
}

/** Letters that are added, missing or others, and neighbours that are swapped: optimal string alignment. */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = isSwapped ? before[j - 2] + 1 : Number.POSITIVE_INFINITY;
      current.push(Math.min(substitution, previous[j] + 1, current[j - 1] + 1, swap));
    }
    before = previous;
    previous = current;
  }
  return previous[b.length];
}
