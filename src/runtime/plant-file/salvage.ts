/**
 * Making the most of a plant file with mistakes: what is wrong is cut out, so that the checks across fields can run on
 * the rest and all problems are told at once.
 */
import type { z } from 'zod';

const roundsMax = 8;

/** The config with every faulty part removed, or undefined where nothing usable is left. */
export function salvage<T>(schema: z.ZodType<T>, input: unknown): T | undefined {
  let rest = structuredCloneOr(input);
  const cut = new Set<string>();
  for (let round = 0; round < roundsMax; round++) {
    const result = schema.safeParse(rest);
    if (result.success) return result.data;
    for (const issue of result.error.issues) {
      const path = issue.path as (string | number)[];
      if (issue.code === 'unrecognized_keys') {
        for (const key of issue.keys) remove(rest, [...path, key]);
        continue;
      }
      // A required field that was cut already takes its whole element with it.
      const key = path.join('.');
      const target = cut.has(key) || findAt(rest, path) === undefined ? path.slice(0, -1) : path;
      if (target.length === 0) return undefined;
      cut.add(key);
      remove(rest, target);
    }
    rest = compact(rest);
  }
  return undefined;
}

function structuredCloneOr(input: unknown): unknown {
  if (Array.isArray(input)) return input.map(structuredCloneOr);
  if (typeof input === 'object' && input !== null && Object.getPrototypeOf(input) === Object.prototype)
    return Object.fromEntries(Object.entries(input).map(([key, value]) => [key, structuredCloneOr(value)]));
  return input;
}

const removed = Symbol('removed');

function findAt(root: unknown, path: readonly (string | number)[]): unknown {
  let at = root;
  for (const key of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = (at as Record<string | number, unknown>)[key];
  }
  return at;
}

function remove(root: unknown, path: readonly (string | number)[]): void {
  const parent = findAt(root, path.slice(0, -1));
  const key = path.at(-1);
  if (typeof parent !== 'object' || parent === null || key === undefined) return;
  if (Array.isArray(parent)) parent[Number(key)] = removed;
  else delete (parent as Record<string | number, unknown>)[key];
}

/** Drops removed elements only after all issues of a round are cut, so that indices stay true within it. */
function compact(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => item !== removed).map(compact);
  if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, compact(item)]));
  return value;
}
