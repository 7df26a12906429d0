/**
 * A tutorial as its reader follows it: an empty folder, files as they stand in the text, commands as they are typed.
 *
 * Of the fenced blocks `sh` is run, `text` is what the block before it prints (a line `…` stands for any lines, `…` in a line for
 * anything there), `python` and `ini` are other programs' and only shown; any other is a file whose first line, a comment, names it.
 */
import { type ExecFileException, execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { basename, delimiter, dirname, join, relative, resolve } from "node:path";
import { z } from "zod";

const ROOT = resolve(import.meta.dirname, "..");
const OF_OTHERS = ["python", "ini"];

export interface Block {
  readonly language: string;
  readonly text: string;
}

export interface Tutorial {
  readonly blocks: readonly Block[];
  /** The text outside of fenced blocks. */
  readonly prose: string;
}

/** What was typed, and all that it printed on standard output. */
export interface Typed {
  readonly command: string;
  readonly stdout: string;
  /** What the tutorial shows of it, if it does. */
  readonly shown?: string;
}

/** What its reader has beside the empty folder. */
export interface Machine {
  /** The unpacked package, with its dependencies around it. */
  readonly packed: string;
  /** Where Prosodia keeps what it computes: of one person, for all folders. */
  readonly cache: string;
}

const FENCED = /^```([\w-]*)\n([\s\S]*?)^```$/gm;

export function parseTutorial(markdown: string): Tutorial {
  const blocks = [...markdown.matchAll(FENCED)].map(([, language, text]) => ({ language, text }));
  return { blocks, prose: markdown.replace(FENCED, "") };
}

/** `# own.yaml`, `// own.ts` or `<!-- index.html -->` in the first line. */
function nameOf(text: string): string {
  const [, hash, slashes, html] = /^(?:# (\S+)|\/\/ (\S+)|<!-- (\S+) -->)\n/.exec(text) ?? [];
  const name = hash ?? slashes ?? html;
  if (name === undefined)
    throw new Error(`expected a comment with the name of the file, got: ${text.split("\n")[0]}`);
  return name;
}

const INSTALL = /^npm install ([^&|;]+)$/;

/**
 * What `npm install` would do, without a registry: a package of this checkout's node_modules, or the packed one, linked into the
 * project together with its commands. Nothing else is there, so that a tutorial which forgets a package fails.
 */
async function install(project: string, name: string, packed: string): Promise<void> {
  const source = name === "prosodia" ? packed : join(ROOT, "node_modules", name);
  if (!existsSync(source)) throw new Error(`npm install ${name}: the checkout has no such package`);
  const target = join(project, "node_modules", name);
  const bins = join(project, "node_modules/.bin");
  await mkdir(dirname(target), { recursive: true });
  await mkdir(bins, { recursive: true });
  await symlink(source, target);
  const { bin } = z
    .object({ bin: z.union([z.string(), z.record(z.string(), z.string())]).default({}) })
    .parse(JSON.parse(await readFile(join(source, "package.json"), "utf8")));
  const commands = typeof bin === "string" ? { [basename(name)]: bin } : bin;
  for (const [command, path] of Object.entries(commands)) {
    await symlink(relative(bins, join(target, path)), join(bins, command));
  }
}

function typeIn(project: string, cache: string, command: string): Promise<string> {
  const env = {
    ...Object.fromEntries(
      Object.entries(process.env).filter(([key]) => !/^(npm_|prosodia_cache)/i.test(key)),
    ),
    PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
    PROSODIA_CACHE: cache,
    NO_COLOR: "1",
  };
  return new Promise((done, fail) => {
    const options = { cwd: project, env, maxBuffer: 2 ** 24 };
    const told = (error: ExecFileException | null, stdout: string, stderr: string) =>
      error === null ? done(stdout) : fail(new Error(`${command}\n${stdout}\n${stderr}`));
    execFile("bash", ["-euo", "pipefail", "-c", command], options, told);
  });
}

/**
 * Follows a tutorial in an empty folder.
 *
 * @throws Error with everything that was printed, where a command fails
 */
export async function follow(
  { blocks }: Tutorial,
  project: string,
  { packed, cache }: Machine,
): Promise<Typed[]> {
  const typed: Typed[] = [];
  for (const { language, text } of blocks) {
    if (language === "sh") {
      const lines = text.trimEnd().split("\n");
      const installs = lines.flatMap((line) => INSTALL.exec(line)?.[1].split(" ") ?? []);
      for (const name of installs) await install(project, name, packed);
      const command = lines.filter((line) => !INSTALL.test(line)).join("\n");
      typed.push({ command, stdout: command === "" ? "" : await typeIn(project, cache, command) });
    } else if (language === "text") {
      const last = typed.pop();
      if (last === undefined || last.shown !== undefined) throw new Error(`no command printed this: ${text}`);
      typed.push({ ...last, shown: text });
    } else if (!OF_OTHERS.includes(language)) {
      const path = join(project, nameOf(text));
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text);
    }
  }
  return typed;
}

/** What is shown, as a pattern. */
export function patternOf(shown: string): RegExp {
  const escaped = (line: string) => line.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll("…", ".*");
  const lines = shown.split("\n").map((line) => (line === "…" ? "(?:.*\n)*?" : `${escaped(line)}\n`));
  return new RegExp(`^${lines.join("").replace(/\n$/, "")}$`);
}

/** Numbers in the prose that no command printed: `49.2`, `52 %`. */
export function unprinted(prose: string, typed: readonly Typed[]): string[] {
  const printed = new Set(typed.flatMap(({ stdout }) => stdout.match(/\d+(\.\d+)?/g) ?? []));
  const quoted = [...prose.replace(/`[^`]*`|\]\([^)]*\)/g, "").matchAll(/\d+\.\d+|\d+(?= (?:%|of ))/g)];
  return quoted.map(([number]) => number).filter((number) => !printed.has(number));
}
