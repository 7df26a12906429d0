/** A studio that listens: its address, its secret, and how it ends. */
import { randomBytes } from "node:crypto";
import type { AddressInfo } from "node:net";
import { networkInterfaces } from "node:os";
import { serve } from "@hono/node-server";
import { ConfigError, messageOf } from "../base/errors.ts";
import { assertWorkOptions, type WorkOptions } from "../experiment/open-work.ts";
import { createApp } from "./app.ts";
import { spawnJob } from "./jobs/jobs.ts";
import { readPageFiles } from "./page-files.ts";
import { openPictures } from "./pictures.ts";
import { openPlaces } from "./places.ts";
import { createStudio } from "./studio.ts";

export interface StudioServerOptions {
  readonly folder: string;
  /** Other folders that it may look into. */
  readonly also: readonly string[];
  readonly port: number;
  /** What it listens on: this machine alone, unless told otherwise. */
  readonly host: string;
  /** Who does what its pages begin. */
  readonly work: WorkOptions;
  readonly report: (error: unknown) => void;
}

export interface StudioServer {
  /** What to open: it holds the secret. */
  readonly address: string;
  close(): Promise<void>;
}

export const LOOPBACK = "127.0.0.1";

/** @throws StudioError if a folder is none; ConfigError if the port cannot be had, or nobody can do the work so */
export async function startStudio({
  folder,
  also,
  port,
  host,
  work,
  report,
}: StudioServerOptions): Promise<StudioServer> {
  assertWorkOptions(work);
  const places = await openPlaces(folder, also);
  const pictures = openPictures();
  const studio = await createStudio({ places, pictures, report, spawn: () => spawnJob(work) });
  const token = randomBytes(24).toString("base64url");
  let hosts: ReadonlySet<string> = new Set();
  // known by its port, which is known once it listens
  const cookie = `prosodia-${randomBytes(4).toString("hex")}`;
  const app = createApp(studio, { hosts: () => hosts, token, cookie, page: await readPageFiles() });
  const { server, own } = await listen(app.fetch, host, port).catch(async (error: unknown) => {
    await pictures.close();
    throw new ConfigError(
      `${host}:${port}: cannot be listened on (${messageOf(error)}).`,
      "Choose another --port; 0 takes any that is free.",
    );
  });
  hosts = namesOf(host, own);
  const shown = host === "0.0.0.0" || host === "::" ? LOOPBACK : host;
  return {
    address: `http://${inUrl(shown)}:${own}/enter?token=${token}`,
    async close() {
      server.close();
      if ("closeAllConnections" in server) server.closeAllConnections();
      await studio.close();
    },
  };
}

function listen(fetch: Parameters<typeof serve>[0]["fetch"], hostname: string, port: number) {
  return new Promise<{ server: ReturnType<typeof serve>; own: number }>((resolve, reject) => {
    const server = serve({ fetch, hostname, port }, ({ port: own }: AddressInfo) => resolve({ server, own }));
    server.once("error", reject);
  });
}

/** The names by which a browser may ask. */
function namesOf(host: string, port: number): ReadonlySet<string> {
  const isEverywhere = host === "0.0.0.0" || host === "::";
  const own = isEverywhere
    ? Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map(({ address }) => address))
    : [host];
  return new Set([LOOPBACK, "localhost", "::1", ...own].map((name) => `${inUrl(name)}:${port}`));
}

function inUrl(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}
