/** A drawn chart as a part of a page. */
import type { DailyDocument } from '../documents/daily-document.ts';
import { markup } from './markup.ts';
import type { ChartView, SectionView, TableView } from './view.ts';

export function chartView(section: SectionView, { svg, table }: { svg: string; table: TableView }): ChartView {
  return { ...section, svg: markup(svg), table, isLeftOut: false };
}

/** What is worked out over many production days is left out of a page of a shift or another span. */
export function forDays<Part extends { readonly isLeftOut: boolean }>(part: Part, { date }: DailyDocument): Part {
  return { ...part, isLeftOut: part.isLeftOut || date === null };
}
