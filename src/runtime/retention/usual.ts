/** The policy that `gemba init` writes: what a plant is usually asked for, and what its readings are worth. */
import type { RetentionPolicy } from '../plant-file/retention-schema.ts';

export const usualRetention: RetentionPolicy & {
  readonly [Part in 'readings' | 'rollups' | 'events' | 'quarantine' | 'audit']: string;
} = {
  readings: '13 months',
  tagGroups: [],
  rollups: '7 years',
  events: '7 years',
  quarantine: '90 days',
  audit: '7 years',
};
