/**
 * Compiles src/signal/kernel/assembly to WebAssembly and writes it, as text, to src/signal/kernel/bytes.ts; its folder
 * hht, a kernel of its own, to src/signal/kernel/hht-bytes.ts.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const FOLDER = resolve(import.meta.dirname, "../src/signal/kernel");
export const KERNEL_FILE = join(FOLDER, "bytes.ts");
export const HHT_KERNEL_FILE = join(FOLDER, "hht-bytes.ts");

/**
 * The text of src/signal/kernel/bytes.ts as its sources have it now, or of another entry's file.
 *
 * @throws Error with the compiler's messages
 */
export async function compileKernel(entry: "index.ts" | "hht/index.ts" = "index.ts"): Promise<string> {
  let bytes = new Uint8Array();
  const { error, stderr } = await asc.main(
    [entry, "--enable", "simd", "--runtime", "stub", "--noAssert", "-O3", "--outFile", "kernel.wasm"],
    {
      readFile: (name, folder) => readIfThere(resolve(FOLDER, "assembly", folder, name)),
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
  writeFileSync(KERNEL_FILE, await compileKernel());
  writeFileSync(HHT_KERNEL_FILE, await compileKernel("hht/index.ts"));
}
