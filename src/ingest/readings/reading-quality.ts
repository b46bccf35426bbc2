/** Qualities of readings: 0 good, 1 uncertain, 2 bad. */
import { type QualityCodes, type QualityWord, qualityWords, type ReadingMapping } from './mapping.ts';

export type QualityLevel = 0 | 1 | 2;
export type ReadQuality = (raw: unknown) => QualityLevel;

const uncertain = 1;

/**
 * Reads a quality. A message that says none is good, as OPC UA PubSub leaves good status codes out; what cannot be
 * understood is uncertain.
 */
export function createQualityReader({ quality }: ReadingMapping): ReadQuality {
  const { codes = 'text', values = {} } = typeof quality === 'object' ? quality : {};
  const known = new Map(Object.entries(values).map(([word, level]) => [word, levelOf(level)]));
  return (raw) => {
    if (raw === undefined || raw === null) return 0;
    if (typeof raw === 'object') return uncertain;
    return known.get(String(raw)) ?? levelOfCode(raw, codes);
  };
}

function levelOfCode(raw: unknown, codes: QualityCodes): QualityLevel {
  if (codes === 'text') {
    const word = String(raw).trim().toLowerCase();
    return (qualityWords as readonly string[]).includes(word) ? levelOf(word as QualityWord) : uncertain;
  }
  const code = Number(raw);
  if (!Number.isInteger(code) || code < 0 || code > 0xffff_ffff || typeof raw === 'boolean' || raw === '')
    return uncertain;
  return codes === 'opc-ua' ? levelOfStatusCode(code) : levelOfDaQuality(code);
}

/** OPC UA part 4, 7.39: the two highest bits of a status code are its severity. */
function levelOfStatusCode(code: number): QualityLevel {
  const severity = code >>> 30;
  return severity === 0 ? 0 : severity === 1 ? uncertain : 2;
}

/** OPC DA 3.0, 6.8: bits 6 and 7 of the quality: 3 good, 1 uncertain, 0 bad; 2 is not used. */
function levelOfDaQuality(code: number): QualityLevel {
  const status = (code >>> 6) & 3;
  return status === 3 ? 0 : status === 1 ? uncertain : 2;
}

function levelOf(word: QualityWord): QualityLevel {
  return qualityWords.indexOf(word) as QualityLevel;
}
