/** The director's two pages. Handlebars, strict: a field that the view has not is an error, never a blank. */

/** `{{{svg}}}` is the only unescaped output: our charts, whose texts are escaped where they are drawn. */
export const directorTemplate = `<!doctype html>
<html lang="{{language}}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="gemba">
<title>{{title}}</title>
<style>{{{css}}}</style>
</head>
<body>
<header class="masthead">
<div>
<h1>{{heading}}</h1>
<p class="date">{{dateLine}} <span class="window">{{windowLine}}</span></p>
{{#if clockNote}}<p class="note">{{clockNote}}</p>{{/if}}
</div>
<nav aria-label="{{badgeLink}}"><a class="badge" href="#trust">{{badge}}</a></nav>
</header>
<main>
<section class="summary" aria-labelledby="headline">
<h2 id="headline" class="headline">{{headline}}</h2>
{{#if lead}}<p class="lead">{{lead}}</p>{{/if}}
{{#if sentences.length}}
<ul class="sentences">
{{#each sentences}}<li><span class="claim">{{claim}}</span> {{detail}}</li>
{{/each}}</ul>
{{/if}}
</section>
{{#if figures.length}}
<section aria-labelledby="figures">
<h2 id="figures" class="quiet">{{figuresTitle}}</h2>
<div class="figures">
{{#each figures}}
<div class="figure {{tone}}" data-figure="{{id}}">
<h3>{{label}}</h3>
<p class="value{{#unless isKnown}} unknown{{/unless}}">{{value}}{{#if unit}}<span class="unit"> {{unit}}</span>{{/if}}{{#if bounds}} <span class="bounds">{{bounds}}</span>{{/if}}</p>
<p class="standing">{{#if sign}}{{{sign}}} {{/if}}{{standing}}</p>
<div class="spark">{{{spark}}}</div>
<p class="usual">{{usual}}{{#if basis}}<br>{{basis}}{{/if}}{{#if target}}<br>{{target}}{{/if}}</p>
</div>
{{/each}}
</div>
</section>
{{/if}}
<section aria-labelledby="losses">
<h2 id="losses">{{losses.title}}</h2>
<p class="scope">{{losses.scope}}</p>
<div class="scroll" tabindex="0" role="group" aria-labelledby="losses">{{{losses.svg}}}</div>
{{> table losses.table label=tableBehind heading=losses.title}}
</section>
<section aria-labelledby="decisions">
<h2 id="decisions">{{decisionsTitle}}</h2>
{{#if decisions.length}}
<div class="scroll" tabindex="0" role="group" aria-labelledby="decisions">
<table class="decisions">
<thead><tr><th scope="col">{{decisionColumns.what}}</th><th scope="col">{{decisionColumns.where}}</th><th scope="col" class="number">{{decisionColumns.amount}}</th><th scope="col">{{decisionColumns.since}}</th><th scope="col">{{decisionColumns.who}}</th></tr></thead>
<tbody>
{{#each decisions}}<tr><th scope="row"><span class="clip">{{what}}</span></th><td><span class="clip">{{where}}</span></td><td class="number">{{amount}}</td><td>{{#if since}}{{since}}{{else}}–{{/if}}</td><td>{{who}}</td></tr>
{{/each}}</tbody>
</table>
</div>
{{#if decisionsMore}}<p class="scope">{{decisionsMore}}</p>{{/if}}
{{else}}
<p>{{decisionsNone}}</p>
{{/if}}
</section>
<section class="page" aria-labelledby="timeline">
<h2 id="timeline">{{timeline.title}}</h2>
<p class="scope">{{timeline.scope}}</p>
<div class="scroll" tabindex="0" role="group" aria-labelledby="timeline">{{{timeline.svg}}}</div>
{{> table timeline.table label=tableBehind heading=timeline.title}}
</section>
<section aria-labelledby="trend">
<h2 id="trend">{{trendTitle}}</h2>
<p class="scope">{{trendScope}}</p>
<div class="trends">
{{#each trends}}
<div class="trend">
<h3>{{title}}</h3>
<div>{{{svg}}}</div>
{{> table table label=@root.tableBehind heading=title}}
</div>
{{/each}}
</div>
</section>
</main>
<footer>
<h2 id="trust">{{trustTitle}}</h2>
<dl>
{{#each notes}}<div><dt>{{label}}</dt><dd>{{#each lines}}<span>{{this}}</span> {{/each}}</dd></div>
{{/each}}</dl>
</footer>
</body>
</html>
`;

export const tablePartial = `<details class="behind">
<summary>{{label}}</summary>
<div class="scroll" tabindex="0" role="group" aria-label="{{heading}}">
<table>
<thead><tr>{{#each columns}}<th scope="col">{{this}}</th>{{/each}}</tr></thead>
<tbody>
{{#each rows}}<tr>{{#each this}}<td>{{this}}</td>{{/each}}</tr>
{{/each}}</tbody>
</table>
</div>
</details>
`;
