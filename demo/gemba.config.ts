/**
 * The plant of the demo: a real job shop, first quarter of 2012.
 *
 * Data: D. Levy, Production Analysis with Process Mining Technology, 4TU.ResearchData 2014,
 * DOI 10.4121/uuid:68726926-5ac5-4fab-b873-ee76ea412399 (see README.md beside this file).
 */
import { definePlant } from 'gemba';

// A real plant sets these in its environment. The demo brings fixed ones, so that it needs nothing and always says the same.
process.env['GEMBA_DEMO_SECRET'] ??= 'the demo plant has no secrets';
const smtpPort = Number(process.env['GEMBA_DEMO_SMTP_PORT'] ?? 2525);

// Machines seen on fewer than 20 of the 90 days: nothing is planned on them, all their work is extra.
const onDemand = { level: 'workUnit', staffed: 'onDemand' } as const;
const staffed = { level: 'workUnit' } as const;

export default definePlant({
  id: 'job-shop',
  name: 'Job shop',
  zone: 'Asia/Jerusalem',
  dayStart: '07:00',
  language: 'en',
  secret: { env: 'GEMBA_DEMO_SECRET' },
  store: 'out/store',

  equipment: [
    {
      id: 'job-shop',
      name: 'Job shop',
      level: 'site',
      children: [
        {
          id: 'turning-milling',
          name: 'Turning & Milling',
          level: 'area',
          children: [
            { ...staffed, id: 'machine-4', name: 'Machine 4 - Turning & Milling' },
            { ...staffed, id: 'machine-5', name: 'Machine 5 - Turning & Milling' },
            { ...staffed, id: 'machine-6', name: 'Machine 6 - Turning & Milling' },
            { ...staffed, id: 'machine-8', name: 'Machine 8 - Turning & Milling' },
            { ...staffed, id: 'machine-9', name: 'Machine 9 - Turning & Milling' },
            { ...staffed, id: 'machine-15', name: 'Machine 15 - Turning' },
            { ...onDemand, id: 'machine-14', name: 'Machine 14 - Milling' },
            { ...onDemand, id: 'machine-16', name: 'Machine 16 - Milling' },
            { ...onDemand, id: 'machine-21', name: 'Machine 21 - Turning' },
            { ...onDemand, id: 'machine-22', name: 'Machine 22 - Milling' },
            { ...onDemand, id: 'machine-23', name: 'Machine 23 - Turning' },
            { ...onDemand, id: 'machine-28', name: 'Manual Milling - Machine 28' },
          ],
        },
        {
          id: 'grinding',
          name: 'Grinding & Lapping',
          level: 'area',
          children: [
            { ...staffed, id: 'machine-1', name: 'Machine 1 - Lapping' },
            { ...staffed, id: 'machine-2', name: 'Machine 2 - Round Grinding' },
            { ...staffed, id: 'machine-3', name: 'Machine 3 - Round Grinding' },
            { ...staffed, id: 'machine-10', name: 'Machine 10 - Grinding' },
            { ...staffed, id: 'machine-11', name: 'Machine 11 - Grinding' },
            { ...staffed, id: 'machine-12', name: 'Machine 12 - Grinding' },
            { ...staffed, id: 'machine-27', name: 'Machine 27 - Grinding' },
            { ...onDemand, id: 'machine-19', name: 'Machine 19 - Grinding' },
            { ...onDemand, id: 'machine-25', name: 'Machine 25 - Grinding' },
            { ...onDemand, id: 'machine-26', name: 'Machine 26 - Flat Grinding' },
          ],
        },
        {
          id: 'finishing',
          name: 'Finishing & Inspection',
          level: 'area',
          children: [
            { ...onDemand, id: 'oven', name: 'Oven' },
            { ...staffed, id: 'machine-7', name: 'Machine 7- Laser Marking' },
            { ...staffed, id: 'quality-check-1', name: 'Quality Check 1' },
            { ...onDemand, id: 'quality-check-2', name: 'Quality Check 2' },
            { ...staffed, id: 'packing', name: 'Packing' },
          ],
        },
      ],
    },
  ],

  // What the log shows: Sunday to Thursday two shifts, Friday until 13:00, Saturday from 22:00.
  calendar: {
    shifts: [
      { name: 'day', start: '07:00', end: '19:00' },
      { name: 'night', start: '19:00', end: '07:00' },
      { name: 'friday', start: '07:00', end: '13:00' },
      { name: 'saturday', start: '22:00', end: '07:00' },
    ],
    rotation: {
      anchor: '2012-01-01', // a Sunday
      days: [
        ['day', 'night'],
        ['day', 'night'],
        ['day', 'night'],
        ['day', 'night'],
        ['day', 'night'],
        ['friday'],
        ['saturday'],
      ],
    },
  },

  reasons: [
    {
      code: 'unplanned',
      name: 'Unplanned stop',
      planned: false,
      children: [{ code: 'breakdown', name: 'Breakdown', lossClass: 'breakdown', category: 'Technical' }],
    },
    {
      code: 'planned',
      name: 'Planned stop',
      planned: true,
      lossClass: 'planned',
      children: [{ code: 'maintenance', name: 'Maintenance', category: 'Technical' }],
    },
  ],
  defects: [
    {
      code: 'nonconforming',
      name: 'Nonconforming',
      children: [
        { code: 'rejected', name: 'Rejected', category: 'Scrap' },
        { code: 'mrb', name: 'Material review', category: 'Hold' },
      ],
    },
  ],
  finalOperations: ['Packing', 'Final Inspection Q.C.'],

  sources: [
    {
      kind: 'csv',
      id: 'mes',
      path: 'production_log.csv',
      mapping: {
        fact: {
          column: 'report_type',
          values: {
            D: { kind: 'production', state: 'running' },
            S: { kind: 'production', state: 'setup' },
            B: { kind: 'equipmentState', state: 'down', reason: 'breakdown' },
          },
        },
        equipment: 'resource',
        startAt: 'start',
        endAt: 'end',
        workOrder: 'work_order',
        operation: 'operation',
        product: 'part',
        operators: 'worker',
        orderCount: 'order_qty',
        completedCount: 'qty_completed',
        scrapCount: 'qty_rejected',
        holdCount: 'qty_mrb',
        isRework: { column: 'rework', true: ['Y'] },
      },
    },
  ],

  audiences: [
    { id: 'director', role: 'director', persons: 'none', recipients: ['director@job-shop.example'] },
    { id: 'production', role: 'production', persons: 'pseudonyms', recipients: ['production@job-shop.example'] },
    { id: 'quality', role: 'quality', persons: 'pseudonyms', recipients: ['quality@job-shop.example'] },
    { id: 'maintenance', role: 'maintenance', persons: 'pseudonyms', recipients: ['maintenance@job-shop.example'] },
    { id: 'shift-lead', role: 'shift-lead', persons: 'names', recipients: ['shift-lead@job-shop.example'] },
  ],
  transports: [
    { kind: 'fileShare', id: 'share', path: 'out/share' },
    {
      kind: 'smtp',
      id: 'mail',
      host: '127.0.0.1',
      port: smtpPort,
      requireTls: false,
      from: 'gemba <gemba@job-shop.example>',
    },
  ],
  reports: [
    {
      kind: 'daily',
      audiences: ['director', 'production', 'quality', 'maintenance', 'shift-lead'],
      // A mail has the PDF alone; the others wait on the share.
      formats: ['pdf', 'html', 'json', 'xlsx'],
      transports: ['share', 'mail'],
    },
  ],
});
