/** The mail's HTML: tables and inlined styles only, 600 px, no picture, no reference outwards. */
import Handlebars from 'handlebars';
import type { DirectorView } from '../pages/view.ts';
import { fontFamily, palette } from '../theme.ts';

const font = fontFamily.replaceAll('"', "'");
const quiet = '#666666';
const cell = `padding:6px 8px 6px 0;border-bottom:1px solid ${palette.grid};font-size:13px;line-height:18px;vertical-align:top;text-align:left`;
const head = `padding:4px 8px 4px 0;border-bottom:1px solid ${palette.mid};font-size:12px;line-height:16px;color:${quiet};font-weight:400;text-align:left`;
const sectionTitle = `margin:20px 0 6px;font-size:15px;line-height:20px;font-weight:600`;

const template = `<!doctype html>
<html lang="{{view.language}}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{{view.title}}</title></head>
<body style="margin:0;padding:0;background:${palette.paper}"><div role="main">
<table role="presentation" cellpadding="0" cellspacing="0" border="0" width="100%"><tr><td align="center">
<table role="presentation" cellpadding="0" cellspacing="0" border="0" width="600" style="width:100%;max-width:600px"><tr><td style="padding:16px;font-family:${font};font-size:14px;line-height:20px;color:${palette.ink};text-align:left">
<p style="margin:0;font-size:14px;font-weight:600">{{view.heading}}</p>
<p style="margin:0 0 2px;font-size:13px;color:${quiet}">{{view.dateLine}}, {{view.windowLine}}</p>
{{#if view.clockNote}}<p style="margin:0 0 2px;font-size:13px;color:${quiet}">{{view.clockNote}}</p>{{/if}}
<p style="margin:0 0 14px;padding:0 0 8px;font-size:13px;color:${quiet};border-bottom:2px solid ${palette.ink}">{{view.badge}}.</p>
<h1 style="margin:0 0 6px;font-size:20px;line-height:26px;font-weight:600">{{view.headline}}</h1>
{{#if view.lead}}<p style="margin:0 0 8px">{{view.lead}}</p>{{/if}}
{{#if view.sentences.length}}<ul style="margin:0;padding:0 0 0 18px">{{#each view.sentences}}<li style="margin:0 0 4px"><strong style="font-weight:600">{{claim}}</strong> {{detail}}</li>{{/each}}</ul>{{/if}}
{{#if view.figures.length}}<h2 style="${sectionTitle}">{{view.figuresTitle}}</h2>
<table cellpadding="0" cellspacing="0" border="0" width="100%" style="border-collapse:collapse">
{{#each view.figures}}<tr><th scope="row" style="${cell};font-weight:400">{{label}}</th><td style="${cell};font-weight:600;text-align:right;white-space:nowrap">{{value}} {{unit}} <span style="font-weight:400">{{bounds}}</span></td><td style="${cell};padding-left:12px"><span style="font-weight:{{weight}};color:{{color}}">{{standing}}</span></td><td style="${cell};color:${quiet}">{{usual}} {{target}}</td></tr>
{{/each}}</table>{{/if}}
<h2 style="${sectionTitle}">{{view.decisionsTitle}}</h2>
{{#if view.decisions.length}}<table cellpadding="0" cellspacing="0" border="0" width="100%" style="border-collapse:collapse">
<tr><th scope="col" style="${head}">{{view.decisionColumns.what}}</th><th scope="col" style="${head}">{{view.decisionColumns.where}}</th><th scope="col" style="${head};text-align:right">{{view.decisionColumns.amount}}</th><th scope="col" style="${head}">{{view.decisionColumns.who}}</th></tr>
{{#each view.decisions}}<tr><td style="${cell};font-weight:600">{{what}}{{#if since}}<br><span style="font-weight:400;color:${quiet}">{{@root.view.decisionColumns.since}} {{since}}</span>{{/if}}</td><td style="${cell}">{{where}}</td><td style="${cell};text-align:right">{{amount}}</td><td style="${cell}">{{who}}</td></tr>
{{/each}}</table>{{else}}<p style="margin:0">{{view.decisionsNone}}</p>{{/if}}
<p style="margin:20px 0 0;font-size:13px;color:${quiet}">{{intro}}</p>
</td></tr></table>
</td></tr></table>
</div></body>
</html>
`;

const colors = { good: palette.good, bad: '#B34E00', plain: quiet } as const;

interface MailView {
  readonly view: Omit<DirectorView, 'figures'> & {
    readonly figures: readonly (DirectorView['figures'][number] & {
      readonly color: string;
      readonly weight: number;
    })[];
  };
  readonly intro: string;
}

let compiled: Handlebars.TemplateDelegate<MailView> | undefined;

export function dailyMailHtml(view: DirectorView, intro: string): string {
  compiled ??= Handlebars.create().compile(template, { strict: true, noEscape: false, knownHelpersOnly: true });
  const figures = view.figures.map((figure) => ({
    ...figure,
    color: colors[figure.tone],
    weight: figure.tone === 'plain' ? 400 : 600,
  }));
  return compiled(
    { view: { ...view, figures }, intro },
    { allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false },
  );
}
