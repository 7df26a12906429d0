/**
 * Parameters of registry entries: one zod object per entry holds defaults, ranges and descriptions, and
 * everything a user sees of them (errors, help, documentation, editor schema) is derived from it.
 */
import { z } from "zod";
import { ConfigError, messageOf } from "./errors.ts";
import { didYouMean } from "./registry.ts";
import { shortened, shownValue } from "./shortened.ts";

/** A schema with a default for every key and a description of every key. */
export type ParamsSchema = z.ZodObject;

/**
 * The parameters with defaults filled in.
 *
 * @param where - what the parameters belong to, for the error: `feature mfcc`
 * @throws ConfigError that names the key, what was expected and what was given
 */
export function parseParams<S extends ParamsSchema>(where: string, schema: S, raw: unknown): z.output<S> {
  const parsed = schema.safeParse(raw ?? {});
  if (parsed.success) return parsed.data;
  throw schemaError(where, parsed.error, raw, schema);
}

/**
 * JSON of a shape.
 *
 * @param where - names it in errors: a file, or a line of one
 * @throws ConfigError if the text is no JSON, or that names the key, what was expected and what was given
 */
export function parseJson<S extends z.ZodType>(where: string, text: string, schema: S): z.output<S> {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (error) {
    throw new ConfigError(`${where}: expected JSON, got something else (${messageOf(error)}).`);
  }
  const parsed = schema.safeParse(raw);
  if (!parsed.success) throw schemaError(where, parsed.error, raw, schema);
  return parsed.data;
}

/**
 * One sentence for the first problem that zod found.
 *
 * @param schema - what the value was checked against: tells the keys that an unknown one may have been meant as
 */
export function schemaError(where: string, error: z.ZodError, raw: unknown, schema: z.ZodType): ConfigError {
  // A key that is unknown explains one that is missing: it is told first.
  const issue = error.issues.find((one) => one.code === "unrecognized_keys") ?? error.issues[0];
  const path = issue.path.map((one) => shortened(String(one))).join(".");
  if (issue.code === "unrecognized_keys") {
    const key = issue.keys[0];
    const known = knownKeysAt(schema, issue.path, raw);
    const expected = known.length === 0 ? "there are none here." : `expected one of ${known.join(", ")}.`;
    return new ConfigError(
      `${where}: the key "${shortened(path === "" ? key : `${path}.${key}`)}" is unknown; ${expected}`,
      didYouMean(key, known),
    );
  }
  const got = shownValue(valueAt(raw, issue.path));
  // its kind in zod's words, where ours say what it is
  const expected =
    issue.code === "invalid_type"
      ? `expected ${kindText(issue.expected, schemaAt(schema, issue.path, raw))}`
      : lowerFirst(issue.message);
  return new ConfigError(`${where}: ${path === "" ? "the value" : path}: ${expected}; got ${got}.`);
}

/** What people call a kind of JSON. */
const KINDS: Readonly<Record<string, string>> = {
  object: "keys and values",
  record: "names and what they stand for",
  array: "a list",
  tuple: "a list",
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
};

/** `keys and values, such as { path: … }`. */
function kindText(kind: string, schema: JsonSchema | undefined): string {
  const { required = [], properties = {} } = schema ?? {};
  const keys = (required.length > 0 ? required : Object.keys(properties)).slice(0, 3);
  const such = kind === "object" && keys.length > 0;
  return `${KINDS[kind] ?? kind}${such ? `, such as { ${keys.map((key) => `${key}: …`).join(", ")} }` : ""}`;
}

/** The keys that the object at this path may have; where there are several kinds of object, those of its own kind. */
function knownKeysAt(schema: z.ZodType, path: readonly PropertyKey[], raw: unknown): string[] {
  return Object.keys(kindOf(schemaAt(schema, path, raw), valueAt(raw, path))?.properties ?? {});
}

/** What is expected at a path. */
function schemaAt(schema: z.ZodType, path: readonly PropertyKey[], raw: unknown): JsonSchema | undefined {
  let at: JsonSchema | undefined = jsonSchemaOf(schema, "input");
  for (const [depth, key] of path.entries()) {
    const inside = kindOf(at, valueAt(raw, path.slice(0, depth)));
    if (typeof key === "number")
      at = objectOf(Array.isArray(inside?.items) ? inside.items[0] : inside?.items);
    else at = objectOf(inside?.properties?.[String(key)] ?? inside?.additionalProperties);
  }
  return at;
}

/** Of a discriminated union, the member that the value's constants name. */
function kindOf(schema: JsonSchema | undefined, value: unknown): JsonSchema | undefined {
  if (schema?.oneOf === undefined) return schema;
  return schema.oneOf.find((one) => constantsOf(one).every(([key, is]) => valueAt(value, [key]) === is));
}

/** The keys of an object that have one value only, with it: what tells the members of a union apart. */
function constantsOf({ properties = {} }: JsonSchema): [string, unknown][] {
  return Object.entries(properties).flatMap(([key, one]): [string, unknown][] =>
    typeof one === "object" && one.const !== undefined ? [[key, one.const]] : [],
  );
}

function objectOf(schema: z.core.JSONSchema._JSONSchema | undefined): JsonSchema | undefined {
  return typeof schema === "object" ? schema : undefined;
}

/** What stands at a path; where the path leads into something that has no keys, that. */
export function valueAt(raw: unknown, path: readonly PropertyKey[]): unknown {
  let value = raw;
  for (const key of path) {
    if (typeof value !== "object" || value === null) return value;
    value = Reflect.get(value, key);
  }
  return value;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** A parameter, for people and forms. */
export interface ParamDescription {
  readonly name: string;
  /** With its range. */
  readonly type: string;
  /** Undefined of what has to be given, and of what is not there unless it is. */
  readonly default: unknown;
  readonly isRequired: boolean;
  readonly summary: string;
}

export function describeParams(schema: ParamsSchema): ParamDescription[] {
  // As output: of input that is normalised, zod tells no default.
  const json = jsonSchemaOf(schema, "output");
  return Object.entries(json.properties ?? {}).map(([name, property]) => {
    const isRequired = !z.safeParse(schema.shape[name], undefined).success;
    if (typeof property === "boolean") {
      return { name, type: "any", default: undefined, isRequired, summary: "" };
    }
    const { default: preset, description: summary = "" } = property;
    return { name, type: typeOf(property), default: preset, isRequired, summary };
  });
}

type JsonSchema = z.core.JSONSchema.BaseSchema;

function jsonSchemaOf(schema: z.ZodType, io: "input" | "output"): JsonSchema {
  return z.toJSONSchema(schema, { io, unrepresentable: "any" });
}

function typeOf(property: JsonSchema): string {
  if (property.title !== undefined) return property.title;
  if (property.enum) return property.enum.map(String).join(" | ");
  if (property.const !== undefined) return JSON.stringify(property.const);
  const members = property.oneOf ?? property.anyOf;
  if (members) return members.map((one) => (typeof one === "boolean" ? "any" : typeOf(one))).join(" | ");
  if (property.type === "array" && typeof property.items === "object" && !Array.isArray(property.items))
    return `list of ${typeOf(property.items)}`;
  const type = Array.isArray(property.type) ? property.type.join(" | ") : (property.type ?? "any");
  if (type === "object" && property.properties !== undefined) return objectType(property);
  if (type !== "number" && type !== "integer") return type;
  const low =
    property.exclusiveMinimum !== undefined ? `> ${property.exclusiveMinimum}` : bound(property.minimum, "≥");
  const high =
    property.exclusiveMaximum !== undefined ? `< ${property.exclusiveMaximum}` : bound(property.maximum, "≤");
  return [type, low, high].filter((part) => part !== "").join(" ");
}

/** `{a, b}`; of a member of a union, `name {a, b}`, or `name` alone. */
function objectType(schema: JsonSchema): string {
  const constants = constantsOf(schema);
  const others = Object.keys(schema.properties ?? {}).filter(
    (key) => !constants.some(([one]) => one === key),
  );
  const keys = others.length > 0 || constants.length === 0 ? [`{${others.join(", ")}}`] : [];
  return [...constants.map(([, value]) => String(value)), ...keys].join(" ");
}

function bound(value: number | undefined, sign: string): string {
  return value === undefined || Math.abs(value) >= Number.MAX_SAFE_INTEGER ? "" : `${sign} ${value}`;
}
