/** Why a reading, or a message, was refused. Stable: quarantine and replay speak of them by these. */
export const readingRefusalCodes = [
  'not-json',
  'not-utf-8',
  'too-long',
  'unknown-topic', // no mapping of the source takes it
  'unknown-tag', // waits until the plant file or an alias names it
  'missing-time',
  'not-a-time',
  'ambiguous-time', // a local time without a zone, where the mapping names none
  'time-in-future',
  'time-too-old',
  'missing-value',
  'wrong-type',
  'not-a-number',
  'out-of-range',
  'unknown-state', // a word or number that the mapping of its tag does not know
  'unit-mismatch', // a unit that cannot be converted to the tag's
  'wrong-shape', // not what the mapping says: an object where a list belongs, columns of unequal length
  'too-many', // more readings or deeper nesting in one message than are taken; more nodes or devices than are known
] as const;

/** Of Sparkplug besides, where what a message says depends on the births before it. */
export const sparkplugRefusalCodes = [
  'malformed', // no Sparkplug payload
  'missing-sequence', // or one that is not 0 to 255
  'no-birth', // of its node or device
  'before-birth', // older than the node's birth, and out of order
  'unknown-alias',
  'missing-name', // and no alias
  'missing-type',
  'wrong-value', // not of its data type
] as const;
export type ReadingRefusalCode = (typeof readingRefusalCodes)[number] | (typeof sparkplugRefusalCodes)[number];
