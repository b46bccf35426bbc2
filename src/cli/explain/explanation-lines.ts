/** An explanation as a person reads it at a terminal. */
import type { ElementId, IdealTimeStep, UnitStep } from '../../analytics/index.ts';
import type { Plant } from '../../model/index.ts';
import type { PlantKpiExplanation } from '../../runtime/index.ts';
import { amountText, plainFigureText, suffixOf } from '../amounts.ts';
import { formatTable } from '../table.ts';
import { elementLines, indent } from './element-lines.ts';
import { factLines } from './fact-lines.ts';
import { figureLines } from './figure-lines.ts';
import { countText, createScene, originText, type Scene } from './scene.ts';

/** @param rowsMax rows of a list at most */
export function explanationLines(
  plant: Plant,
  explanation: PlantKpiExplanation,
  options: { readonly rowsMax: number; readonly isWhole: boolean },
): string[] {
  const scene = createScene(plant, explanation, options);
  const { units } = explanation;
  const inDetail = units.length === 1 || options.isWhole ? units : [];
  return [
    ...figureLines(explanation, scene),
    '',
    ...elementLines(scene),
    ...(units.length > 1 ? ['', ...unitLines(scene)] : []),
    ...inDetail.flatMap((unit) => [
      '',
      ...(units.length > 1 ? [unit.name] : []),
      ...factLines(unit, scene),
      ...untoldLines(unit, scene),
    ]),
    ...(inDetail.length > 0 ? idealTimeLines(scene) : []),
    ...gapLines(explanation, scene),
  ];
}

/** The units of a group, each with its own figure. */
function unitLines(scene: Scene): string[] {
  const { explanation, scale, rowsMax } = scene;
  const { kpi, units, elements } = explanation;
  const shown = units.slice(0, rowsMax);
  const figure = [kpi.id, suffixOf(kpi.unit, scale)].join(' ').trim();
  const names = elements.map(({ element }) => element);
  const rows = shown.map(({ name, result, elements: own }) => [
    name,
    result.kind === 'known' ? plainFigureText(result.value, kpi.unit, scale) : 'unknown',
    result.kind === 'known' && result.low !== result.high
      ? `${plainFigureText(result.low, kpi.unit, scale)} to ${plainFigureText(result.high, kpi.unit, scale)}`
      : '',
    ...own.map(({ element, value }) => (value === undefined ? '' : scene.amount(element, value))),
  ]);
  const rest = units.length - shown.length;
  return [
    `Units, times in ${scale.name}`,
    ...indent(
      formatTable(['unit', figure, 'low to high', ...names], rows, { right: [figure, 'low to high', ...names] }),
    ),
    ...(rest > 0 ? [`  and ${countText(rest, 'more unit')}: --all lists them`] : []),
    '  The facts of one of them: --machine NAME',
  ];
}

/** Elements in which it makes a difference that nobody told anything. */
const ofSilence: ReadonlySet<ElementId> = new Set<ElementId>(['PBT', 'ADET', 'ADOT', 'SILENT']);

/** Planned time that nobody told anything of. */
function untoldLines({ untold }: UnitStep, { explanation, scale, span: spanText, rowsMax }: Scene): string[] {
  if (!explanation.elements.some(({ element }) => ofSilence.has(element))) return [];
  return (['silent', 'unheard'] as const).flatMap((kind) => {
    const spans = untold.filter((span) => span.kind === kind);
    if (spans.length === 0) return [];
    const msOf = (all: typeof spans): number => all.reduce((sum, { fromAt, toAt }) => sum + toAt - fromAt, 0);
    const text = (ms: number): string => `${amountText(ms, 'time', scale)} ${scale.name}`;
    const longest = [...spans].sort((a, b) => b.toAt - b.fromAt - (a.toAt - a.fromAt));
    const shown = longest.slice(0, rowsMax).sort((a, b) => a.fromAt - b.fromAt);
    const rest = longest.slice(rowsMax);
    const what =
      kind === 'silent'
        ? 'planned time of which nothing was told'
        : 'planned time in which nobody could have heard of it';
    return [
      '',
      `${text(msOf(spans))} of ${what}`,
      ...shown.map((span) => `  ${spanText(span)}  ${text(span.toAt - span.fromAt)}`),
      ...(rest.length === 0 ? [] : [`  and ${rest.length} shorter ones, ${text(msOf(rest))}: --all lists them`]),
    ];
  });
}

function idealTimeLines(scene: Scene): string[] {
  const { idealTimes } = scene.explanation;
  if (idealTimes.length === 0) return [];
  const shown = idealTimes.slice(0, scene.rowsMax);
  const rows = shown.map((step) => [
    [step.operation, step.product].filter((part) => part !== '').join(', '),
    (step.msPerPiece / 1_000).toLocaleString('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 }),
    sourceText(step, scene),
  ]);
  const rest = idealTimes.length - shown.length;
  return [
    '',
    'Ideal times',
    ...indent(formatTable(['of', 's a piece', 'from'], rows, { right: ['s a piece'] })),
    ...(rest > 0 ? [`  and ${rest} more: --all lists them`] : []),
  ];
}

function sourceText(step: IdealTimeStep, { longTime, time }: Scene): string {
  if (step.kind === 'set') return 'the plant file';
  const { quantile, isProvisional, asOfAt, reportCount, pieceCount, deciding } = step;
  const pieces = pieceCount.toLocaleString('en-US');
  const of = `${countText(reportCount, 'report')} before ${time(asOfAt)}`;
  const provisional = isProvisional ? ' of any product, as this one has too few' : '';
  return `${100 * quantile} % of ${pieces} pieces took no longer, in ${of}${provisional}; as fast as ${originText(deciding.origin)} of ${longTime(deciding.fromAt).slice(0, 10)}`;
}

function gapLines({ gaps }: PlantKpiExplanation, { time, span, rowsMax }: Scene): string[] {
  if (gaps.length === 0) return [];
  const shown = gaps.slice(0, rowsMax).map(({ source, tag, cause, fromAt, toAt }) => {
    const lasted = toAt === undefined ? `since ${time(fromAt)}` : span({ fromAt, toAt });
    return `  ${lasted}  ${source}${tag === undefined ? '' : ` ${tag}`}, ${cause}`;
  });
  const rest = gaps.length - shown.length;
  return ['', 'Gaps', ...shown, ...(rest > 0 ? [`  and ${rest} more: --all lists them`] : [])];
}
