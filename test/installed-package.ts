/** The package as its users have it: packed, and unpacked in a project of their own. */
import { execFile } from "node:child_process";
import { cp, mkdir, readdir, rename, symlink, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

const ROOT = resolve(import.meta.dirname, "..");
export const run = promisify(execFile);

/** What a user's project sets; stricter than the package needs, so that its declarations stand on their own. */
const TSCONFIG = {
  compilerOptions: {
    target: "ES2023",
    lib: ["ES2023", "DOM", "DOM.Iterable"],
    module: "NodeNext",
    strict: true,
    exactOptionalPropertyTypes: true,
    verbatimModuleSyntax: true,
    skipLibCheck: true,
    noEmit: true,
    types: ["node"],
  },
  include: ["examples"],
};

/**
 * Makes a project of the folder: the packed package in its node_modules, the examples beside it. The dependencies are
 * those of the checkout, linked: nothing is fetched.
 */
export async function installPackage(folder: string): Promise<void> {
  const { stdout } = await run("npm", ["pack", "--ignore-scripts", "--pack-destination", folder], {
    cwd: ROOT,
  });
  const modules = join(folder, "node_modules");
  await mkdir(modules);
  await run("tar", ["-xzf", join(folder, stdout.trim()), "-C", folder]);
  await rename(join(folder, "package"), join(modules, "prosodia"));
  for (const name of await readdir(join(ROOT, "node_modules"))) {
    if (name !== "prosodia") await symlink(join(ROOT, "node_modules", name), join(modules, name));
  }
  await cp(join(ROOT, "examples"), join(folder, "examples"), { recursive: true });
  await writeFile(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify(TSCONFIG));
}
