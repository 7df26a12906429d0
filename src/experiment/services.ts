/** What long work needs beside its data: a pool, a cache, and somebody who watches. */
import { type Cache, defaultCacheRoot, openCache } from "./cache.ts";
import { createPool, type Pool } from "./pool.ts";
import type { Watch } from "./watch.ts";

export interface Services {
  readonly pool: Pool;
  readonly cache: Cache;
  readonly watch: Watch;
  close(): Promise<void>;
}

export function openServices(
  options: Watch & { readonly workers?: number | undefined; readonly cacheRoot?: string } = {},
): Services {
  const { workers, cacheRoot = defaultCacheRoot(), ...watch } = options;
  const pool = createPool(cacheRoot, workers);
  return { pool, cache: openCache(cacheRoot), watch, close: pool.close };
}
