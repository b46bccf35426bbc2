import { type FontWeight, measureText } from '../fonts/index.ts';
import { palette, pxPerPt } from '../theme.ts';
import { element, escapeXml } from './svg.ts';

export interface TextStyle {
  readonly sizePt: number;
  readonly weight?: FontWeight;
  readonly fill?: string;
  readonly anchor?: 'start' | 'middle' | 'end';
}

/** One line of text, its baseline at `y`. Every attribute is written out, so that a test can measure each label. */
export function text(x: number, y: number, content: string, style: TextStyle): string {
  return element(
    'text',
    {
      x,
      y,
      'font-size': style.sizePt * pxPerPt,
      'font-weight': style.weight ?? 400,
      fill: style.fill ?? palette.ink,
      'text-anchor': style.anchor === 'start' ? undefined : style.anchor,
    },
    escapeXml(content),
  );
}

/** How far below the middle of a line its baseline lies, px, so that figures look centred: half the height of capitals. */
export function centredBaseline(sizePt: number): number {
  return sizePt * pxPerPt * 0.349;
}

/** The height that a line of text needs without touching its neighbours, px. */
export function lineHeight(sizePt: number): number {
  return sizePt * pxPerPt * 1.2;
}

/**
 * `content` cut to `widthMax` px with an ellipsis, at a word where that loses little. Empty where not even the ellipsis
 * fits.
 */
export function fitText(content: string, widthMax: number, sizePt: number, weight: FontWeight = 400): string {
  if (measureText(content, sizePt, weight) <= widthMax) return content;
  const characters = Array.from(content);
  let [low, high] = [0, characters.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const fits = measureText(`${characters.slice(0, middle).join('').trimEnd()}…`, sizePt, weight) <= widthMax;
    if (fits) low = middle;
    else high = middle - 1;
  }
  if (low === 0) return measureText('…', sizePt, weight) <= widthMax ? '…' : '';
  return `${characters.slice(0, low).join('').trimEnd()}…`;
}

/** The widest of some texts, px; 0 for none. */
export function widestText(contents: Iterable<string>, sizePt: number, weight: FontWeight = 400): number {
  let widest = 0;
  for (const content of contents) widest = Math.max(widest, measureText(content, sizePt, weight));
  return widest;
}

/** `content` broken at spaces into lines of at most `widthMax` px; a word that is wider is cut. */
export function wrapText(content: string, widthMax: number, sizePt: number, weight: FontWeight = 400): string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of content.split(' ')) {
    const longer = current === '' ? word : `${current} ${word}`;
    if (current !== '' && measureText(longer, sizePt, weight) > widthMax) {
      lines.push(current);
      current = word;
    } else current = longer;
  }
  lines.push(current);
  return lines.map((each) => fitText(each, widthMax, sizePt, weight));
}

/** `content` on one line or, where it is too wide for that, broken at a space into two; the second is cut. */
export function twoLines(content: string, widthMax: number, sizePt: number): readonly string[] {
  if (measureText(content, sizePt) <= widthMax) return [content];
  const words = content.split(' ');
  let count = 0;
  while (count < words.length && measureText(words.slice(0, count + 1).join(' '), sizePt) <= widthMax) count += 1;
  if (count === 0) return [fitText(content, widthMax, sizePt)];
  return [words.slice(0, count).join(' '), fitText(words.slice(count).join(' '), widthMax, sizePt)];
}
