/**
 * Compiles the folders assembly to WebAssembly and writes them, as text, beside them: `npm run kernel`.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const SOURCES = resolve(import.meta.dirname, "../src");

/** What is compiled: an entry of the folder's assembly, written to a file beside that. */
const KERNELS = {
  signal: { folder: "signal/kernel", entry: "index.ts", file: "bytes.ts" },
  hht: { folder: "signal/kernel", entry: "hht/index.ts", file: "hht-bytes.ts" },
  models: { folder: "models/compiled", entry: "index.ts", file: "bytes.ts" },
} as const;

export type KernelName = keyof typeof KERNELS;

/** Where a kernel's text lies. */
export function kernelFile(name: KernelName): string {
  const { folder, file } = KERNELS[name];
  return resolve(SOURCES, folder, file);
}

/**
 * The text of a kernel's file as its sources have it now.
 *
 * @throws Error with the compiler's messages
 */
export async function compileKernel(name: KernelName): Promise<string> {
  const { folder: home, entry } = KERNELS[name];
  let bytes = new Uint8Array();
  const { error, stderr } = await asc.main(
    [entry, "--enable", "simd", "--runtime", "stub", "--noAssert", "-O3", "--outFile", "kernel.wasm"],
    {
      readFile: (name, folder) => readIfThere(resolve(SOURCES, home, "assembly", folder, name)),
      writeFile: (_name, contents) => {
        bytes = Uint8Array.from(Buffer.from(contents));
      },
      listFiles: () => [],
    },
  );
  if (error !== null) throw new Error(`${error.message}\n${stderr.toString()}`);
  return [
    "/** Made by tools/compile-kernel.ts (npm run kernel) from the folder assembly: do not edit. */",
    "",
    "/** The kernel's WebAssembly, in base64. */",
    "export const KERNEL_BASE64 =",
    `  "${Buffer.from(bytes).toString("base64")}";`,
    "",
  ].join("\n");
}

/** The compiler asks for files at several places; null says that one is not there. */
function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const name of ["signal", "hht", "models"] as const) {
    writeFileSync(kernelFile(name), await compileKernel(name));
  }
}
