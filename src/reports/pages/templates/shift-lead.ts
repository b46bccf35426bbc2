/** The shift lead's pages: the board, one page that hangs on a wall; the hand-over; then who and how. */
export const shiftLeadTemplate = `{{> summary}}{{> list board}}<div class="page">
{{> list problems}}{{> list questions}}{{> list shifts}}<section class="handover" aria-labelledby="{{handover.id}}">
<h2 id="{{handover.id}}">{{handover.title}}</h2>
<p class="scope">{{handover.scope}}</p>
<dl>
{{#each handover.lines}}<div><dt>{{this}}</dt><dd><span></span><span></span></dd></div>
{{/each}}</dl>
<p class="signed">{{#each handover.signed}}<span>{{this}}</span>{{/each}}</p>
</section>
</div>
<div class="page">
{{> list changeovers}}{{> list staffing}}{{> lines next}}</div>
`;
