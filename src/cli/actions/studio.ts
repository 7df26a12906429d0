/** `prosodia studio`: a local page to see, hear, label, measure and compare. */
import type { WorkOptions } from "../../experiment/open-work.ts";
import { startStudio } from "../../studio/server.ts";
import { interruptible } from "../interrupt.ts";
import { printLines, tellLines } from "../lines.ts";

export interface StudioOptions extends WorkOptions {
  readonly also?: readonly string[];
  readonly port: number;
  readonly host: string;
}

export async function studio(
  folder: string,
  { also = [], port, host, ...work }: StudioOptions,
): Promise<void> {
  await interruptible(
    "Closed. Runs that had begun go on where they were when they are resumed.",
    async (signal) => {
      const server = await startStudio({
        folder,
        also,
        port,
        host,
        work,
        report: (error) =>
          tellLines(
            "something broke that should not have; please report it with these lines.",
            ...String(error instanceof Error ? error.stack : error).split("\n"),
          ),
      });
      printLines(`The studio of ${folder} is open until you press Ctrl-C:`, server.address);
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
      await server.close();
    },
  );
}
