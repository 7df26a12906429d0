import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

/**
 * Runs a script of this folder where a file may hold 1,024 bytes: what it writes is refused in the middle, as on a full disk.
 *
 * @returns what it printed
 */
export async function inSmallFiles(script: string, ...args: readonly string[]): Promise<string> {
  const limited = ["-c", 'ulimit -f 1; exec "$@"', "limited", process.execPath];
  const program = ["--import", "tsx", join(import.meta.dirname, script), ...args];
  const env = { ...process.env, TSX_DISABLE_CACHE: "1" };
  return (await promisify(execFile)("bash", [...limited, ...program], { env })).stdout;
}
