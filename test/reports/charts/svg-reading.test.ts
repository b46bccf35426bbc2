import { describe, expect, test } from 'vitest';
import { misplacedLabels, readSvg } from './svg-reading.ts';

const svgOf = (...marks: string[]): string => `<svg width="100" height="40">${marks.join('')}</svg>`;
const label = (x: number, y: number, content: string): string =>
  `<text x="${x}" y="${y}" font-size="10" font-weight="400">${content}</text>`;

describe('the reader the chart tests stand on', () => {
  test.each([
    ['<svg><g></svg>', 'never closed'],
    ['<svg></g></svg>', 'closed, not open'],
    ['<svg a="1" a="2"/>', 'an attribute twice'],
    ['<svg a=1/>', 'no quotes'],
    ['<svg>a & b</svg>', 'a bare ampersand'],
    ['<svg>a < b</svg>', 'a bare less-than'],
    ['<svg>\u0000</svg>', 'a forbidden character'],
    ['<svg/><svg/>', 'two roots'],
  ])('refuses %j: %s', (svg) => {
    expect(() => readSvg(svg)).toThrow();
  });

  test('sees labels that touch and labels that run out', () => {
    expect(misplacedLabels(readSvg(svgOf(label(0, 10, 'abc'), label(10, 12, 'def'))))).toHaveLength(1);
    expect(misplacedLabels(readSvg(svgOf(label(90, 10, 'abc'))))).toHaveLength(1);
    expect(misplacedLabels(readSvg(svgOf(label(0, 5, 'abc'))))).toHaveLength(1);
    expect(misplacedLabels(readSvg(svgOf(label(0, 10, 'abc'), label(40, 10, 'def'))))).toEqual([]);
  });
});
