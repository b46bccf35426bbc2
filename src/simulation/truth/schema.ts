/**
 * The truth of a simulated plant: what really happened, for scoring what is concluded from its facts. One record a line
 * where it is written down (JSON Lines). `docs/simulation-truth.md` is generated from the descriptions here.
 */
import { z } from 'zod';
import { unitStates } from '../flow/model.ts';
import { anomalyForms, scrapCauseKinds, stopKinds } from '../plant/input.ts';
import { type TruthRecord, trueChangeForms, truthSchemaVersion, unknownRatioReasons } from './record.ts';

const id = (description: string) => z.string().min(1).meta({ description });
const instant = (description: string) => z.number().meta({ description: `${description}, UTC epoch ms.` });
const ms = (description: string) =>
  z
    .number()
    .min(0)
    .meta({ description: `${description}, ms.` });
const count = (description: string) => z.int().min(0).meta({ description });
const ratio = (description: string) =>
  z
    .union([
      z.number().min(0).meta({ description: 'The ratio, 0 to 1.' }),
      z.strictObject({
        kind: z.literal('unknown').meta({ description: 'There is none.' }),
        reason: z.enum(unknownRatioReasons).meta({ description: 'Why there is none.' }),
      }),
    ])
    .meta({ description });

const plantRecord = z
  .strictObject({
    kind: z.literal('plant'),
    schemaVersion: z.literal(truthSchemaVersion).meta({ description: 'Version of these records.' }),
    plant: id('Id of the plant.'),
    seed: z.int().min(0).meta({ description: 'The seed everything was drawn from.' }),
    zone: id('IANA zone of the plant.'),
    startAt: instant('Beginning of the first production day'),
    endAt: instant('End of the last production day'),
    machineCount: count('Machines.'),
    sensorCount: count('Sensors.'),
  })
  .meta({ description: 'The first record: what was simulated.' });

const anomalyRecord = z
  .strictObject({
    kind: z.literal('anomaly'),
    id: id('Its id.'),
    tag: id('Tag in whose readings it shows.'),
    equipment: id('Machine of the tag.'),
    form: z.enum(anomalyForms).meta({
      description:
        '`spike`, `level`: `size` is added. `drift`: grows from 0 to `size`. `noise`: noise is `size` times as strong. `stuck`: the last value is repeated. `silence`: no readings.',
    }),
    startAt: instant('First instant at which readings differ'),
    endAt: instant('End, exclusive; readings from here on are as if it had not been'),
    size: z.number().meta({ description: 'In the tag’s unit; of `noise` a factor; 0 of `stuck` and `silence`.' }),
    scrapCause: z.string().optional().meta({ description: 'Id of the scrap cause that shows in it.' }),
  })
  .meta({ description: 'A planted anomaly: a detector should find it.' });

const changeRecord = z
  .strictObject({
    kind: z.literal('change'),
    id: id('Its id.'),
    form: z.enum(trueChangeForms).meta({
      description:
        '`newProduct`: first order of a new product may begin. `newRecipe`: other set points. `maintenance`: readings are others after it. `calibration`: a sensor’s drift was set back to 0.',
    }),
    equipment: id('Machine it happens at.'),
    at: instant('From when on'),
    sizes: z.record(z.string(), z.number()).meta({
      description:
        'By tag, what is added while the machine runs, in its unit; of a new product while it is made; of a calibration always.',
    }),
    product: z.string().optional().meta({ description: 'The new product.' }),
  })
  .meta({ description: 'A legitimate change of regime: a detector that calls it an anomaly is wrong.' });

const stopRecord = z
  .strictObject({
    kind: z.literal('plannedStop'),
    id: id('Its id.'),
    form: z.enum(stopKinds).meta({ description: 'Planned maintenance, or a part of the plant shut down.' }),
    equipment: z.array(z.string()).meta({ description: 'Machines that stand.' }),
    startAt: instant('Start'),
    endAt: instant('End, exclusive'),
  })
  .meta({ description: 'A stop planned ahead.' });

const scrapCauseRecord = z
  .strictObject({
    kind: z.literal('scrapCause'),
    id: id('Its id, as in `scrapByCause`.'),
    form: z.enum(scrapCauseKinds).meta({
      description:
        '`wornTool`: the chance of scrap grows until the tool is changed. `supplierBatch`: pieces of orders begun while it was used. `temperatureExcursion`: pieces made while its effect lasts.',
    }),
    equipment: id('Machine at which the cause is.'),
    startAt: instant('Beginning of the cause'),
    endAt: instant('End of the cause, exclusive'),
    effectEquipment: id('Machine at which pieces become scrap.'),
    effectStartAt: instant('From when on pieces may become scrap'),
    effectEndAt: instant('End of that, exclusive'),
    lagMs: ms('From the beginning of the cause to that of its effect'),
    scrapRatio: z
      .number()
      .min(0)
      .max(1)
      .meta({ description: 'Chance that a piece is scrap of this cause; of a worn tool at its end.' }),
    defect: id('Defect code of these pieces.'),
    tags: z.array(z.string()).meta({ description: 'Tags in which the cause shows.' }),
    scrapCount: count('Pieces that became scrap of it, over all.'),
    workOrders: z.array(z.string()).meta({ description: 'Orders of these pieces.' }),
    firstScrapAt: z
      .number()
      .optional()
      .meta({ description: 'First of these pieces, UTC epoch ms; absent where none.' }),
    lastScrapAt: z.number().optional().meta({ description: 'Last of these pieces, UTC epoch ms; absent where none.' }),
  })
  .meta({ description: 'A planted cause of scrap, with what came of it. At the end.' });

const machineDayRecord = z
  .strictObject({
    kind: z.literal('machineDay'),
    equipment: id('The machine.'),
    date: id('Production day, `YYYY-MM-DD`.'),
    startAt: instant('Beginning of the production day'),
    endAt: instant('Its end, exclusive'),
    plannedMs: ms('Shifts less planned stops: the sum of the seven times below'),
    runningMs: ms('A piece was being worked at'),
    setupMs: ms('Set up for another product'),
    downMs: ms('Under repair'),
    waitingRepairMs: ms('Broken down, no one free to repair it'),
    waitingOperatorMs: ms('To be set up, no one free to do it'),
    starvedMs: ms('Nothing to work at'),
    blockedMs: ms('Nowhere to put the finished piece'),
    completedCount: count('Good pieces.'),
    scrapCount: count('Scrap pieces.'),
    scrapByCause: z
      .record(z.string(), z.int())
      .meta({ description: 'Scrap pieces by the id of the planted cause; `none`: the machine’s own scrap.' }),
    idealMs: ms('Ideal time of all pieces, good and scrap'),
    availability: ratio('runningMs / plannedMs.'),
    performance: ratio('idealMs / runningMs.'),
    quality: ratio('completedCount / (completedCount + scrapCount).'),
    oee: ratio('availability × performance × quality.'),
  })
  .meta({ description: 'True times, counts and OEE of a machine on a production day.' });

const lineDayRecord = z
  .strictObject({
    kind: z.literal('lineDay'),
    line: id('The line.'),
    date: id('Production day.'),
    outputCount: count('Good pieces of its last machine.'),
    scrapCount: count('Scrap pieces of all its machines.'),
    bottleneck: z
      .string()
      .optional()
      .meta({ description: 'The machine that was starved and blocked least; absent where nothing was planned.' }),
    bottleneckWaitRatio: z.number().optional().meta({ description: 'Its starved and blocked share of planned time.' }),
  })
  .meta({ description: 'What a line made on a production day, and what held it up.' });

const stateRecord = z
  .strictObject({
    kind: z.literal('state'),
    equipment: id('The machine.'),
    startAt: instant('Start'),
    endAt: instant('End, exclusive; of a machine the records of a window follow on each other without gap'),
    state: z.enum(unitStates).meta({
      description:
        '`running`; `starved`: nothing to work at; `blocked`: nowhere to put the piece; `down`: under repair; `waitingRepair`, `waitingOperator`: no one free; `setup`; `closed`: not meant to work.',
    }),
    reason: z.string().optional().meta({
      description:
        'Of `closed`: `shutdown`, `maintenance`, `offShift`; of `down` and `waitingRepair` the failure’s reason; `noMaterial`.',
    }),
    workOrder: z.string().optional().meta({ description: 'Order that is or was last worked at.' }),
    product: z.string().optional().meta({ description: 'Its product.' }),
    because: z.string().optional().meta({
      description:
        'The machine that starves or blocks it: up or down the line the first that itself is not, when the interval began.',
    }),
  })
  .meta({ description: 'A machine in one state. Cut at the ends of windows.' });

/** All records, told apart by `kind`. */
export const truthSchema: z.ZodType<TruthRecord> = z.discriminatedUnion('kind', [
  plantRecord,
  anomalyRecord,
  changeRecord,
  stopRecord,
  scrapCauseRecord,
  machineDayRecord,
  lineDayRecord,
  stateRecord,
]);

/** The JSON Schema of a truth record. */
export function truthJsonSchema(): object {
  return z.toJSONSchema(truthSchema, { io: 'output', reused: 'inline' });
}
