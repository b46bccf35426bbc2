/** Maintenance's pages: the stops and the plan; machines over time. */
export const maintenanceTemplate = `{{> summary}}{{> figures}}{{> list stops}}{{> list planned}}{{> list reliability}}{{> chart weeks}}{{> chart pareto}}{{> chart heat}}`;
