/** The three factors of OEE, which several KPIs are made of. */
import { type Formula, quotient } from '../formula.ts';

export const availability: Formula = quotient('APT', 'PBT');
/** Performance, in the words of OEE. */
export const effectiveness: Formula = quotient('PRPQ', 'RAPT');
export const qualityRatio: Formula = quotient('GQ', 'PQ');
