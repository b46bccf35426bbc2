/** The one theme of report pages: screen, phone and print. */
import { fontFaceCss } from '../fonts/index.ts';
import { colorsCss, type OwnColors } from '../look/own-colors.ts';
import { fontFamily, palette, typeSizesPt } from '../theme.ts';

export type Paper = 'a4' | 'letter';

/** Letter is 18 mm shorter than A4: the same two pages, a little smaller. */
const papers = {
  a4: { size: 'A4', sideMargin: '15mm', zoom: 1 },
  letter: { size: 'letter', sideMargin: '24mm', zoom: 0.93 },
} as const;

/** Grey that is read at small sizes: 5.7 to 1 on white. */
const quietInk = '#666666';

export interface StyleOptions {
  readonly paper: Paper;
  /** What stands between page number and page count: ` of `. */
  readonly pageOf: string;
  /** At the left of the page's foot. */
  readonly footer: string;
  /** A plant's own colours. */
  readonly colors?: OwnColors;
}

export function pageCss({ paper, pageOf, footer, colors = {} }: StyleOptions): string {
  return `${fontFaceCss()}
${screenCss}
${colorsCss(colors)}
@media (max-width:700px){${phoneCss}}
@page{size:${papers[paper].size} portrait;margin:13mm ${papers[paper].sideMargin} 14mm;
@bottom-left{content:${cssString(footer)};${marginBoxCss}}
@bottom-right{content:counter(page) ${cssString(pageOf)} counter(pages);${marginBoxCss}}}
@media print{${printCss}
body{zoom:${papers[paper].zoom}}}`;
}

const marginBoxCss = `font:400 ${typeSizesPt.tiny}pt ${fontFamily};color:${quietInk};vertical-align:top;padding-top:3mm`;

/** A CSS string; what could end it, or the style element, is written as an escape. */
function cssString(text: string): string {
  const escaped = text.replace(/[^\p{L}\p{N} .,:()]/gu, (each) => `\\${(each.codePointAt(0) as number).toString(16)} `);
  return `"${escaped}"`;
}

const screenCss = `*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0 auto;padding:24px 16px;max-width:712px;font:400 ${typeSizesPt.body}pt/1.36 ${fontFamily};color:${palette.ink};background:${palette.paper};font-variant-numeric:tabular-nums}
h1,h2,h3,p,ul,dl,dd,table{margin:0;padding:0}
h1{font-size:${typeSizesPt.section}pt;font-weight:600;line-height:1.25;overflow-wrap:anywhere}
h2{font-size:${typeSizesPt.section}pt;font-weight:600;line-height:1.25;overflow-wrap:anywhere}
h3{font-size:${typeSizesPt.small}pt;font-weight:600}
section,footer{margin-top:16px}
svg{display:block}
.masthead{display:flex;justify-content:space-between;align-items:flex-start;gap:16px;border-bottom:1.5px solid ${palette.ink};padding-bottom:7px}
.masthead nav{flex:none;max-width:46%}
.date .window{color:${quietInk};font-size:${typeSizesPt.small}pt;padding-right:6px;display:inline-block}
.note{font-size:${typeSizesPt.small}pt}
.badge{display:inline-block;color:${palette.ink};font-size:${typeSizesPt.small}pt;line-height:1.3;border-left:4px solid ${palette.light};padding:2px 0 2px 8px;text-decoration:underline;text-underline-offset:2px;text-decoration-color:${palette.mid}}
.summary{margin-top:12px}
.headline{font-size:${typeSizesPt.headline}pt;line-height:1.2}
.lead{margin-top:3px}
.sentences{list-style:none;margin-top:7px}
.sentences li{padding-left:14px;position:relative;margin-top:3px;overflow-wrap:anywhere}
.sentences li::before{content:"";position:absolute;left:1px;top:.58em;width:6px;height:2px;background:${palette.ink}}
.sentences .claim{font-weight:600}
.quiet{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.figures{display:grid;grid-auto-flow:column;grid-auto-columns:1fr;grid-template-rows:repeat(5,auto);column-gap:14px;border-top:1px solid ${palette.light};border-bottom:1px solid ${palette.light};padding:7px 0 6px}
.figure{min-width:0;display:grid;grid-template-rows:subgrid;grid-row:span 5}
.figure .value{font-size:14.5pt;font-weight:600;line-height:1.2}
.figure .value.unknown{font-size:${typeSizesPt.body}pt;font-weight:400;color:${quietInk};align-self:end}
.figure .unit{font-size:${typeSizesPt.small}pt;font-weight:400}
.figure .unit,.figure .bounds{white-space:nowrap}
.figure .bounds{font-size:${typeSizesPt.small}pt;font-weight:400}
.figure .standing{font-size:${typeSizesPt.small}pt;min-height:1.36em}
.figure.good .standing{color:${palette.good};font-weight:600}
.figure.bad .standing{color:#B34E00;font-weight:600}
.figure .sign{display:inline-block;vertical-align:-0.5px}
.figure .spark{margin:2px 0}
.figure .spark svg{width:100%;max-width:200px;height:auto}
.figure .usual{font-size:${typeSizesPt.tiny}pt;color:${quietInk};line-height:1.3}
.scope{font-size:${typeSizesPt.small}pt;color:${quietInk};margin-bottom:5px;overflow-wrap:anywhere}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:${typeSizesPt.small}pt}
th,td{text-align:left;vertical-align:top;padding:3px 10px 3px 0;border-bottom:1px solid ${palette.grid};font-weight:400}
thead th{color:${quietInk};border-bottom:1px solid ${palette.mid}}
tbody th{font-weight:600}
th:last-child,td:last-child{padding-right:0}
.number{text-align:right;white-space:nowrap}
.number+:not(.number){padding-left:10px}
.list td:not(.number):not(.blank){min-width:64px}
.cell-note{display:block;color:${quietInk};font-size:${typeSizesPt.tiny}pt;font-weight:400;line-height:1.25;overflow-wrap:anywhere}
.marked th,.marked td{font-weight:600}
.none{color:${quietInk}}
.pair{display:grid;grid-template-columns:1fr 1fr;gap:16px 22px;margin-top:16px}
.pair>section{min-width:0;margin-top:0}
.sign{display:inline-block;vertical-align:-0.5px}
.blank{min-width:110px;border-left:1px solid ${palette.light}}
.handover dl>div{display:grid;grid-template-columns:88px 1fr;gap:10px}
.handover dt{font-size:${typeSizesPt.small}pt;font-weight:600;padding-top:9px}
.handover dd span{display:block;height:26px;border-bottom:1px solid ${palette.mid}}
.signed{display:grid;grid-template-columns:1fr 1fr;gap:24px;margin-top:26px}
.signed span{border-top:1px solid ${palette.ink};padding-top:3px;font-size:${typeSizesPt.small}pt;color:${quietInk}}
.logo{max-height:34px;max-width:180px;margin-bottom:6px;display:block}
.clip{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2;overflow:hidden;overflow-wrap:anywhere}
.trends{display:grid;grid-template-columns:1fr 1fr;gap:6px 16px}
.trend{min-width:0}
.trend svg{max-width:100%;height:auto}
.behind{font-size:${typeSizesPt.small}pt;margin-top:4px}
.behind summary{color:${quietInk};cursor:pointer}
.behind table{width:auto}
.behind td:not(:first-child),.behind th:not(:first-child){text-align:right;white-space:nowrap}
footer{border-top:1px solid ${palette.light};padding-top:8px}
footer h2{font-size:${typeSizesPt.small}pt}
footer dl{font-size:${typeSizesPt.tiny}pt;line-height:1.35;margin-top:3px}
footer dl>div{display:grid;grid-template-columns:92px 1fr;gap:0 10px;margin-top:2px}
footer dt{color:${quietInk}}
footer dd{overflow-wrap:anywhere}`;

const phoneCss = `body{padding:14px 12px}
.masthead{display:block}
.masthead nav{max-width:none;margin-top:8px}
.date .window{display:block;padding:0}
.figures{grid-auto-flow:row;grid-template-columns:1fr 1fr;grid-template-rows:none;gap:0 16px}
.pair{grid-template-columns:1fr}
.figure{margin-bottom:12px}
.figure:last-child:nth-child(odd){grid-column:span 2}
.trends{grid-template-columns:1fr}
.list:has(th:nth-child(6)){min-width:560px}
.list tbody th{min-width:104px}
.behind summary{padding:8px 0}
footer dl>div{grid-template-columns:1fr;margin-top:6px}`;

// The padding keeps a heading at the top of a page off the page before: Chromium would name it twice in the outline.
// Kept spaces reach the outline where a heading wraps; collapsed, the words on both sides of the break would be one.
// What the report stands on stays with the section before it: alone, it would be a page of nothing else. Chromium keeps
// them together only where they are siblings, which the boxes around sections would prevent.
const printCss = `html{-webkit-print-color-adjust:exact;print-color-adjust:exact}
body{padding:0;max-width:none}
.page>:first-child{break-before:page}
.page>section:first-child,.page>.pair:first-child{margin-top:0}
tr{break-inside:avoid}
.list thead{display:table-header-group}
section,.pair{margin-top:17px}
section{padding-top:3px}
h1,[aria-labelledby]>h2,[aria-labelledby] h3{white-space:pre-wrap}
.summary{margin-top:16px}
.sentences li{margin-top:4px}
section,footer,.pair{break-inside:avoid}
footer{break-before:avoid}
main,.page{display:contents}
.blank{min-width:84px}
.list-section:has(tbody tr:nth-child(18)){break-inside:auto}
.behind{display:none}
.scroll{overflow:visible}
.badge{text-decoration:none}`;
