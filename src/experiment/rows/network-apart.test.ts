/** Networks of strangers: whatever they do, the process that asks them lives. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { tinyEncoder } from "../../../test/encoders.ts";
import { LONG_INPUT, longNetwork } from "../../../test/long-network.ts";
import { ModelError } from "../../base/errors.ts";
import { OnnxBuilder } from "../../engine/onnx/builder.ts";
import { networkHere } from "../../features/open-networks.ts";
import { openApart } from "./network-apart.ts";

const PROGRAM = resolve(import.meta.dirname, "../../../test/asks-network.ts");

const limits = { seconds: 60, bytes: 2 ** 29 };

/** What a network says of some numbers; its output is "y". */
async function asked(
  build: (onnx: OnnxBuilder, input: string) => string,
  data: readonly number[],
): Promise<unknown> {
  const onnx = new OnnxBuilder("hostile");
  const out = build(onnx, onnx.input("x", ["n"]));
  onnx.node("Identity", [out], {}, "y");
  onnx.output("y", ["m"]);
  const network = await openApart(onnx.toBytes(), { threads: 1 }, limits);
  try {
    const { y } = await network.run("x", { data: Float32Array.from(data), shape: [data.length] }, ["y"]);
    return [...y.data];
  } catch (error) {
    return error;
  } finally {
    await network.release();
  }
}

test("a good one gives the bits that it gives here", async () => {
  const bytes = tinyEncoder();
  const numbers = { data: Float32Array.from({ length: 800 }, (_, i) => Math.cos(i)), shape: [1, 8, 100] };
  const here = await networkHere(bytes, { threads: 1 });
  const apart = await openApart(bytes, { threads: 1 }, limits);
  const names = ["hidden_states.0", "hidden_states.1"];
  expect(await apart.run("input_features", numbers, names)).toEqual(
    await here.run("input_features", numbers, names),
  );
  await expect(apart.run("elsewhere", numbers, names)).rejects.toThrow(ModelError);
  await apart.release();
  await here.release();
});

test("one that is no model is refused", async () => {
  await expect(openApart(Uint8Array.of(1, 2, 3), {}, limits)).rejects.toThrow(
    /onnxruntime refused the model/,
  );
});

test("one that divides whole numbers by 0 ends no process but its own", async () => {
  const divided = await asked(
    (onnx, x) => {
      const zero = onnx.node("Cast", [x], { to: { int: 7 } });
      return onnx.node("Cast", [onnx.node("Mod", [onnx.integers([1]), zero])], { to: { int: 1 } });
    },
    [0],
  );
  expect(divided).toBeInstanceOf(ModelError);
  expect(String(divided)).toMatch(/the network (ended its process|cannot be run)/);
});

test.runIf(process.platform === "linux")("one that takes all memory is refused by the system", async () => {
  const expanded = await asked(
    (onnx, x) => {
      const size = onnx.node("Cast", [x], { to: { int: 7 } });
      const filled = onnx.node("Expand", [onnx.scalar(1), size]);
      return onnx.node("ReduceSum", [filled, onnx.integers([0])], { keepdims: { int: 1 } });
    },
    [1e10],
  );
  expect(expanded).toBeInstanceOf(ModelError);
  expect(String(expanded)).toMatch(/the network cannot be run|ended its process/);
});

test("one that takes its time is ended", async () => {
  const network = openApart(longNetwork(), { threads: 1 }, { ...limits, seconds: 3 });
  const late = network.then(({ run }) => run("x", LONG_INPUT, ["y"]));
  await expect(late).rejects.toThrow("the network takes more than 3 s; it is refused.");
});

test("a program ends though it never let its network go", async () => {
  const program = asksNetwork("once");
  expect(await program.said("answered")).toBe(true);
  expect(await program.ended).toEqual([0, null]);
});

test.runIf(process.platform === "linux")(
  "one in the middle of a run ends with whoever asked, however that ends",
  async () => {
    const program = asksNetwork("for-long");
    expect(await program.said("asked")).toBe(true);
    const { pid } = program;
    const [network] = (await readFile(`/proc/${pid}/task/${pid}/children`, "utf8")).split(" ").map(Number);
    const opened = await ticksOf(network);
    await expect.poll(() => ticksOf(network), { timeout: 60_000 }).toBeGreaterThan(opened + 20);
    program.kill("SIGKILL");
    await program.ended;
    await expect.poll(() => ticksOf(network), { timeout: 60_000 }).toBe(Number.POSITIVE_INFINITY);
  },
  130_000,
);

function asksNetwork(how: "once" | "for-long") {
  const child = spawn(process.execPath, ["--import", "tsx", PROGRAM, how]);
  let out = "";
  return {
    pid: child.pid,
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    ended: once(child, "close"),
    /** Whether it did before it ended. */
    said: (word: string) =>
      new Promise<boolean>((resolve) => {
        child.stdout.on("data", (chunk: Buffer) => {
          out += chunk.toString();
          if (out.includes(word)) resolve(true);
        });
        child.once("close", () => resolve(false));
      }),
  };
}

/** What a process took of the processor, in hundredths of a second; Infinity once it has ended. */
async function ticksOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "(node) Z");
  const [state, ...fields] = status.slice(status.lastIndexOf(")") + 2).split(" ");
  return state === "Z" ? Number.POSITIVE_INFINITY : Number(fields[10]) + Number(fields[11]);
}
