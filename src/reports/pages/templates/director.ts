/** The director's two pages: what happened and what to decide; then the day, and the weeks before. */
export const directorTemplate = `{{> summary}}{{> figures}}{{> chart losses}}{{> list lines}}{{> list decisions}}<div class="page">
{{> chart timeline}}{{> charts trends}}</div>
`;
