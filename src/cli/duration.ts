/** Units by name, ms each. */
const durationUnits = [
  { name: 'd', ms: 86_400_000 },
  { name: 'h', ms: 3_600_000 },
  { name: 'min', ms: 60_000 },
] as const;

/** To the precision a person wants: 9.5 s, 34 min, 26 h, 3 d. */
export function durationText(ms: number): string {
  const unit = durationUnits.find((candidate) => ms >= 2 * candidate.ms);
  return unit === undefined ? `${(ms / 1_000).toFixed(1)} s` : `${Math.floor(ms / unit.ms)} ${unit.name}`;
}
