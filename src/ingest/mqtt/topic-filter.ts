/** Topic filters of MQTT: which topics they take (MQTT 5, 4.7). */

/** `+` is a whole level; `#` is the last one and takes the parent too; `$share/<group>/` is not written by hand. */
export function isTopicFilter(filter: string): boolean {
  const levels = filter.split('/');
  return (
    filter !== '' &&
    !filter.includes('\0') &&
    Buffer.byteLength(filter) <= 65_535 &&
    levels[0] !== '$share' &&
    levels.every((level, i) => {
      if (level === '+') return true;
      if (level === '#') return i === levels.length - 1;
      return !/[+#]/.test(level);
    })
  );
}

/**
 * Whether a filter takes a topic. Topics that begin with `$` are taken only by filters that name their first level.
 *
 * @example isTopicMatch('acme/+/temperature', 'acme/lathe-7/temperature') // true
 */
export function isTopicMatch(filter: string, topic: string): boolean {
  const wanted = filter.split('/');
  const levels = topic.split('/');
  if (topic.startsWith('$') && wanted[0] !== levels[0]) return false;
  for (const [i, level] of wanted.entries()) {
    if (level === '#') return true;
    if (i >= levels.length || (level !== '+' && level !== levels[i])) return false;
  }
  return wanted.length === levels.length;
}

/** Topics remembered with the number of their subscription; beyond it they are worked out again. */
const topicsMax = 100_000;

/** Which of several filters takes a topic: the first. */
export class TopicRouter {
  readonly #filters: readonly string[];
  readonly #known: Map<string, number> = new Map();

  constructor(filters: readonly string[]) {
    this.#filters = filters;
  }

  /** Index of the first filter that takes the topic; -1 where none does. */
  find(topic: string): number {
    const known = this.#known.get(topic);
    if (known !== undefined) return known;
    const index = this.#filters.findIndex((filter) => isTopicMatch(filter, topic));
    if (this.#known.size < topicsMax) this.#known.set(topic, index);
    return index;
  }
}
