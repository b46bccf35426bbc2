/**
 * A worked example of every KPI: elements and what comes of them, by hand. Times are in minutes unless the example says otherwise,
 * which changes no ratio. `ours`: the arithmetic is ours, spelt out beside it, and claims to be from nobody else.
 */
import type { ElementId, KpiId } from 'gemba/analytics';

export interface WorkedExample {
  readonly source: string;
  readonly elements: Readonly<Partial<Record<ElementId, number>>>;
  readonly expected: number;
}

const ours = 'ours';

/** A shift of 480 minutes with breaks of 60; 47 down; 19,271 pieces at a second each, of which 423 rejected. */
const shift = {
  source: 'Vorne Industries, "Calculating OEE", oee.com: 88.81 %, 86.11 %, 97.80 %, 74.79 %',
  elements: { PBT: 420, APT: 373, RAPT: 373, PRPQ: 19_271 / 60, PRGQ: 18_848 / 60, PQ: 19_271, GQ: 18_848 },
};

/** A press of 30 strokes a minute, 16 hours scheduled of 24; 18,000 good pieces: 10 hours at the ideal rate. */
const press = {
  source: 'Versalytics, "OEE, Down Time and TEEP" (2008): 62.5 % of scheduled, 41.67 % of calendar time',
  elements: { CT: 24, POT: 16, PDOT: 0, PBT: 16, APT: 16, RAPT: 16, PRGQ: 10 },
};

const capability = {
  source: 'NIST/SEMATECH e-Handbook of Statistical Methods, 6.1.6',
  elements: { USL: 20, LSL: 8, MEAN: 16, S: 2, SIGMA: 2 },
};

/** 3,000 pieces, 1,090 good at once, 75 reworked, 35 scrapped. */
const yields = {
  source: 'mfgcalcs.com, "First Pass Yield with total units of 3,000": 36.33 %, 2.5 %, 1.17 %',
  elements: { PQ: 3_000, IP: 3_000, GP: 1_090, RQ: 75, SQ: 35 },
};

/**
 * An order of two operations: from its start to its end 600 minutes; setup 60, run 300 and 30 of delay on its machines together; 500
 * pieces, 40 of them scrap, of 520 that the first operation made, when 25 had been planned.
 */
const order = {
  source: ours,
  elements: { AOET: 600, AUST: 60, APT: 300, ADET: 30, PQ: 500, SQ: 40, PSQ: 25, FPQ: 520, FOQ: 40 },
};

/** 1,000 kg taken: 900 good, 50 of by-products, 30 lost in production, 15 in storage, 5 otherwise. They add up. */
const material = {
  source: ours,
  elements: { CM: 1_000, GQ: 900, IGQ: 950, PL: 30, STL: 15, OL: 5 },
};

/** Planned for 690 minutes with 30 of planned stops taken out, 60 of overtime; setup 60, run 510, stopped 90, silent 30. */
const day = {
  source: ours,
  elements: { CT: 1_440, POT: 780, PDOT: 30, PBT: 750, APT: 510, AUST: 60, STOP: 90, SILENT: 30, PLANNED: 690 },
};

/** Pieces of a week: 450 good, 40 scrap, 10 held; 300 were finished. */
const pieces = { source: ours, elements: { GQ: 450, SQ: 40, HELD: 10, FINISHED: 300 } };

/** 1,000 pieces, 950 good at once; 60 defects, 10 of them at rework; three chances for one a piece. */
const defects = { source: ours, elements: { IP: 1_000, GP: 950, DEFECTS: 60, OPPORTUNITIES: 3_000 } };

export const workedExamples: Readonly<Record<KpiId, WorkedExample>> = {
  // 6.5 hours on orders of 8 hours there.
  workerEfficiency: { source: ours, elements: { APWT: 390, APAT: 480 }, expected: 0.8125 },
  // (300 + 60 + 30) / 600
  allocationRatio: { ...order, expected: 0.65 },
  // 500 pieces in 600 minutes.
  throughputRate: { ...order, expected: 5 / 6 },
  // (300 + 60 + 30) / 480
  allocationEfficiency: { source: ours, elements: { APT: 300, AUST: 60, ADET: 30, PBT: 480 }, expected: 0.8125 },
  // 300 / (300 + 60 + 30)
  utilizationEfficiency: { ...order, expected: 10 / 13 },
  oeeIndex: { ...shift, expected: 0.747_936_507_936_507_9 },
  // (373 + 21) / 420 of setup and run in place of 373 / 420: OEE, 18,848 / 60 / 420, times 394 / 373.
  neeIndex: { source: ours, elements: { ...shift.elements, AUST: 21 }, expected: ((18_848 / 60 / 420) * 394) / 373 },
  availability: { ...shift, expected: 0.888_095_238_095_238 },
  effectiveness: { ...shift, expected: 0.861_081_322_609_472_8 },
  qualityRatio: { ...shift, expected: 0.978_049_919_568_263_1 },
  // 60 / (300 + 60)
  isoSetupRatio: { ...order, expected: 1 / 6 },
  // 300 / (300 + 30)
  technicalEfficiency: { ...order, expected: 10 / 11 },
  // 300 / 600
  productionProcessRatio: { ...order, expected: 0.5 },
  // 40 / 25
  actualToPlannedScrapRatio: { ...order, expected: 1.6 },
  firstPassYield: { ...yields, expected: 0.363_333_333_333 },
  scrapRatio: { ...yields, expected: 0.011_666_666_667 },
  reworkRatio: { ...yields, expected: 0.025 },
  // 40 / 520
  fallOffRatio: { ...order, expected: 1 / 13 },
  machineCapabilityIndex: { ...capability, expected: 1 },
  criticalMachineCapabilityIndex: { ...capability, expected: 0.666_666_666_667 },
  processCapabilityIndex: { ...capability, expected: 1 },
  criticalProcessCapabilityIndex: { ...capability, expected: 0.666_666_666_667 },
  // 250 kWh for 500 pieces.
  comprehensiveEnergyConsumption: { source: ours, elements: { E: 250, PQ: 500 }, expected: 0.5 },
  // 12,000 went through a storage in which 1,500 lay on average.
  inventoryTurns: { source: ours, elements: { TH: 12_000, AI: 1_500 }, expected: 8 },
  finishedGoodsRatio: { ...material, expected: 0.9 },
  integratedGoodsRatio: { ...material, expected: 0.95 },
  productionLossRatio: { ...material, expected: 0.03 },
  storageAndTransportationLossRatio: { ...material, expected: 0.015 },
  otherLossRatio: { ...material, expected: 0.005 },
  // Could make 800 in its planned time, made 600.
  equipmentLoadRatio: { source: ours, elements: { PQ: 600, EPC: 800 }, expected: 0.75 },
  // Hours: 20,000 operated, 4 failures, so 5 periods between the window's ends.
  mtbf: { source: ours, elements: { TBF: 20_000, FE: 4 }, expected: 4_000 },
  // Hours: 690 minutes unfailed, 2 failures, so 3 periods.
  mttf: { source: ours, elements: { TTF: 690, FE: 2 }, expected: 230 },
  mttr: {
    source: 'IBM, "Asset reliability": 10 failures with 20 hours of downtime are 2 hours each',
    elements: { TTR: 20, FE: 10 },
    expected: 2,
  },
  // 60 of 90 minutes of maintenance were repairs.
  correctiveMaintenanceRatio: { source: ours, elements: { CMT: 60, PMT: 30 }, expected: 2 / 3 },
  fullyEffectiveRatio: { ...press, expected: 0.625 },
  // The same press with a planned stop of an hour of its 16: OEE over 15 hours, OOE over 16.
  ooe: { source: ours, elements: { ...press.elements, PDOT: 1, PBT: 15, APT: 15, RAPT: 15 }, expected: 0.625 },
  teep: { ...press, expected: 0.416_666_666_667 },
  // 16 of 24 hours.
  utilization: { ...press, expected: 2 / 3 },
  // 950 of 1,000 labels printed, 800 of them laminated, 700 of these cut.
  rolledThroughputYield: {
    source: 'Minitab support, "What are throughput yield (YTP) and rolled throughput yield (YRT)?"',
    elements: { ROLLED: 0.7 },
    expected: 0.7,
  },
  // Three changeovers of 30, 45 and 60 minutes.
  changeoverTime: { source: ours, elements: { CHANGEOVERTIME: 135, CHANGEOVERS: 3 }, expected: 45 },
  // (1,000 − 950) / 1,000, of a million.
  ppm: { ...defects, expected: 50_000 },
  dpu: { ...defects, expected: 0.06 },
  // 60 of 3,000, of a million.
  dpmo: { ...defects, expected: 20_000 },
  // Machines of 60 s and 30 s a piece run an hour without a loss: 60 pieces of 60 s at the first, the constraint.
  lineOee: {
    source: 'oee.institute, "Lines and Cells": 100 %, by the bottleneck',
    elements: { LINEGOOD: 60, PBT: 60 },
    expected: 1,
  },
  // 280 pieces in 720 minutes.
  lineOutputRate: { source: ours, elements: { OUTPUT: 280, AVAILABLE: 720 }, expected: 7 / 18 },
  // 60 pieces lay there for 30 minutes each, of an hour.
  wip: { source: ours, elements: { WIPTIME: 1_800, CT: 60 }, expected: 30 },
  // Two orders, of 30 and of 60 minutes.
  leadTime: { source: ours, elements: { LEADTIMES: 90, ORDERSLEFT: 2 }, expected: 45 },
  // 720 minutes for 480 pieces.
  taktTime: { source: ours, elements: { AVAILABLE: 720, DEMAND: 480 }, expected: 1.5 },
  // 300 minutes of running for 300 pieces, good or not.
  cycleTime: { source: ours, elements: { APT: 300, PQ: 300 }, expected: 1 },
  finished: { ...pieces, expected: 300 },
  completed: { ...pieces, expected: 450 },
  scrap: { ...pieces, expected: 40 },
  hold: { ...pieces, expected: 10 },
  // 60 / 750
  setupRatio: { ...day, expected: 0.08 },
  // 90 / 750
  downRatio: { ...day, expected: 0.12 },
  // 1 − 30 / 690
  reportedRatio: { ...day, expected: 22 / 23 },
  // 99 of 396 minutes.
  estimatedRatio: { source: ours, elements: { PRPQ: 396, ESTIMATED: 99 }, expected: 0.25 },
  runMs: { ...day, expected: 510 },
  setupMs: { ...day, expected: 60 },
  downMs: { ...day, expected: 90 },
  silentPlannedMs: { ...day, expected: 30 },
};
