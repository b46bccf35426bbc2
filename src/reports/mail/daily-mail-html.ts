/** The mail's HTML from a page's view. */
import type { Look } from '../look/look.ts';
import type { PageView, Tone } from '../pages/view.ts';
import { palette } from '../theme.ts';

export function dailyMailHtml(view: PageView, intro: string, { environment, colors }: Look): string {
  const toneColors: Readonly<Record<Tone, string>> = {
    good: colors.good ?? palette.good,
    bad: colors.bad ?? '#B34E00',
    plain: '#666666',
  };
  const figures = view.figures.map((figure) => ({
    ...figure,
    color: toneColors[figure.tone],
    weight: figure.tone === 'plain' ? 400 : 600,
  }));
  return environment.render('mail', { ...view, figures, intro });
}
