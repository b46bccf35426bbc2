/** Forgets texts of refusals: what holds them is written anew, and the files of before are removed at once, whoever reads them. */
import { GembaError } from '../../../model/index.ts';
import type { WriterChild } from '../child-process.ts';
import { purgeSegments } from '../cleaning.ts';
import type { Segment } from '../segment.ts';
import { SegmentMap } from '../segment-map.ts';
import type { ExpiryHost } from './expire.ts';

export type BlankHost = Pick<ExpiryHost, 'dir' | 'state' | 'onStep' | 'nameOf' | 'enter'>;

/** In a turn only. @returns how many refusals were blanked */
export async function blankRefusalsIn(
  host: BlankHost,
  child: Pick<WriterChild, 'blank'>,
  texts: readonly string[],
): Promise<number> {
  const { dir } = host;
  const segments: Segment[] = [];
  for (const partition of SegmentMap.of(host.state.segments).partitions('refusal'))
    segments.push(...[...partition.values()].filter(({ role }) => role === 'facts'));
  const { replaced, rowCount } =
    segments.length === 0 || texts.length === 0
      ? { replaced: [], rowCount: 0 }
      : await child.blank((attempt) => ({ type: 'blank', dir, name: host.nameOf(attempt, 'blank'), segments, texts }));
  await host.onStep('blank-written');
  if (replaced.length > 0)
    await host.enter({
      kind: 'blank',
      added: replaced.map(({ by }) => by),
      removed: replaced.map(({ path }) => path),
    });
  await host.onStep('blank-entered');
  // What was merged or replaced before may hold the texts too, as may what a process left that was killed amidst this.
  await purgeSegments(dir, host.state, 'refusal');
  return rowCount;
}

/** @throws GembaError `usage` where one is empty, which stands in every refusal */
export function requireTexts(texts: readonly string[]): void {
  if (texts.includes('')) throw new GembaError('usage', 'A text whose refusals are to be blanked is empty.');
}
