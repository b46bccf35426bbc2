/** Ids of the KPIs of ISO 22400-2, and which file has their rows. */

/** By their number. */
export const iso22400KpiIds = [
  'workerEfficiency',
  'allocationRatio',
  'throughputRate',
  'allocationEfficiency',
  'utilizationEfficiency',
  'oeeIndex',
  'neeIndex',
  'availability',
  'effectiveness',
  'qualityRatio',
  'isoSetupRatio',
  'technicalEfficiency',
  'productionProcessRatio',
  'actualToPlannedScrapRatio',
  'firstPassYield',
  'scrapRatio',
  'reworkRatio',
  'fallOffRatio',
  'machineCapabilityIndex',
  'criticalMachineCapabilityIndex',
  'processCapabilityIndex',
  'criticalProcessCapabilityIndex',
  'comprehensiveEnergyConsumption',
  'inventoryTurns',
  'finishedGoodsRatio',
  'integratedGoodsRatio',
  'productionLossRatio',
  'storageAndTransportationLossRatio',
  'otherLossRatio',
  'equipmentLoadRatio',
  'mtbf',
  'mttf',
  'mttr',
  'correctiveMaintenanceRatio',
] as const;
export type Iso22400KpiId = (typeof iso22400KpiIds)[number];

export type QualityKpiId = Extract<
  Iso22400KpiId,
  | 'qualityRatio'
  | 'actualToPlannedScrapRatio'
  | 'firstPassYield'
  | 'scrapRatio'
  | 'reworkRatio'
  | 'fallOffRatio'
  | 'machineCapabilityIndex'
  | 'criticalMachineCapabilityIndex'
  | 'processCapabilityIndex'
  | 'criticalProcessCapabilityIndex'
>;

export type MaterialKpiId = Extract<
  Iso22400KpiId,
  | 'comprehensiveEnergyConsumption'
  | 'inventoryTurns'
  | 'finishedGoodsRatio'
  | 'integratedGoodsRatio'
  | 'productionLossRatio'
  | 'storageAndTransportationLossRatio'
  | 'otherLossRatio'
>;

export type MaintenanceKpiId = Extract<Iso22400KpiId, 'mtbf' | 'mttf' | 'mttr' | 'correctiveMaintenanceRatio'>;

/** All others. */
export type EquipmentKpiId = Exclude<Iso22400KpiId, QualityKpiId | MaterialKpiId | MaintenanceKpiId>;
