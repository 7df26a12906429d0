/** The contract of an operator that a file may hold: what it gives, and how much work it is. */
import type { AttributeProto, NodeProto } from "onnx-buf";
import { ModelError } from "../../../base/errors.ts";
import type { Kind, Known } from "./tensors.ts";

/** What a node gives, before it is known whether it follows from constants. */
export type Given = Omit<Known, "constant">;

export interface Effect {
  readonly outputs: readonly Given[];
  /** Multiplications beyond one look at every number that goes in or out. */
  readonly work?: number;
  /** Numbers that it keeps beside its outputs while it runs. */
  readonly scratch?: number;
}

/** One node with what is known of its inputs. */
export interface Site {
  readonly inputs: readonly (Known | undefined)[];
  readonly outputCount: number;
  /** @throws ModelError if the input is left out, or of another kind */
  input(at: number, ...kinds: readonly Kind[]): Known;
  /** Whole numbers of an input, which must be known before the model runs; undefined if it is left out. */
  values(at: number): readonly number[] | undefined;
  int(name: string, otherwise: number): number;
  ints(name: string, otherwise: readonly number[]): readonly number[];
  /** Refuses the node. */
  fail(problem: string): never;
}

export interface Operator {
  readonly attributes: readonly string[];
  infer(site: Site): Effect;
}

/** @throws ModelError if the node has an attribute that the operator's exports never have */
export function siteOf(
  node: NodeProto,
  { attributes }: Operator,
  inputs: readonly (Known | undefined)[],
): Site {
  const fail = (problem: string): never => {
    throw new ModelError(`the operator ${node.opType} (${node.name}) ${problem}.`);
  };
  const named = new Map<string, AttributeProto>();
  for (const one of node.attribute) {
    if (!attributes.includes(one.name) || named.has(one.name)) fail(`has the attribute "${one.name}"`);
    named.set(one.name, one);
  }
  const site: Site = {
    inputs,
    outputCount: node.output.length,
    input(at, ...kinds) {
      const found = inputs[at];
      if (found === undefined) return fail(`lacks its input ${at}`);
      if (kinds.length > 0 && !kinds.includes(found.kind)) return fail(`is given ${found.kind}`);
      return found;
    },
    values(at) {
      const found = inputs[at];
      if (found === undefined) return undefined;
      return found.values ?? fail("has a size that only a run would tell");
    },
    int: (name, otherwise) => Number(named.get(name)?.i ?? otherwise),
    ints: (name, otherwise) => named.get(name)?.ints.map(Number) ?? otherwise,
    fail,
  };
  return site;
}

/** An axis from 0, of one that may count from the end. */
export function axisOf(site: Site, axis: number, rank: number): number {
  const from0 = axis < 0 ? axis + rank : axis;
  return Number.isInteger(from0) && from0 >= 0 && from0 < rank ? from0 : site.fail(`has the axis ${axis}`);
}
