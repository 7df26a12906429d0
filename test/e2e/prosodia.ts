/** Runs the built command line as a user does, in a process of its own. `npm test` builds it first. */
import { spawn } from "node:child_process";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const MAIN = resolve(import.meta.dirname, "../../dist/cli/main.js");

export interface Result {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd: string;
  /** What it reads from standard input, which is empty otherwise. */
  readonly stdin?: Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  /** Called with everything written to stderr so far; may interrupt the process, or read no further. */
  readonly onStderr?: (text: string, interrupt: () => void, close: () => void) => void;
}

export function prosodia(
  args: readonly string[],
  { cwd, stdin, env = {}, onStderr }: RunOptions,
): Promise<Result> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [MAIN, ...args], {
      cwd,
      env: { ...process.env, PROSODIA_CACHE: join(cwd, "cache"), NO_COLOR: "1", ...env },
    });
    child.stdin.on("error", () => undefined); // a process that refuses its arguments reads nothing
    child.stdin.end(stdin);
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk: Buffer) => {
      stdout += chunk.toString();
    });
    child.stderr.on("data", (chunk: Buffer) => {
      stderr += chunk.toString();
      onStderr?.(
        stderr,
        () => child.kill("SIGINT"),
        () => child.stderr.destroy(),
      );
    });
    child.on("error", fail);
    child.on("close", (code) => done({ code, stdout, stderr }));
  });
}

export function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), "prosodia-e2e-"));
}

/** A 16-bit or float WAV whose every header field can be wrong. */
export async function writeWav(
  path: string,
  samples: readonly number[],
  {
    sampleRate = 16_000,
    channels = 1,
    float = false,
    promisedBytes,
  }: {
    sampleRate?: number;
    channels?: number;
    float?: boolean;
    promisedBytes?: number;
  } = {},
): Promise<void> {
  const sampleBytes = float ? 4 : 2;
  const bytes = Buffer.alloc(44 + samples.length * sampleBytes);
  bytes.write("RIFF", 0);
  bytes.writeUInt32LE(36 + samples.length * sampleBytes, 4);
  bytes.write("WAVEfmt ", 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(float ? 3 : 1, 20);
  bytes.writeUInt16LE(channels, 22);
  bytes.writeUInt32LE(sampleRate, 24);
  bytes.writeUInt32LE(sampleRate * channels * sampleBytes, 28);
  bytes.writeUInt16LE(channels * sampleBytes, 32);
  bytes.writeUInt16LE(sampleBytes * 8, 34);
  bytes.write("data", 36);
  bytes.writeUInt32LE(promisedBytes ?? samples.length * sampleBytes, 40);
  samples.forEach((value, i) => {
    if (float) bytes.writeFloatLE(value, 44 + 4 * i);
    else bytes.writeInt16LE(Math.round(value * 32767), 44 + 2 * i);
  });
  await writeFile(path, bytes);
}

/** A tone in [-0.5, 0.5]. */
export function tone(count: number, hz = 220, sampleRate = 16_000): number[] {
  return Array.from({ length: count }, (_, i) => 0.5 * Math.sin((2 * Math.PI * hz * i) / sampleRate));
}
