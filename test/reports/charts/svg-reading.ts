/** Reads an SVG of ours back: well-formedness, elements, and the box each label takes. */
import { measureText } from '../../../src/reports/fonts/index.ts';

export interface ReadElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly content: string;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

function unescapeXml(text: string): string {
  if (/&(?!(amp|lt|gt|quot|#39);)/.test(text)) throw new Error(`A bare & in ${JSON.stringify(text)}.`);
  return text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => entities[name] ?? '');
}

/**
 * Every element in document order. Throws for what is not well-formed XML: tags that do not close, attributes twice or
 * without quotes, bare `<` or `&`, characters that XML forbids.
 */
export function readSvg(svg: string): ReadElement[] {
  if (/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.test(svg)) throw new Error('A forbidden character.');
  const elements: { name: string; attributes: Record<string, string>; content: string }[] = [];
  const open: { name: string; attributes: Record<string, string>; content: string }[] = [];
  for (const [token] of svg.matchAll(/<[^>]*>|[^<]+|</g)) {
    if (!token.startsWith('<')) {
      const parent = open.at(-1);
      if (parent === undefined) throw new Error(`Text outside the root: ${token}`);
      parent.content += unescapeXml(token);
    } else if (token.startsWith('</')) {
      if (open.pop()?.name !== token.slice(2, -1)) throw new Error(`Closes what is not open: ${token}`);
    } else {
      const match = /^<([a-z][A-Za-z]*)((?: [A-Za-z][A-Za-z0-9:-]*="[^"<]*")*)(\/?)>$/.exec(token);
      if (match === null) throw new Error(`Not a tag: ${token}`);
      if (elements.length > 0 && open.length === 0) throw new Error('A second root.');
      const attributes: Record<string, string> = {};
      for (const [, key = '', value = ''] of (match[2] ?? '').matchAll(/ ([A-Za-z][A-Za-z0-9:-]*)="([^"]*)"/g)) {
        if (key in attributes) throw new Error(`${key} stands twice in ${token}`);
        attributes[key] = unescapeXml(value);
      }
      const element = { name: match[1] ?? '', attributes, content: '' };
      elements.push(element);
      if (match[3] !== '/') open.push(element);
    }
  }
  if (open.length > 0) throw new Error(`Never closed: ${open.map((element) => element.name).join(', ')}`);
  return elements;
}

/** A number attribute; 0 where missing. */
export function numberOf(element: ReadElement | undefined, name: string): number {
  return Number(element?.attributes[name] ?? 0);
}

export function withClass(elements: readonly ReadElement[], name: string): ReadElement[] {
  return elements.filter((element) => element.attributes['class']?.split(' ').includes(name) === true);
}

export interface Box {
  readonly label: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** What each label inks: its measured width, from the top of capitals to the bottom of descenders. */
export function labelBoxes(elements: readonly ReadElement[]): Box[] {
  return elements
    .filter((element) => element.name === 'text' && element.content !== '')
    .map((element) => {
      const size = numberOf(element, 'font-size');
      const weight = element.attributes['font-weight'] === '600' ? 600 : 400;
      const width = measureText(element.content, (size * 72) / 96, weight);
      const anchor = element.attributes['text-anchor'];
      const left = numberOf(element, 'x') - (anchor === 'end' ? width : anchor === 'middle' ? width / 2 : 0);
      const y = numberOf(element, 'y');
      return { label: element.content, left, right: left + width, top: y - size * 0.7, bottom: y + size * 0.2 };
    });
}

const tolerance = 0.1;

/** Labels that touch another one or run out of the chart; empty is good. */
export function misplacedLabels(elements: readonly ReadElement[]): string[] {
  const boxes = labelBoxes(elements);
  const [width, height] = [numberOf(elements[0], 'width'), numberOf(elements[0], 'height')];
  const outside = boxes.filter(
    (box) =>
      box.left < -tolerance || box.right > width + tolerance || box.top < -tolerance || box.bottom > height + tolerance,
  );
  const touching = boxes.flatMap((a, index) =>
    boxes
      .slice(index + 1)
      .filter(
        (b) =>
          a.left < b.right - tolerance &&
          b.left < a.right - tolerance &&
          a.top < b.bottom - tolerance &&
          b.top < a.bottom - tolerance,
      )
      .map((b) => `"${a.label}" touches "${b.label}"`),
  );
  return [
    ...outside.map((box) => `"${box.label}" runs out: ${JSON.stringify(box)} of ${width} × ${height}`),
    ...touching,
  ];
}
