/** Which tags are of which edge node or device, by the names that lead to them. */
import type { Tag } from '../../model/index.ts';
import type { Aliases } from '../aliases.ts';
import { createTagTable } from '../readings/index.ts';
import type { NodeId } from './sparkplug-host.ts';
import { isId } from './topic.ts';

export class TagScopes {
  /** Ids of tags, by `group/node` and by `group/node/device`. */
  readonly #tags: Map<string, Set<string>> = new Map();
  readonly #nodes: Map<string, NodeId> = new Map();

  constructor(tags: readonly Tag[], aliases: Aliases = {}) {
    const table = createTagTable(tags, aliases);
    const names = [...tags.flatMap(({ id, sourceNames }) => [id, ...sourceNames]), ...Object.keys(aliases.tags ?? {})];
    for (const name of new Set(names)) {
      const [group, node, device, ...rest] = name.split('/');
      const tag = table.find(name, undefined);
      if (tag === undefined || device === undefined || !isId(group) || !isId(node)) continue;
      this.#nodes.set(`${group}/${node}`, { group, node });
      this.#add(`${group}/${node}`, tag.tag.id);
      if (rest.length > 0) this.#add(`${group}/${node}/${device}`, tag.tag.id);
    }
  }

  /** Tags of a node with its devices, or of a device. */
  listTags(scope: string): readonly string[] {
    return [...(this.#tags.get(scope) ?? [])];
  }

  /** Nodes that tags name, of those a source listens to. */
  listNodes(scopes: readonly string[]): readonly NodeId[] {
    return [...this.#nodes.values()].filter(({ group, node }) =>
      scopes.some((scope) => scope === '+' || scope === group || scope === `${group}/${node}`),
    );
  }

  #add(scope: string, tag: string): void {
    const known = this.#tags.get(scope);
    if (known === undefined) this.#tags.set(scope, new Set([tag]));
    else known.add(tag);
  }
}
