/** Times as a file writes them: `iso`, seconds or milliseconds since 1970, or a pattern. */
import { parseInstant, parseLocalDateTime, secondMs } from '../time/index.ts';

/** What was read: a local wall time, an instant (it had an offset), or why it is neither. */
export type TimeReading = 'local' | 'instant' | 'not-a-time' | 'nonexistent-date';

export interface TimeReader {
  /** Epoch ms, as if UTC where `reading` is `local`; `NaN` where it is no time. */
  read(text: string): number;
  /** Of the last `read`. */
  reading: TimeReading;
  /** What a refusal says was expected. */
  readonly expected: string;
}

const tokenPattern = /yyyy|MM|M|dd|d|HH|H|mm|ss|SSS/g;

/** Whether a text names a time format: `iso`, `epoch-ms`, `epoch-s`, or a pattern with year, month, day and hour. */
export function isTimeFormat(format: string): boolean {
  if (format === 'iso' || format === 'epoch-ms' || format === 'epoch-s') return true;
  const names = (format.match(tokenPattern) ?? []).map((token) => token[0]);
  return (
    new Set(names).size === names.length &&
    ['y', 'M', 'd', 'H'].every((name) => names.includes(name)) &&
    /^[T\x20-\x2f:;,_]*$/.test(format.replaceAll(tokenPattern, ''))
  );
}

export function createTimeReader(format: string): TimeReader {
  if (format === 'iso') return new IsoReader();
  if (format === 'epoch-ms') return new EpochReader(1, 'milliseconds since 1970');
  if (format === 'epoch-s') return new EpochReader(secondMs, 'seconds since 1970');
  return new PatternReader(format);
}

/** `YYYY-MM-DDTHH:MM`, seconds, fraction and offset optional. */
class IsoReader implements TimeReader {
  reading: TimeReading = 'not-a-time';
  readonly expected: string = 'a time such as 2012-02-29T07:00';

  read(text: string): number {
    const local = parseLocalDateTime(text);
    if (!Number.isNaN(local)) {
      this.reading = 'local';
      return local;
    }
    const at = parseInstant(text);
    if (!Number.isNaN(at)) this.reading = 'instant';
    else this.reading = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/i.test(text) ? 'nonexistent-date' : 'not-a-time';
    return at;
  }
}

/** Seconds or milliseconds since 1970, digits with an optional fraction. */
class EpochReader implements TimeReader {
  reading: TimeReading = 'not-a-time';
  readonly expected: string;
  readonly #unitMs: number;

  constructor(unitMs: number, expected: string) {
    this.#unitMs = unitMs;
    this.expected = expected;
  }

  read(text: string): number {
    const at = /^-?\d{1,15}(\.\d{1,9})?$/.test(text) ? Number(text) * this.#unitMs : Number.NaN;
    // What lies beyond is no date of any calendar: milliseconds taken for seconds, and the like.
    const isInstant = Math.abs(at) <= 8.64e15;
    this.reading = isInstant ? 'instant' : 'not-a-time';
    return isInstant ? at : Number.NaN;
  }
}

/** A pattern such as `dd.MM.yyyy HH:mm`; a one-letter token takes one or two digits. */
class PatternReader implements TimeReader {
  reading: TimeReading = 'not-a-time';
  readonly expected: string;
  readonly #shape: RegExp;

  constructor(format: string) {
    this.expected = `a time as ${format}`;
    let shape = '';
    let at = 0;
    for (const match of format.matchAll(tokenPattern)) {
      const [token] = match;
      shape += escaped(format.slice(at, match.index));
      shape += `(?<${token[0]}>${token.length === 1 ? '\\d{1,2}' : `\\d{${token.length}}`})`;
      at = match.index + token.length;
    }
    this.#shape = new RegExp(`^${shape}${escaped(format.slice(at))}$`);
  }

  read(text: string): number {
    const part = this.#shape.exec(text)?.groups;
    if (part === undefined) {
      this.reading = 'not-a-time';
      return Number.NaN;
    }
    const two = (name: string): string => (part[name] ?? '0').padStart(2, '0');
    const date = `${part['y']}-${two('M')}-${two('d')}`;
    const local = parseLocalDateTime(`${date}T${two('H')}:${two('m')}:${two('s')}.${part['S'] ?? '000'}`);
    this.reading = Number.isNaN(local) ? 'nonexistent-date' : 'local';
    return local;
  }
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
