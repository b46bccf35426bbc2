/** gemba: what a plant's systems say, what happened and why, in front of the right person. */
export type * from './model/index.ts';
export { GembaError } from './model/index.ts';
export { definePlant, type OpenPlant, type OpenPlantOptions, openPlant, type PlantFileInput } from './runtime/index.ts';
