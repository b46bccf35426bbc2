import { GembaError } from '../../model/index.ts';

export type SvgAttributes = Readonly<Record<string, string | number | undefined>>;

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text made safe for XML and HTML; characters that XML forbids (controls, lone surrogates) become U+FFFD. */
export function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replace(/[&<>"']/g, (character) => escapes[character] ?? character);
}

/** `value`; throws `GembaError` where it is not finite, since then a figure was not checked before it was drawn. */
export function getFinite(value: number): number {
  if (!Number.isFinite(value)) {
    throw new GembaError(
      'template-invalid',
      'A chart got a figure that is not a finite number. Give unknown figures as undefined.',
    );
  }
  return value;
}

/** A number as it stands in the SVG: at most two decimals, so that equal geometry gives equal bytes. */
export function formatNumber(value: number): string {
  const rounded = Math.round(getFinite(value) * 100) / 100;
  return String(rounded === 0 ? 0 : rounded);
}

/** One element; attributes that are undefined are left out. */
export function element(name: string, attributes: SvgAttributes, ...children: readonly string[]): string {
  const written = Object.entries(attributes)
    .filter((entry): entry is [string, string | number] => entry[1] !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? formatNumber(value) : escapeXml(value)}"`)
    .join('');
  const content = children.join('');
  return content === '' ? `<${name}${written}/>` : `<${name}${written}>${content}</${name}>`;
}

export function rect(x: number, y: number, width: number, height: number, attributes: SvgAttributes): string {
  return element('rect', { x, y, width: Math.max(0, width), height: Math.max(0, height), ...attributes });
}

export function line(x1: number, y1: number, x2: number, y2: number, attributes: SvgAttributes): string {
  return element('line', { x1, y1, x2, y2, ...attributes });
}

/** `mark` as a link to a place on the same page; itself without `href`. Throws `GembaError` for a link outwards. */
export function linked(href: string | undefined, mark: string): string {
  if (href === undefined) return mark;
  if (!href.startsWith('#')) {
    throw new GembaError(
      'template-invalid',
      `The link "${href}" of a chart leads out of its page. Give the id of a place on it, from # on.`,
    );
  }
  return element('a', { href }, mark);
}
