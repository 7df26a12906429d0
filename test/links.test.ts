/** What the documents lead to is there: files, folders, headings, and the paths that they name. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { anchorsOf, linksOf, pathsOf } from "./markdown.ts";

const ROOT = resolve(import.meta.dirname, "..");
const read = (path: string) => readFileSync(join(ROOT, path), "utf8");

/** Names of folders that are made and not kept: what lies there on this machine leads nowhere on another. */
const MADE = new Set([...read(".gitignore").matchAll(/^([\w-]+)\/$/gm)].map(([, name]) => name));

/** The folder's files and folders, however deep, relative to the root; folders with a slash at their end. */
function pathsIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}${entry.name}`;
    if (!entry.isDirectory()) return [path];
    return MADE.has(entry.name) || entry.name.startsWith(".") ? [] : [`${path}/`, ...pathsIn(`${path}/`)];
  });
}

const paths = new Set(["./", ...pathsIn("")]);
const documents = [...paths].filter((path) => path.endsWith(".md"));
const isThere = (path: string) => paths.has(path) || paths.has(`${path}/`);

describe("what is read of a document", () => {
  test("links", () => {
    const text = [
      '[a](one.md "title") and ![b](<two words.png>) and [`c`](three(3).md#x),',
      "[over",
      "lines](four.md), <img alt='x' src=\"five.png\">, `[code](no.md)`",
      "",
      "    [block](no.md)",
      "",
      "    [on](no.md)",
      "",
      "```ts",
      "a[0](no.md)",
      "```",
      "- item",
      "    [deeper](six.md)",
      "",
      "[name]: seven.md",
    ].join("\n");
    expect(linksOf(text).toSorted()).toEqual(
      ["one.md", "two words.png", "three(3).md#x", "four.md", "five.png", "six.md", "seven.md"].toSorted(),
    );
  });

  test("headings", () => {
    const text = [
      "# `get_it(x)`: Ω & [a link](b.md), 1.5 %",
      "## Twice",
      "## Twice ##",
      "## Twice-1",
      "```sh",
      "# no heading",
      "```",
      '<a name="by-hand"></a>',
    ].join("\n");
    expect([...anchorsOf(text)]).toEqual([
      "get_itx-ω--a-link-15-",
      "twice",
      "twice-1",
      "twice-1-1",
      "by-hand",
    ]);
  });

  test("paths", () => {
    expect(pathsOf("`src/a.ts`, `x / y`, `b/`, `<kind>.ts`, `src/<kind>/all.ts`, a/b, `http://x`")).toEqual([
      "src/a.ts",
      "b/",
      "src/<kind>/all.ts",
    ]);
  });
});

test("every document is looked at", () => {
  expect(documents).toEqual(
    expect.arrayContaining([
      "README.md",
      "docs/features/README.md",
      "examples/live/README.md",
      "weights/tiny.md",
    ]),
  );
});

describe("links and paths lead somewhere in", () => {
  test.each(documents)("%s", (document) => {
    const text = read(document);
    const links = linksOf(text).filter((link) => !/^[a-z][a-z+.-]*:/i.test(link));
    const broken = links.filter((link) => {
      const [file, anchor] = link.split("#").map(decodeURIComponent);
      const path = file === "" ? document : join(dirname(document), file);
      return !isThere(path) || (anchor !== undefined && !anchorsOf(read(path)).has(anchor));
    });
    expect(broken).toEqual([]);

    // Paths are those of the repository or, as in ARCHITECTURE.md, of src/.
    const named = pathsOf(text).filter((path) => {
      const [first] = path.split("/");
      return paths.has(`${first}/`) || paths.has(`src/${first}/`);
    });
    const missing = named.filter((path) => {
      const any = path
        .replace(/\/$/, "")
        .replaceAll(".", "\\.")
        .replace(/<\w+>|\*/g, "[^/]+");
      const pattern = new RegExp(`^(src/)?${any}/?$`);
      return ![...paths].some((one) => pattern.test(one));
    });
    expect(missing).toEqual([]);
  });
});
