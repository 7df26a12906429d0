/** `prosodia demo`: the whole job on synthetic speech, with no data and no network. */
import type { Command } from "commander";

export function addDemoCommand(program: Command): void {
  program
    .command("demo")
    .description("the whole job on a small corpus of synthetic speech: about a minute, no data, no network")
    .option("-o, --out <folder>", "where to put it", "demo")
    .action(async (options: { out: string }) => (await import("../actions/demo.ts")).demo(options));
}
