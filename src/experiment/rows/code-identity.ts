/**
 * The identity of the code that computes: a digest over the sources of all modules that a piece of work can reach, and over
 * the versions of the packages that they import. It is part of every key of the cache, so that results of code that no longer
 * exists are never served. The modules are read as they lie there: those that run.
 *
 * Registries are not followed into all of their entries, or any change of any model would empty the cache: a piece of work
 * names the entries that it uses. Functionals are: features use many of them, by names of their own.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { originOf } from "../config/origins.ts";

/** Where the entries of a registry are: one file each, named by its id. */
const FOLDERS = {
  feature: "features",
  model: "models",
  regressor: "regressors",
  step: "steps",
  augmentation: "augment",
} as const;

const EXTENSION = import.meta.url.endsWith(".ts") ? "ts" : "js";

/** The module of a registry's entry; of a plugin's, where it came from. */
export function moduleOf(kind: keyof typeof FOLDERS, id: string): string {
  return originOf(kind, id) ?? new URL(`../../${FOLDERS[kind]}/${id}.${EXTENSION}`, import.meta.url).href;
}

interface Source {
  /** Of the text. */
  readonly digest: string;
  readonly imports: readonly string[];
  /** Packages with versions. */
  readonly packages: readonly string[];
}

const sources = new Map<string, Source>();
const digests = new Map<string, string>();

/**
 * @param modules - URLs of the modules that the work begins with
 * @returns hexadecimal SHA-256
 */
export async function codeOf(...modules: readonly string[]): Promise<string> {
  const name = [...new Set(modules)].toSorted().join("\n");
  const known = digests.get(name);
  if (known !== undefined) return known;
  const reached = reachableFrom(...modules);
  const hash = createHash("sha256").update(`node ${process.versions.node} ${process.arch}\n`);
  const packages = new Set<string>();
  for (const url of reached) for (const one of sourceOf(url).packages) packages.add(one);
  // Neither the place of the package nor the order of imports matters.
  const texts = reached.map((url) => sourceOf(url).digest);
  for (const line of [...texts, ...packages].toSorted()) hash.update(`${line}\n`);
  const digest = hash.digest("hex");
  digests.set(name, digest);
  return digest;
}

/** The modules that a piece of work can reach. */
export function reachableFrom(...modules: readonly string[]): string[] {
  const reached = new Set(modules);
  for (const url of reached) for (const one of sourceOf(url).imports) reached.add(one);
  return [...reached];
}

function sourceOf(url: string): Source {
  const known = sources.get(url);
  if (known !== undefined) return known;
  const path = fileURLToPath(url);
  const text = readFileSync(path, "utf8");
  const imports: string[] = [];
  const packages: string[] = [];
  for (const specifier of specifiersOf(text)) {
    if (specifier.startsWith(".")) {
      const target = new URL(specifier, url);
      const isNamed = /(?<!\/functionals)\/all\.[jt]s$/.test(target.pathname);
      // what only looks like an import, in a comment, leads nowhere
      if (!isNamed && existsSync(target)) imports.push(target.href);
    } else if (!specifier.startsWith("node:")) packages.push(...versionOf(specifier, dirname(path)));
  }
  const source = { digest: createHash("sha256").update(text).digest("hex"), imports, packages };
  sources.set(url, source);
  return source;
}

function specifiersOf(text: string): string[] {
  const imported = text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*["']([^"']+)["']/g);
  const located = text.matchAll(/new URL\(\s*["']([^"']+)["'],\s*import\.meta\.url/g);
  return [...imported, ...located].map(([, specifier]) => specifier);
}

/** "zod 4.6.7"; nothing where there is no such package. */
function versionOf(specifier: string, folder: string): string[] {
  const name = specifier === "#onnxruntime" ? "onnxruntime-node" : packageOf(specifier);
  for (let at = folder; ; at = dirname(at)) {
    const path = join(at, "node_modules", name, "package.json");
    if (existsSync(path)) {
      const description: unknown = JSON.parse(readFileSync(path, "utf8"));
      const hasVersion = typeof description === "object" && description !== null && "version" in description;
      return [`${name} ${hasVersion ? description.version : "of no version"}`];
    }
    if (dirname(at) === at) return [];
  }
}

/** "@scope/name" of "@scope/name/sub/path". */
function packageOf(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}
