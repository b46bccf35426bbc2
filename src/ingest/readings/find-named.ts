import type { NameNode } from './topic-names.ts';

/** The tag that a message names in a field; undefined where that is no name. */
export function findNamed(names: NameNode, raw: unknown): NameNode | undefined {
  if (typeof raw === 'string' && raw !== '') return names.child(raw);
  return typeof raw === 'number' ? names.child(String(raw)) : undefined;
}
