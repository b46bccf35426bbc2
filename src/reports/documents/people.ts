/** People in a document: only as the audience's `PersonLabel` shows them, never as tokens. */
import { z } from 'zod';
import type { PersonLabel } from '../../model/index.ts';
import { count, type ShapeOf } from './shape.ts';

export interface WrittenPeople {
  /** Names or pseudonyms; those the audience may not see are left out. */
  readonly labels: readonly string[];
  /** How many there were, shown or not. */
  readonly count: number;
}
export const peopleShape: ShapeOf<WrittenPeople> = { labels: z.array(z.string()), count };

export function labelPeople(tokens: readonly string[], label: PersonLabel): WrittenPeople {
  const labels = tokens.map(label).filter((text) => text !== undefined);
  return { labels, count: tokens.length };
}
