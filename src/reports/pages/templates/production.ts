/** Production's pages: the day's output and where its time went; every resource; orders. */
export const productionTemplate = `{{> summary}}{{> figures}}{{> chart hours}}{{> chart losses}}{{> list stations}}{{> list lineLosses}}{{> chart timeline}}{{> list resources}}{{> chart lossPareto}}{{> list changeovers}}{{> list finished}}<div class="pair">
{{> list queues}}{{> list waiting}}</div>
{{> lines due}}`;
