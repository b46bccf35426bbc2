/**
 * What KPIs are made of: the times, counts and quantities of ISO 22400-2, under its own short names, and those that gemba has
 * beside them, as words. Each says where gemba has it from; one that no fact tells yet says what would.
 */
import type { Element } from './elements/element.ts';
import { isoElementIds, isoElements } from './elements/iso-22400.ts';
import { ownElementIds, ownElements } from './elements/own.ts';

export type { Element, ElementUnit } from './elements/element.ts';

export type ElementId = (typeof isoElementIds)[number] | (typeof ownElementIds)[number];

/** Those of ISO 22400-2, then gemba's own. */
export const elementIds: readonly ElementId[] = [...isoElementIds, ...ownElementIds];

export const elements: Readonly<Record<ElementId, Element>> = { ...isoElements, ...ownElements };
