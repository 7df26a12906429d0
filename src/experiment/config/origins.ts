/** Where entries of a person's own came from. */

const origins = new Map<string, string>();

/** URL of the module that registered an entry; undefined for those of the package. */
export function originOf(kind: string, id: string): string | undefined {
  return origins.get(`${kind}/${id}`);
}

export function rememberOrigin(kind: string, id: string, url: string): void {
  origins.set(`${kind}/${id}`, url);
}

/** URLs of all modules that registered something. */
export function loadedPlugins(): string[] {
  return [...new Set(origins.values())];
}
