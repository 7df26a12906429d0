/** Fuzzes one kind of file in a process that is watched: what it hangs on or dies of is a finding, and the next item goes on. */
import { fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { KindName } from "./all.ts";
import type { Order, Told } from "./child.ts";

export interface Finding {
  readonly kind: KindName;
  readonly seed: number;
  readonly index: number;
  readonly what: string;
  readonly problem: string;
}

export interface Fuzzed {
  readonly items: number;
  readonly accepted: number;
  readonly refused: number;
  readonly findings: readonly Finding[];
  readonly seconds: number;
  readonly slowestSeconds: number;
  readonly mostBytes: number;
}

/** No item takes longer: neither a recording nor a plan or an answer. */
const MOST_SECONDS = 20;
const OPENING_SECONDS = 120;
/** Of the process, whatever it has read so far. */
const MOST_BYTES = 1.5e9;

export interface FuzzOptions {
  readonly kind: KindName;
  readonly seed: number;
  readonly from?: number;
  readonly items: number;
  readonly onFinding?: (finding: Finding) => void;
}

export async function runFuzz({ kind, seed, from = 0, items, onFinding }: FuzzOptions): Promise<Fuzzed> {
  const started = performance.now();
  const folder = mkdtempSync(join(tmpdir(), "prosodia-fuzz-"));
  let [accepted, refused, slowestSeconds, mostBytes] = [0, 0, 0, 0];
  const findings: Finding[] = [];
  const find = (finding: Finding): void => {
    findings.push(finding);
    onFinding?.(finding);
  };
  try {
    let next = from;
    while (next < from + items) {
      const died = await takeItems(
        { kind, folder, seed, from: next, until: from + items },
        (told, seconds) => {
          slowestSeconds = Math.max(slowestSeconds, seconds);
          next = told.index + 1;
          const { outcome, index } = told;
          if (outcome.kind === "accepted") accepted++;
          else if (outcome.kind === "refused") refused++;
          else find({ kind, seed, index, what: told.what, problem: outcome.message });
          const isMore = told.mostBytes > Math.max(MOST_BYTES, mostBytes);
          mostBytes = Math.max(mostBytes, told.mostBytes);
          if (isMore) {
            const problem = `memory of ${(told.mostBytes / 1e9).toFixed(1)} GB`;
            find({ kind, seed, index, what: told.what, problem });
          }
        },
      );
      if (died === undefined) break;
      if (died.index < 0) throw new Error(`${kind}: the process cannot begin: ${died.problem}`);
      find({ kind, seed, ...died });
      next = died.index + 1;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const seconds = (performance.now() - started) / 1000;
  return { items, accepted, refused, findings, seconds, slowestSeconds, mostBytes };
}

type Ended = Extract<Told, { kind: "end" }> & { readonly what: string };
interface Death {
  readonly index: number;
  readonly what: string;
  readonly problem: string;
}

/** Undefined where all were taken; the item that the process hung on or died of, otherwise. */
function takeItems(order: Order, onEnd: (ended: Ended, seconds: number) => void): Promise<Death | undefined> {
  return new Promise((done) => {
    const child = fork(join(import.meta.dirname, "child.ts"), {
      execArgv: ["--import", "tsx"],
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    let current = { index: -1, what: "opening" };
    let began = performance.now();
    let isHung = false;
    let isDone = false;
    let errors = "";
    let watch = setTimeout(() => undefined, 0);
    const watched = (seconds: number): void => {
      clearTimeout(watch);
      began = performance.now();
      watch = setTimeout(() => {
        isHung = true;
        child.kill("SIGKILL");
      }, 1000 * seconds);
    };
    child.stderr?.on("data", (chunk: Buffer) => {
      errors = `${errors}${chunk.toString()}`.slice(-2000);
    });
    child.on("message", (told: Told) => {
      if (told.kind === "open") return;
      if (told.kind === "begin") {
        current = { index: told.index, what: told.what };
        watched(MOST_SECONDS);
        return;
      }
      onEnd({ ...told, what: current.what }, (performance.now() - began) / 1000);
      isDone = told.index === order.until - 1;
      watched(MOST_SECONDS);
    });
    child.on("close", (code, signal) => {
      clearTimeout(watch);
      if (isDone) return done(undefined);
      const how = isHung
        ? `no end within ${MOST_SECONDS} s`
        : `the process died (${signal ?? code}): ${errors}`;
      done({ ...current, problem: how });
    });
    watched(OPENING_SECONDS);
    child.send(order);
  });
}
