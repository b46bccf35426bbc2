/** A time, count or quantity that KPIs are made of, in words. */

/** `time`: ms. `count`: pieces, or events. `quantity`: in the unit of the material or product. `energy`: kWh. `value`: in the unit of what is measured. */
export type ElementUnit = 'time' | 'count' | 'quantity' | 'energy' | 'value';

export interface Element {
  readonly name: string;
  readonly unit: ElementUnit;
  /** What it means, as ISO 22400-2 has it, in our words. */
  readonly meaning: string;
  /** The facts and settings that tell it; undefined where gemba has no such facts yet, and then `wanted` says which. */
  readonly from: string | undefined;
  readonly wanted?: string;
  /** What its facts leave open, beside what the elements of units leave open: what moves its bounds. */
  readonly leftOpen?: string;
  /** Whether those of several units, or of windows that follow each other, add up. */
  readonly isSum: boolean;
}

/** What elements of one unit have in common. */
type Common = Pick<Element, 'unit' | 'isSum'>;

export const time: Common = { unit: 'time', isSum: true };
export const count: Common = { unit: 'count', isSum: true };
export const quantity: Common = { unit: 'quantity', isSum: true };
export const value: Common = { unit: 'value', isSum: false };
