/** What a store asks of a question for readings in buckets, before it reads anything. */
import { GembaError } from '../model/index.ts';
import type { ResampleQuery } from './port.ts';

/** Tags times buckets: above it the answer alone takes more memory than a process should give it. */
const cellsMax = 20_000_000;

/** Throws `usage`, naming what is wrong. */
export function requireResample({ tags, edges, untilAt, quantiles = [] }: ResampleQuery): void {
  if (edges.length < 2)
    throw new GembaError('usage', `Readings are resampled between two edges or more, got ${edges.length}.`);
  edges.forEach((edge, i) => {
    if (Number.isFinite(edge) && (i === 0 || edge > (edges[i - 1] as number))) return;
    throw new GembaError(
      'usage',
      `Edges are finite and ascend (UTC ms), but ${edge} at place ${i} follows ${edges[i - 1] ?? 'nothing'}. Sort them, each once.`,
    );
  });
  if (Number.isNaN(untilAt))
    throw new GembaError(
      'usage',
      'untilAt is an instant (UTC ms), got NaN. Give the present, or the end of the edges.',
    );
  const cells = tags.length * (edges.length - 1);
  if (cells > cellsMax)
    throw new GembaError(
      'usage',
      `${tags.length} tags in ${edges.length - 1} buckets are ${cells} figures of each sort; at most ${cellsMax} are worked out at once. Ask for fewer tags, longer buckets or a shorter window.`,
    );
  const ids = new Set(tags.map(({ id }) => id));
  if (ids.size < tags.length) throw new GembaError('usage', 'A tag is resampled once, but some are named twice.');
  for (const p of quantiles)
    if (!(p >= 0 && p <= 1)) throw new GembaError('usage', `A quantile is asked for with 0 to 1, got ${p}.`);
}
