/** Memory of the largest page of a browser, its workers and audio included: what the system gives its process, in bytes. */
import { readFile } from "node:fs/promises";
import type { CDPSession } from "playwright-core";
import { z } from "zod";

const processes = z.object({ processInfo: z.array(z.object({ type: z.string(), id: z.number() })) });

export async function pageMemory(control: CDPSession): Promise<number> {
  const { processInfo } = processes.parse(await control.send("SystemInfo.getProcessInfo"));
  const sizes = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => residentBytes(id));
  return Math.max(...(await Promise.all(sizes)));
}

async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return 1024 * Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]);
}
