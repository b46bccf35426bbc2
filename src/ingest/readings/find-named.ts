import type { NameNode } from './topic-names.ts';

/**
 * The tag that a message names in a field; undefined where that is no name.
 *
 * @param former what the row before it named, or `names` in the first
 */
export function findNamed(names: NameNode, former: NameNode, raw: unknown): NameNode | undefined {
  if (typeof raw === 'string' && raw !== '') return former.next(names, raw);
  return typeof raw === 'number' ? names.child(String(raw)) : undefined;
}
