/** The line of an experiment file that an error is about. */
import { isMap, isScalar, isSeq, LineCounter, type ParsedNode, parseDocument } from "yaml";

/**
 * @param message - of an error that names the file, and then a line or keys: `x.yaml: learners.svm.model: model svm: C: …`
 * @param path - as the message names the file
 * @returns from 1; undefined if the message names nothing that is there
 */
export function lineOf(text: string, message: string, path: string): number | undefined {
  const said = message.startsWith(path) ? message.slice(path.length) : message;
  const told = /^, line (\d+)/.exec(said);
  if (told !== null) return Number(told[1]);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false });
  let node: ParsedNode | null = document.contents;
  let at: number | undefined;
  for (const part of said.replace(/^: /, "").split(/: |; /)) {
    const key = /^the key "([^"]+)"/.exec(part)?.[1];
    for (const name of (key ?? part).split(".")) {
      const found = below(node, name) ?? below(below(node, "params")?.value ?? null, name);
      if (found === undefined) break;
      at = found.offset;
      node = found.value;
    }
  }
  return at === undefined ? undefined : lines.linePos(at).line;
}

/** What a key of a mapping, or a place of a list, leads to. */
function below(
  node: ParsedNode | null,
  name: string,
): { offset: number; value: ParsedNode | null } | undefined {
  if (isSeq(node)) {
    const item = /^\d+$/.test(name) ? node.items[Number(name)] : undefined;
    return item === undefined ? undefined : { offset: item.range[0], value: item };
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === name);
  return pair === undefined ? undefined : { offset: pair.key.range[0], value: pair.value };
}
