/** The names under one topic: a tree of keys, each looked up once. */
import type { NamedTag } from './reading-emitter.ts';
import type { ReadingTag } from './reading-tag.ts';
import type { BuildTagName } from './tag-name.ts';
import type { TopicParts } from './topic-template.ts';

/** What the names of a topic are built from. */
export interface TopicScope {
  readonly topic: string;
  readonly levels: TopicParts;
  /** Levels of the topic below what names the equipment, by dots; `''` where there are none. */
  readonly path: string;
  readonly buildName: BuildTagName;
  findTag(name: string): ReadingTag | undefined;
  /** Fields that are no tags, by dotted path from the payload's root. */
  readonly reserved: ReadonlySet<string>;
  /** Counts nodes over all topics, so that they can be bounded. */
  readonly size: { count: number };
}

/** A key of the payload as a name; below it, the keys of an object. */
export class NameNode implements NamedTag {
  readonly name: string;
  readonly tag: ReadingTag | undefined;
  /** Dotted path from the payload's root. */
  readonly field: string;
  readonly isReserved: boolean;
  readonly #scope: TopicScope;
  /** What `{path}` is for the keys below. */
  readonly #pathBelow: string;
  /** Most keys have no others below them. */
  #children: Map<string, NameNode> | undefined;
  readonly #key: string;
  #follower: NameNode | undefined;

  constructor(scope: TopicScope, path: string, key: string, field: string) {
    this.#scope = scope;
    this.#key = key;
    this.#pathBelow = joined(path, key);
    this.field = field;
    this.isReserved = scope.reserved.has(field);
    const { topic, levels } = scope;
    this.name = scope.buildName({ topic, levels, path, key, name: key });
    this.tag = scope.findTag(this.name);
    scope.size.count++;
  }

  child(key: string): NameNode {
    return this.#children?.get(key) ?? this.#addChild(key);
  }

  /**
   * `names.child(key)`, where a row named this before: `names` itself or a child of it. Sources name their tags in the same
   * order message after message, and to compare a text costs a third of looking up one that was just parsed.
   */
  next(names: NameNode, key: string): NameNode {
    const follower = this.#follower;
    if (follower !== undefined && follower.#key === key) return follower;
    const node = names.child(key);
    this.#follower = node;
    return node;
  }

  #addChild(key: string): NameNode {
    const node = new NameNode(this.#scope, this.#pathBelow, key, joined(this.field, key));
    this.#children ??= new Map();
    this.#children.set(key, node);
    return node;
  }
}

function joined(path: string, key: string): string {
  if (path === '' || key === '') return path + key;
  return `${path}.${key}`;
}
