/** Completion as the shells do it, each with the script that the program prints for it. */
import { execFileSync } from "node:child_process";
import { chmodSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../temporary-folder.ts";
import { prosodia } from "./prosodia.ts";

const MAIN = resolve(import.meta.dirname, "../../dist/cli/main.js");

/** What each shell offers for the words of a line, one a line of its output. */
const OFFERS: Readonly<Record<string, (words: readonly string[]) => readonly string[]>> = {
  bash: (words) => [
    "-c",
    `source script; COMP_WORDS=(${quoted(words)}); COMP_CWORD=${words.length - 1}; _prosodia; printf '%s\\n' "\${COMPREPLY[@]}"`,
  ],
  zsh: (words) => [
    "-f",
    "-c",
    // what the completion system would show
    `compdef() {}; _files() { print files }; _describe() { print -l -- "\${(@P)2}" }
     source script; words=(${quoted(words)}); CURRENT=${words.length}; _prosodia`,
  ],
  fish: (words) => ["--no-config", "-c", `source script; complete -C '${words.join(" ")}'`],
};

function quoted(words: readonly string[]): string {
  return words.map((word) => `'${word}'`).join(" ");
}

function isInstalled(shell: string): boolean {
  try {
    execFileSync(shell, ["-c", "true"]);
    return true;
  } catch {
    return false;
  }
}

for (const [shell, argumentsFor] of Object.entries(OFFERS)) {
  test.skipIf(!isInstalled(shell))(`${shell} (skipped where it is not installed)`, async () => {
    const cwd = temporaryFolder({
      "experiment.yaml": "",
      prosodia: `#!/bin/sh\nexec '${process.execPath}' '${MAIN}' "$@"\n`,
    });
    chmodSync(join(cwd, "prosodia"), 0o755);
    const env = { ...process.env, PATH: `${cwd}:${process.env.PATH}` };
    const { stdout } = await prosodia(["completion", shell], { cwd });
    writeFileSync(join(cwd, "script"), stdout);
    const offered = (...words: string[]): string[] =>
      execFileSync(shell, argumentsFor(["prosodia", ...words]), { cwd, env })
        .toString()
        .split("\n")
        .map((line) => line.split(/[\t:]/)[0])
        .filter((word) => word !== "");
    expect(offered("tr")).toEqual(["train"]);
    expect(offered("models", "list", "kernel")).toEqual(["kernel-ridge"]);
    expect(offered("features", "extract", "x.wav", "--feature", "mfcc-")).toEqual(["mfcc-of-lpc"]);
    // names of files are the shell's own work
    const files: Readonly<Record<string, string[]>> = { bash: [], zsh: ["files"], fish: ["experiment.yaml"] };
    expect(offered("train", "exp")).toEqual(files[shell]);
  });
}

test("another shell is refused", async () => {
  const { code, stderr } = await prosodia(["completion", "tcsh"], { cwd: temporaryFolder({}) });
  expect([code, stderr]).toEqual([2, expect.stringContaining("Allowed choices are bash, zsh, fish")]);
});
