/** A program that asks a network in a process of its own, and lets none go. Argument: "once", or "for-long", to be killed meanwhile. */
import { networkApart } from "../src/experiment/rows/network-apart.ts";
import { tinyEncoder } from "./encoders.ts";
import { LONG_INPUT, longNetwork } from "./long-network.ts";

const isLong = process.argv[2] === "for-long";
const network = await networkApart(isLong ? longNetwork() : tinyEncoder(), { threads: 1 });
const answer = isLong
  ? network.run("x", LONG_INPUT, ["y"])
  : network.run("input_features", { data: new Float32Array(800), shape: [1, 8, 100] }, ["hidden_states.0"]);
process.stdout.write("asked\n");
await answer;
process.stdout.write("answered\n");
