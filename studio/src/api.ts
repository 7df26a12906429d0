/** Asking the server. It is of the same build as the page: what it answers has the type that is asked for. */
import type { Refusal } from "../../src/studio/answers.ts";

const token = document.querySelector('meta[name="prosodia-token"]')?.getAttribute("content") ?? "";

/** What the server refused, as a sentence for the page. */
export class Refused extends Error {
  readonly line: number | undefined;

  constructor({ error, line }: Refusal) {
    super(error);
    this.line = line;
  }
}

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** `/api/corpus?at=emodb` */
export function addressOf(path: string, query: Query = {}): string {
  const known = Object.entries(query).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, String(value)]],
  );
  return `/api/${path}${known.length === 0 ? "" : `?${new URLSearchParams(known)}`}`;
}

/** @throws Refused */
export async function ask<T>(path: string, query: Query = {}): Promise<T> {
  return answerOf(await reach(addressOf(path, query), {}));
}

/** @throws Refused */
export async function send<T>(path: string, body: unknown): Promise<T> {
  const headers = { "content-type": "application/json", "x-prosodia-token": token };
  return answerOf(await reach(addressOf(path), { method: "POST", headers, body: JSON.stringify(body) }));
}

/** @throws Refused */
export async function upload<T>(path: string, query: Query, file: Blob): Promise<T> {
  const headers = { "content-type": "application/octet-stream", "x-prosodia-token": token };
  return answerOf(await reach(addressOf(path, query), { method: "PUT", headers, body: file }));
}

async function reach(address: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, init);
  } catch {
    throw new Refused({
      error: "The studio does not answer. Start it again: prosodia studio. Nothing that was saved is lost.",
    });
  }
}

async function answerOf<T>(response: Response): Promise<T> {
  if (response.ok) return response.json();
  const refusal: Refusal = await response
    .json()
    .catch(() => ({ error: `The studio answered ${response.status}.` }));
  throw new Refused(refusal);
}

export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Does some work: what went wrong with it, as a sentence; empty where nothing did. */
export async function troubleOf(work: () => Promise<void>): Promise<string> {
  try {
    await work();
    return "";
  } catch (error) {
    return sentenceOf(error);
  }
}
