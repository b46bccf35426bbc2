/** Quality's pages: what failed and whether it is chance; then operations, what went before, holds, rework. */
export const qualityTemplate = `{{> summary}}{{> figures}}{{> chart proportion}}{{> chart defects}}{{> list decisions}}<div class="page">
{{> list contexts}}{{> list firstPass}}{{> list holds}}{{> list rework}}</div>
`;
