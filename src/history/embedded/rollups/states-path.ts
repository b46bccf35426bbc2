import type { RollupSegment } from './rollup-segment.ts';

/** The file of states beside a file of values; there is none where no tag had a state. */
export function statesPathOf({ path, level }: Pick<RollupSegment, 'path' | 'level'>): string {
  return path.replace(`/${level}/values/`, `/${level}/states/`);
}
