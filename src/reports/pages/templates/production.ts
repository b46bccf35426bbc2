/** Production's pages: the day's output; every resource; where time and orders are. */
export const productionTemplate = `{{> summary}}{{> figures}}{{> chart hours}}{{> list decisions}}<div class="page">
{{> chart timeline}}{{> list resources}}</div>
<div class="page">
{{> chart losses}}{{> chart lossPareto}}{{> list finished}}<div class="pair">
{{> list queues}}{{> list waiting}}</div>
{{> lines due}}</div>
`;
