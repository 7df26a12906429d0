/**
 * Networks that did not come with Prosodia, run in a process of their own: how much memory and time they take is told by a run
 * only, and a division of whole numbers by 0 ends the process that it happens in.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { Socket } from "node:net";
import { fileURLToPath } from "node:url";
import { ModelError } from "../../base/errors.ts";
import { createSlots } from "../../base/slots.ts";
import type { SessionOptions } from "../../engine/onnx/session.ts";
import type { NumbersOfShape, OpenNetworkBytes } from "../../features/network.ts";

/** What the process is asked, one after another. */
export type NetworkAsk =
  | { readonly kind: "open"; readonly bytes: Uint8Array<ArrayBuffer>; readonly options: SessionOptions }
  | {
      readonly kind: "run";
      readonly input: string;
      readonly numbers: NumbersOfShape;
      readonly outputs: readonly string[];
    };

export type NetworkReply =
  | { readonly kind: "opened" }
  | { readonly kind: "ran"; readonly given: Readonly<Record<string, NumbersOfShape>> }
  | { readonly kind: "refused"; readonly message: string };

export interface Limits {
  /** Of one question: half a minute of sound through the largest encoders on one core. */
  readonly seconds: number;
  /** Beside what the weights take, which are copied and laid out anew. */
  readonly bytes: number;
}

const LIMITS: Limits = { seconds: 300, bytes: 2 ** 31 };
const COPIES_OF_WEIGHTS = 4;

/** The sources run from TypeScript in development and from JavaScript when installed. */
const IS_SOURCE = import.meta.url.endsWith(".ts");
const PROCESS = fileURLToPath(new URL(`./network-process.${IS_SOURCE ? "ts" : "js"}`, import.meta.url));

/**
 * Linux bounds the memory that a process may write to, and is told whom to end first should the machine's run out. Elsewhere
 * time alone is bounded.
 */
const LIMITED = 'ulimit -d "$0"; echo 1000 2>/dev/null >/proc/self/oom_score_adj; exec "$@"';

/** Threads of the process that have a V8 of their own with a range as large as here: where it runs from TypeScript, a loader too. */
const CODE_RANGES = IS_SOURCE ? 2 : 1;

/**
 * Bytes that V8 maps for the code that it will compile, before anything runs: since Node 24 half a gigabyte for each thread, which
 * counts as written to though hardly any of it is.
 */
function codeRange(): number {
  const ranges = readFileSync("/proc/self/maps", "utf8").matchAll(/^([0-9a-f]+)-([0-9a-f]+) rwxp/gm);
  return Math.max(0, ...[...ranges].map(([, from, to]) => Number(`0x${to}`) - Number(`0x${from}`)));
}

export const networkApart: OpenNetworkBytes = (bytes, options) => openApart(bytes, options, LIMITS);

/** @throws ModelError if the network is refused, or its process ends */
export async function openApart(
  bytes: Uint8Array<ArrayBuffer>,
  options: SessionOptions,
  limits: Limits,
): ReturnType<OpenNetworkBytes> {
  const most = limits.bytes + COPIES_OF_WEIGHTS * bytes.length;
  const own = [process.execPath, ...(IS_SOURCE ? ["--import", "tsx"] : []), PROCESS];
  const [command, ...args] =
    process.platform === "linux"
      ? ["/bin/sh", "-c", LIMITED, `${Math.ceil((most + CODE_RANGES * codeRange()) / 1024)}`, ...own]
      : own;
  const child = spawn(command, args, {
    // the first is a line that breaks when this process ends, however it does
    stdio: ["pipe", "ignore", "ignore", "ipc"],
    serialization: "advanced",
  });
  child.stdin?.on("error", () => undefined);
  rest(child);
  const one = createSlots(1);
  let end: string | undefined;
  const ended = new Promise<void>((resolve) => {
    child.once("error", () => resolve());
    child.once("exit", () => resolve());
  });

  async function ask(question: NetworkAsk): Promise<NetworkReply> {
    return one.use(async () => {
      const timer = setTimeout(() => {
        end = `takes more than ${limits.seconds} s`;
        child.kill("SIGKILL");
      }, 1000 * limits.seconds);
      child.ref();
      child.channel?.ref();
      const reply = new Promise<NetworkReply>((resolve) => child.once("message", resolve));
      child.send(question, () => undefined);
      try {
        const found = await Promise.race([reply, ended]);
        if (found === undefined) {
          const why =
            end ?? `ended its process: it takes more than ${Math.round(most / 2 ** 20)} MiB, or divides by 0`;
          throw new ModelError(`the network ${why}; it is refused.`);
        }
        if (found.kind === "refused") throw new ModelError(found.message);
        return found;
      } finally {
        clearTimeout(timer);
        child.removeAllListeners("message");
        rest(child);
      }
    });
  }

  async function release(): Promise<void> {
    child.ref();
    if (child.connected) child.disconnect();
    await ended;
  }

  try {
    await ask({ kind: "open", bytes, options });
  } catch (error) {
    await release();
    throw error;
  }
  return {
    async run(input, numbers, outputs) {
      const reply = await ask({ kind: "run", input, numbers, outputs });
      return reply.kind === "ran" ? reply.given : {};
    },
    release,
  };
}

/** One that nobody waits for keeps no program from ending. */
function rest(child: ChildProcess): void {
  child.unref();
  child.channel?.unref();
  if (child.stdin instanceof Socket) child.stdin.unref();
}
