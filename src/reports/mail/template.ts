/**
 * The mail's HTML: tables and inlined styles only, 600 px, no picture, no reference outwards. Only the CSS that mail
 * programs keep (`mail/kept-css.ts`).
 */
import { fontFamily, palette } from '../theme.ts';

const font = fontFamily.replaceAll('"', "'");
const quiet = '#666666';
const cell = `padding:6px 8px 6px 0;border-bottom:1px solid ${palette.grid};font-size:13px;line-height:18px;vertical-align:top;text-align:left`;
const head = `padding:4px 8px 4px 0;border-bottom:1px solid ${palette.mid};font-size:12px;line-height:16px;color:${quiet};font-weight:400;text-align:left`;
const sectionTitle = `margin:20px 0 6px;font-size:15px;line-height:20px;font-weight:600`;
const table = `<table cellpadding="0" cellspacing="0" border="0" width="100%" style="border-collapse:collapse">`;

const list = `<h2 style="${sectionTitle}">{{title}}</h2>
{{#if rows}}${table}
<tr>{{#each columns}}<th scope="col" style="${head}{{#if isNumber}};text-align:right{{/if}}">{{label}}</th>{{/each}}</tr>
{{#each rows}}<tr>{{#each cells}}<td style="${cell}{{#if isHead}};font-weight:600{{/if}}{{#if isNumber}};text-align:right{{/if}}">{{text}}{{#if note}}<br><span style="font-weight:400;color:${quiet}">{{note}}</span>{{/if}}</td>{{/each}}</tr>
{{/each}}</table>{{#if more}}<p style="margin:4px 0 0;font-size:13px;color:${quiet}">{{more}}</p>{{/if}}{{else}}<p style="margin:0">{{none}}</p>{{/if}}`;

export const mailTemplate: string = `<!doctype html>
<html lang="{{language}}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{{title}}</title></head>
<body style="margin:0;padding:0;background-color:${palette.paper}"><div role="main">
<table role="presentation" cellpadding="0" cellspacing="0" border="0" width="100%"><tr><td align="center">
<table role="presentation" cellpadding="0" cellspacing="0" border="0" width="600" style="width:100%;max-width:600px"><tr><td style="padding:16px;font-family:${font};font-size:14px;line-height:20px;color:${palette.ink};text-align:left">
<p style="margin:0;font-size:14px;font-weight:600">{{heading}}</p>
<p style="margin:0 0 2px;font-size:13px;color:${quiet}">{{dateLine}}, {{windowLine}}</p>
{{#if clockNote}}<p style="margin:0 0 2px;font-size:13px;color:${quiet}">{{clockNote}}</p>{{/if}}
{{#if revisionNote}}<p style="margin:0 0 2px;font-size:13px;font-weight:600">{{revisionNote}}</p>{{/if}}
<p style="margin:0 0 14px;padding:0 0 8px;font-size:13px;color:${quiet};border-bottom:2px solid ${palette.ink}">{{badge}}.</p>
<h1 style="margin:0 0 6px;font-size:20px;line-height:26px;font-weight:600">{{headline}}</h1>
{{#if lead}}<p style="margin:0 0 8px">{{lead}}</p>{{/if}}
{{#if sentences}}<ul style="margin:0;padding:0 0 0 18px">{{#each sentences}}<li style="margin:0 0 4px"><strong style="font-weight:600">{{claim}}</strong> {{detail}}</li>{{/each}}</ul>{{/if}}
{{#if figures}}<h2 style="${sectionTitle}">{{figuresTitle}}</h2>
${table}
{{#each figures}}<tr><th scope="row" style="${cell};font-weight:400">{{label}}</th><td style="${cell};font-weight:600;text-align:right"><span style="white-space:nowrap">{{value}} {{unit}}</span> <span style="font-weight:400;white-space:nowrap">{{bounds}}</span></td><td style="${cell};padding-left:12px"><span style="font-weight:{{weight}};color:{{color}}">{{standing}}</span></td><td style="${cell};color:${quiet}">{{usual}} {{target}}</td></tr>
{{/each}}</table>{{/if}}
{{#each mailLists}}${list}
{{/each}}<p style="margin:20px 0 0;font-size:13px;color:${quiet}">{{intro}}</p>
</td></tr></table>
</td></tr></table>
</div></body>
</html>
`;
