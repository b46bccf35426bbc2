/** Maintenance's pages: the stops of the day; machines over time; the plan. */
export const maintenanceTemplate = `{{> summary}}{{> figures}}{{> list stops}}{{> list reliability}}{{> chart pareto}}{{> chart heat}}{{> list planned}}`;
