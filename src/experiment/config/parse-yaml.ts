/** The text of an experiment file as data, with single values given otherwise. */
import { type Document, isAlias, isCollection, isMap, LineCounter, parseDocument } from "yaml";
import { ConfigError, messageOf } from "../../base/errors.ts";
import { checkYaml } from "./check-yaml.ts";

/** Changes to an experiment file: dotted keys and their values. */
export type Overrides = Readonly<Record<string, unknown>>;

/** @throws ConfigError that names the file, and the line where one is at fault */
export function parseYaml(text: string, path: string, overrides: Overrides): unknown {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  const problem = document.errors[0];
  if (problem !== undefined) {
    throw new ConfigError(
      `${path}, line ${lines.linePos(problem.pos[0]).line}: the file is not YAML: ${problem.message}.`,
    );
  }
  if (document.contents === null && Object.keys(overrides).length === 0) {
    throw new ConfigError(
      `${path}: the file is empty; expected an experiment: corpus, split and learners.`,
      "prosodia train --help shows one.",
    );
  }
  checkYaml(document, lines, path);
  for (const [key, value] of Object.entries(overrides)) {
    try {
      document.setIn(pathOf(key, document), value);
    } catch {
      throw new ConfigError(`${path} has no place for the key "${key}"; expected keys inside of mappings.`);
    }
  }
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    throw new ConfigError(`${path}: the file's YAML aliases are not resolved: ${messageOf(error)}.`);
  }
}

/**
 * Where a dotted key leads. Names may have dots themselves: the longest one that is there is meant; those that are
 * not there yet stand between quotes, `learners."v1.2".model`.
 */
function pathOf(key: string, document: Document): string[] {
  const words = key.match(/"[^"]*"|[^.]+|(?<=^|\.)(?=\.|$)/g) ?? [key];
  const path: string[] = [];
  let at: unknown = document.contents;
  for (let from = 0; from < words.length; ) {
    const map = isAlias(at) ? at.resolve(document) : at;
    let to = from + 1;
    for (let end = words.length; end > to && isMap(map); end--) {
      if (map.has(words.slice(from, end).join("."))) to = end;
    }
    const name = to > from + 1 ? words.slice(from, to).join(".") : words[from].replace(/^"(.*)"$/, "$1");
    path.push(name);
    at = isCollection(map) ? map.get(name, true) : undefined;
    from = to;
  }
  return path;
}
