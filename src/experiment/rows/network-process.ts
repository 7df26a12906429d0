/** The process of one network: see network-apart.ts. It ends with whoever asks it, in the middle of a run too. */
import { Worker } from "node:worker_threads";
import { messageOf } from "../../base/errors.ts";
import type { OpenNetworkBytes } from "../../features/network.ts";
import { networkHere } from "../../features/open-networks.ts";
import type { NetworkAsk, NetworkReply } from "./network-apart.ts";

/** Numbers of all outputs together, which travel to whoever asks: hours of frames of the widest encoder. */
const MOST_NUMBERS = 2 ** 26;

let network: Awaited<ReturnType<OpenNetworkBytes>> | undefined;

async function answer(ask: NetworkAsk): Promise<NetworkReply> {
  if (ask.kind === "open") {
    network = await networkHere(ask.bytes, ask.options);
    return { kind: "opened" };
  }
  if (network === undefined) return { kind: "refused", message: "the network is not open." };
  const given = await network.run(ask.input, ask.numbers, ask.outputs);
  const count = Object.values(given).reduce((sum, { data }) => sum + data.length, 0);
  if (count > MOST_NUMBERS)
    return { kind: "refused", message: `the network gives ${count} numbers; it is refused.` };
  return { kind: "ran", given };
}

process.on("message", (ask: NetworkAsk) => {
  answer(ask)
    .catch((error: unknown): NetworkReply => ({ kind: "refused", message: messageOf(error) }))
    .then((reply) => process.send?.(reply));
});
process.on("disconnect", () => process.exit());

/** A run holds this thread until it is done; another sees that the line to whoever asks is broken. */
const WATCH = `
  const { Socket } = require("node:net");
  const end = () => process.kill(process.pid, "SIGKILL");
  new Socket({ fd: 0 }).on("error", end).on("close", end).resume();
`;
// its code is short: without a bound Node 24 sets half a gigabyte of this process's memory aside for it
new Worker(WATCH, { eval: true, execArgv: [], resourceLimits: { codeRangeSizeMb: 16 } }).unref();
