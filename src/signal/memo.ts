/** Tables that depend on a few settings only (filter banks, bases, plans) are made once per setting. */

/** The number of settings that are kept; a run uses a handful. */
const CAPACITY = 32;

/**
 * A function that remembers what `create` returned for the last 32 different arguments.
 * The results are shared: callers must not change tables in them.
 */
export function memo<A extends readonly (string | number | boolean)[], T>(
  create: (...settings: A) => T,
): (...settings: A) => T {
  const kept = new Map<string, T>();
  return (...settings) => {
    const key = settings.join();
    const found = kept.get(key);
    if (found !== undefined) return found;
    const made = create(...settings);
    if (kept.size >= CAPACITY) {
      for (const oldest of kept.keys()) {
        kept.delete(oldest);
        break;
      }
    }
    kept.set(key, made);
    return made;
  };
}
