/** Maintenance's pages: the stops of the day; then machines over time, and the plan. */
export const maintenanceTemplate = `{{> summary}}{{> figures}}{{> list stops}}{{> list decisions}}<div class="page">
{{> list reliability}}{{> chart pareto}}{{> chart heat}}{{> list planned}}</div>
`;
