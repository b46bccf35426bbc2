/** Reported facts with those that sensors tell. */
import type { FactTable } from '../../model/index.ts';
import { combineFacts, type UnitFacts } from './combine-facts.ts';

/** @param derived undefined where no unit has signals */
export function withDerived<K extends 'production' | 'equipmentState'>(
  reported: UnitFacts<K>,
  derived: FactTable<K> | undefined,
): UnitFacts<K> {
  return derived === undefined || derived.length === 0 ? reported : combineFacts(reported.kind, [reported, derived]);
}
