/** Hooks of Node's module loader, which run on a thread of their own: TypeScript's types are stripped, `prosodia` is this package. */
import { readFile } from "node:fs/promises";
import type { LoadHook, ResolveHook } from "node:module";
import { fileURLToPath } from "node:url";
import { transform } from "sucrase";

/** Anything within this package: from here, `prosodia` is the package itself. */
const WITHIN = import.meta.url;

export const resolve: ResolveHook = (specifier, context, next) =>
  /^prosodia($|\/)/.test(specifier)
    ? next(specifier, { ...context, parentURL: WITHIN })
    : next(specifier, context);

export const load: LoadHook = async (url, context, next) => {
  if (!url.startsWith("file:") || !/\.m?ts$/.test(url)) return next(url, context);
  const text = await readFile(fileURLToPath(url), "utf8");
  const { code } = transform(text, { transforms: ["typescript"], filePath: url });
  return { format: "module", source: code, shortCircuit: true };
};
