/** A Redis or Valkey server of a test's own: a free port of the loopback, and nothing on the disk unless it is to be started again. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { connect, createServer } from "node:net";
import { delimiter, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

/** Undefined where there is none: tests of the queue are skipped then. */
export const serverPath: string | undefined = ["redis-server", "valkey-server"]
  .flatMap((name) => (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, name)))
  .find(existsSync);

export interface QueueServer {
  readonly url: string;
  /** Kills it, and starts it on the same port with what it had on the disk. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** @param folder - where it keeps what it knows, so that it knows it again after a restart; absent: nowhere */
export async function startQueueServer(folder?: string): Promise<QueueServer> {
  if (serverPath === undefined) throw new Error("there is no redis-server");
  const path = serverPath;
  const port = await freePort();
  const kept = folder === undefined ? ["--appendonly", "no"] : ["--appendonly", "yes", "--dir", folder];
  let child: ChildProcess;

  async function start(): Promise<void> {
    const where = ["--port", String(port), "--bind", "127.0.0.1", "--save", ""];
    child = spawn(path, [...where, ...kept], { stdio: "ignore" });
    for (let tries = 0; !(await answers(port)); tries++) {
      if (tries > 400) throw new Error(`${path} does not answer`);
      await pause(25);
    }
  }

  async function stop(signal: NodeJS.Signals): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    await ended;
  }

  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    async restart() {
      await stop("SIGKILL");
      await start();
    },
    stop: () => stop("SIGTERM"),
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => {
        if (typeof address === "object" && address !== null) resolve(address.port);
        else reject(new Error("no port"));
      });
    });
  });
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const end = (answered: boolean): void => {
      socket.destroy();
      resolve(answered);
    };
    socket.once("error", () => end(false));
    socket.once("connect", () => socket.write("PING\r\n"));
    socket.once("data", (data) => end(data.toString().startsWith("+PONG")));
  });
}
