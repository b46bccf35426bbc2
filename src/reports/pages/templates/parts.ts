/** The parts that every page is put together from. Handlebars, strict: a field that is not there is an error. */

export const headPart = `<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="gemba">
<title>{{title}}</title>
<style>{{css}}</style>
</head>
`;

export const headerPart = `<header class="masthead">
<div>
{{#if logo}}<img class="logo" src="{{logo}}" alt="">
{{/if}}<h1>{{heading}}</h1>
<p class="date">{{dateLine}} <span class="window">{{windowLine}}</span></p>
{{#if clockNote}}<p class="note">{{clockNote}}</p>{{/if}}
{{#if revisionNote}}<p class="note"><strong>{{revisionNote}}</strong></p>{{/if}}
</div>
<nav aria-label="{{badgeLink}}"><a class="badge" href="#trust">{{badge}}</a></nav>
</header>
`;

export const summaryPart = `<section class="summary" aria-labelledby="headline">
<h2 id="headline" class="headline">{{headline}}</h2>
{{#if lead}}<p class="lead">{{lead}}</p>{{/if}}
{{#if sentences}}
<ul class="sentences">
{{#each sentences}}<li><span class="claim">{{claim}}</span> {{detail}}</li>
{{/each}}</ul>
{{/if}}
</section>
`;

export const figuresPart = `{{#if figures}}
<section aria-labelledby="figures">
<h2 id="figures" class="quiet">{{figuresTitle}}</h2>
<div class="figures">
{{#each figures}}
<div class="figure {{tone}}" data-figure="{{id}}">
<h3>{{label}}</h3>
<p class="value{{#unless isKnown}} unknown{{/unless}}">{{value}}{{#if unit}}<span class="unit"> {{unit}}</span>{{/if}}{{#if bounds}} <span class="bounds">{{bounds}}</span>{{/if}}</p>
<p class="standing">{{#if sign}}{{sign}} {{/if}}{{standing}}</p>
<div class="spark">{{spark}}</div>
<p class="usual">{{usual}}{{#if basis}}<br>{{basis}}{{/if}}{{#if target}}<br>{{target}}{{/if}}</p>
</div>
{{/each}}
</div>
</section>
{{/if}}
`;

/** A table that is read; its first column names the row. */
export const listPart = `{{#unless isLeftOut}}
<section class="list-section" aria-labelledby="{{id}}">
<h2 id="{{id}}">{{title}}</h2>
{{#if scope}}<p class="scope">{{scope}}</p>{{/if}}
{{#if rows}}
<div class="scroll" tabindex="0" role="group" aria-labelledby="{{id}}">
<table class="list" data-list="{{id}}">
<thead><tr>{{#each columns}}<th scope="col"{{#if isNumber}} class="number"{{/if}}>{{label}}</th>{{/each}}</tr></thead>
<tbody>
{{#each rows}}<tr{{#if isMarked}} class="marked"{{/if}}>{{#each cells}}{{#if isHead}}<th scope="row">{{else}}<td{{#if isNumber}} class="number"{{/if}}{{#if isBlank}} class="blank"{{/if}}>{{/if}}<span class="clip">{{#if mark}}{{mark}} {{/if}}{{text}}</span>{{#if note}}<span class="cell-note">{{note}}</span>{{/if}}{{#if isHead}}</th>{{else}}</td>{{/if}}{{/each}}</tr>
{{/each}}</tbody>
</table>
</div>
{{#if more}}<p class="scope">{{more}}</p>{{/if}}
{{else}}
<p class="none">{{none}}</p>
{{/if}}
</section>
{{/unless}}
`;

export const chartPart = `{{#unless isLeftOut}}
<section aria-labelledby="{{id}}">
<h2 id="{{id}}">{{title}}</h2>
{{#if scope}}<p class="scope">{{scope}}</p>{{/if}}
<div class="scroll" tabindex="0" role="group" aria-labelledby="{{id}}">{{svg}}</div>
{{> table}}</section>
{{/unless}}
`;

/** Small charts beside each other, with one heading. */
export const chartsPart = `{{#unless isLeftOut}}
<section aria-labelledby="{{id}}">
<h2 id="{{id}}">{{title}}</h2>
{{#if scope}}<p class="scope">{{scope}}</p>{{/if}}
<div class="trends">
{{#each charts}}
<div class="trend">
<h3>{{title}}</h3>
<div>{{svg}}</div>
{{> table}}</div>
{{/each}}
</div>
</section>
{{/unless}}
`;

/** The figures behind a chart. */
export const tablePart = `{{#if table.rows}}<details class="behind">
<summary>{{@root.tableBehind}}</summary>
<div class="scroll" tabindex="0" role="group" aria-label="{{title}}">
<table>
<thead><tr>{{#each table.columns}}<th scope="col">{{this}}</th>{{/each}}</tr></thead>
<tbody>
{{#each table.rows}}<tr>{{#each this}}<td>{{this}}</td>{{/each}}</tr>
{{/each}}</tbody>
</table>
</div>
</details>
{{/if}}`;

/** What the data cannot say, in sentences. */
export const linesPart = `<section aria-labelledby="{{id}}">
<h2 id="{{id}}">{{title}}</h2>
{{#if scope}}<p class="scope">{{scope}}</p>{{/if}}
{{#each lines}}<p>{{this}}</p>
{{/each}}</section>
`;

export const provenancePart = `<footer>
<h2 id="trust">{{trustTitle}}</h2>
<dl>
{{#each notes}}<div><dt>{{label}}</dt><dd>{{#each lines}}<span>{{this}}</span> {{/each}}</dd></div>
{{/each}}</dl>
</footer>
`;

/** The page around a role's own layout. */
export const pageOf = (role: string): string => `<!doctype html>
<html lang="{{language}}">
{{> head}}<body class="${role}">
{{> header}}<main>
{{> ${role}}}{{> sections}}</main>
{{> provenance}}</body>
</html>
`;
