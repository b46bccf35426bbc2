/** A plant's own colours: each stands in the place of one of gemba's, in words, marks and charts. */
import { palette } from '../theme.ts';

export const colorNames = ['ink', 'mid', 'light', 'good', 'bad', 'attention', 'run'] as const;
export type ColorName = (typeof colorNames)[number];
export type OwnColors = Readonly<Partial<Record<ColorName, string>>>;

/** Setup is drawn in `attention`, breakdowns in `bad`: one notation everywhere. */
export function colorsCss(colors: OwnColors): string {
  return colorNames
    .flatMap((name) => {
      const own = colors[name];
      if (own === undefined) return [];
      const base = palette[name];
      return [`svg [fill="${base}"]{fill:${own}}svg [stroke="${base}"]{stroke:${own}}`];
    })
    .join('\n');
}
