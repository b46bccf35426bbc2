/** Characters no file name may have on Windows, and so on no share that Windows opens. */
const forbidden = /[<>:"/\\|?*\p{Cc}\p{Cf}\u2028\u2029]+/gu;
/** Names Windows keeps for devices, whatever follows the first dot. */
const devices = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/i;
/** Room for a revision and a temporary name below the 255 bytes a file name may have. */
const nameBytesMax = 200;

/**
 * A name that every share takes, and that stays in its folder: no separator, control character, leading dot, trailing
 * dot or space, device name; at most 200 bytes, with its extension kept. Empty becomes `file`.
 *
 * @example safeFileName('../daily: 29/02.pdf') // 'daily- 29-02.pdf'
 */
export function safeFileName(name: string): string {
  const cleaned = name
    .normalize('NFC')
    .replace(forbidden, '-')
    .replace(/^[.\s-]+/u, '')
    .replace(/[.\s]+$/u, '');
  const safe = devices.test(cleaned) ? `file-${cleaned}` : cleaned;
  const { stem, extension } = splitName(safe === '' ? 'file' : safe);
  return shortened(stem, nameBytesMax - Buffer.byteLength(extension)) + extension;
}

/** `daily.pdf`, revision 2 → `daily-r2.pdf`. The first revision has the plain name. */
export function revisedName(name: string, revision: number): string {
  if (revision === 1) return name;
  const { stem, extension } = splitName(name);
  return `${stem}-r${revision}${extension}`;
}

function splitName(name: string): { stem: string; extension: string } {
  const dot = name.lastIndexOf('.');
  const long = dot <= 0 || name.length - dot > 12;
  return long ? { stem: name, extension: '' } : { stem: name.slice(0, dot), extension: name.slice(dot) };
}

function shortened(text: string, bytesMax: number): string {
  let short = text.slice(0, bytesMax);
  while (Buffer.byteLength(short) > bytesMax) short = short.slice(0, -1);
  // A cut through a surrogate pair would leave half a character.
  return /[\ud800-\udbff]$/.test(short) ? short.slice(0, -1) : short;
}
