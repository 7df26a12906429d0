/** What is asked for, checked: a wrong question is one sentence. */
import type { Context } from "hono";
import type { z } from "zod";
import { schemaError } from "../../base/params.ts";
import { StudioError } from "../trouble.ts";

/** @throws ConfigError that names the key */
export function queryOf<T>(c: Context, schema: z.ZodType<T>): T {
  return checked("the question", c.req.query(), schema);
}

/** @throws ConfigError that names the key; StudioError if it is no JSON */
export async function bodyOf<T>(c: Context, schema: z.ZodType<T>): Promise<T> {
  const raw: unknown = await c.req.json().catch(() => {
    throw new StudioError(400, "what was sent is not JSON.");
  });
  return checked("what was sent", raw, schema);
}

function checked<T>(where: string, raw: unknown, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  throw schemaError(where, parsed.error, raw, schema);
}
