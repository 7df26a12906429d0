/** What YAML allows and an experiment file may not have. */
import { type Document, isAlias, isMap, isNode, isScalar, type LineCounter, visit } from "yaml";
import { ConfigError } from "../../base/errors.ts";
import { shortened } from "../../base/shortened.ts";

/**
 * @param path - names the file
 * @throws ConfigError that names the line: a key that occurs twice or could change how objects work, an alias inside of what it
 *   stands for
 */
export function checkYaml(document: Document.Parsed, lines: LineCounter, path: string): void {
  const fail = (node: { range?: readonly number[] | null | undefined }, problem: string): never => {
    throw new ConfigError(`${path}, line ${lines.linePos(node.range?.[0] ?? 0).line}: ${problem}.`);
  };
  // the library looks for an alias's anchor through the whole document
  const anchored = new Map<string, unknown>();
  visit(document, (_key, node, ancestors) => {
    if (isAlias(node)) {
      if (ancestors.some((one) => one === anchored.get(node.source))) {
        fail(node, `the alias *${node.source} stands inside of what it stands for`);
      }
    } else if (isNode(node) && node.anchor !== undefined) anchored.set(node.anchor, node);
    if (!isMap(node)) return;
    // the library's own check compares every key with every other
    const keys = new Set<unknown>();
    for (const { key } of node.items) {
      if (!isScalar(key)) continue;
      const shown = shortened(String(key.value));
      if (key.value === "__proto__") fail(key, `the key "${shown}" cannot be used as a name`);
      if (keys.has(key.value)) fail(key, `the key "${shown}" occurs twice; expected it once`);
      keys.add(key.value);
    }
  });
}
