/** A registry: the closed list of one kind of thing (features, models, …), looked up by id. */
import { ConfigError } from "./errors.ts";

export interface Registry<T extends { readonly id: string }> {
  /** What the list holds, in one word: "feature". */
  readonly kind: string;
  readonly list: readonly T[];
  readonly ids: readonly string[];
  has(id: string): boolean;
  /**
   * @param where - the file and key that name the id, for the error
   * @throws ConfigError that names the known ids and the nearest one
   */
  get(id: string, where?: string): T;
}

/** @throws Error if two entries share an id (a defect, found when the module loads) */
export function createRegistry<T extends { readonly id: string }>(
  kind: string,
  list: readonly T[],
): Registry<T> {
  const byId = new Map<string, T>();
  for (const entry of list) {
    if (byId.has(entry.id)) throw new Error(`two entries of kind ${kind} have the id "${entry.id}"`);
    byId.set(entry.id, entry);
  }
  const ids = [...byId.keys()];
  return {
    kind,
    list,
    ids,
    has: (id) => byId.has(id),
    get(id, where) {
      const entry = byId.get(id);
      if (entry === undefined) {
        throw new ConfigError(
          `${where === undefined ? "" : `${where}: `}${kind} "${id}" is unknown; expected one of ${ids.join(", ")}.`,
          didYouMean(id, ids),
        );
      }
      return entry;
    },
  };
}

/** `Did you mean "mfcc"?` for the nearest known word, or nothing when none is near. */
export function didYouMean(word: string, known: readonly string[]): string | undefined {
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

/** Levenshtein distance. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(substitution, previous[j] + 1, current[j - 1] + 1));
    }
    previous = current;
  }
  return previous[b.length];
}
