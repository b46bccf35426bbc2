/** Rows of rollups that do not count, because they were worked out by another rule than is asked for. */
export interface TagGroup {
  readonly tags: readonly string[];
  /** Files that these tags are not read from. */
  readonly refused: ReadonlySet<string>;
}

export class RefusedRows {
  readonly #tagsByPath: Map<string, Set<string>> = new Map();

  /** How many pairs of a file and a tag there are. */
  get count(): number {
    return this.#tagsByPath.values().reduce((sum, tags) => sum + tags.size, 0);
  }

  add(path: string, tag: string): void {
    const tags = this.#tagsByPath.get(path) ?? new Set();
    tags.add(tag);
    this.#tagsByPath.set(path, tags);
  }

  /** Tags that are read from the same files, each group in the order of their bytes. */
  groupsOf(tags: readonly string[]): TagGroup[] {
    const inOrder = tags
      .map((tag) => ({ tag, bytes: Buffer.from(tag) }))
      .sort((a, b) => a.bytes.compare(b.bytes))
      .map(({ tag }) => tag);
    const pathsOf = (tag: string): string[] =>
      [...this.#tagsByPath].flatMap(([path, refused]) => (refused.has(tag) ? [path] : []));
    return [...Map.groupBy(inOrder, (tag) => pathsOf(tag).join('\n'))].map(([paths, some]) => ({
      tags: some,
      refused: new Set(paths.split('\n')),
    }));
  }
}
