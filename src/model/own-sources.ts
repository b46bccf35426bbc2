/** Sources of facts that gemba makes itself. */

/** Ids of a plant file's sources may not begin so. */
export const reservedSourcePrefix = 'gemba.';

/** Source of states and pieces that come of a unit's signals. */
export const signalSourceId = 'gemba.signals';
