/** Quality's pages: what failed and whether it is chance; operations, what went before, holds, rework. */
export const qualityTemplate = `{{> summary}}{{> figures}}{{> chart proportion}}{{> chart defects}}{{> list defectCodes}}{{> list firstPass}}{{> list rolled}}{{> list contexts}}{{> list holds}}{{> list rework}}`;
