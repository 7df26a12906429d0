/** Work that goes on at once, bounded. */

/** A counting semaphore. */
export interface Slots {
  /** Waits for a free slot. */
  use<T>(work: () => Promise<T>): Promise<T>;
}

export function createSlots(count: number): Slots {
  const waiting: (() => void)[] = [];
  let free = count;
  return {
    async use(work) {
      if (free > 0) free--;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      try {
        return await work();
      } finally {
        const next = waiting.shift();
        if (next === undefined) free++;
        else next();
      }
    },
  };
}

/**
 * Works through items in their order, so many at once: what waits for its turn takes no memory.
 *
 * @throws what the first work throws that fails; none is begun after it
 */
export async function eachOf<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  let isFailed = false;
  const goOn = async (): Promise<void> => {
    while (next < items.length && !isFailed) {
      try {
        await work(items[next++]);
      } catch (error) {
        isFailed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, goOn));
}
