/**
 * A production log like the demo's, of any size: 300 machines over 40 days, sorted by start, every row valid, the same
 * bytes each time. At 1 GB a machine reports every two minutes.
 */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { mulberry32 } from './random.ts';

export const machineCount = 300;
const days = 40;
const firstAt = Date.UTC(2012, 0, 2);
const header =
  'work_order,operation,resource,start,end,span_min,order_qty,part,worker,report_type,qty_completed,qty_rejected,qty_mrb,rework\n';
const rowBytes = 118;
const chunkRows = 16_384;

const crafts = ['Turning', 'Milling', 'Grinding', 'Lapping', 'Welding'];
const parts = ['Cable Head', 'Spur Gear', 'Plug', 'Fuel Block', 'Wheel Shaft', 'Ballnut', 'Tube', 'Hydraulic Block'];

export function machineName(index: number): string {
  return `Machine ${index + 1} - ${crafts[index % crafts.length]}`;
}

/** Writes about so many bytes; gives the rows and the bytes there are. */
export async function generateLog(path: string, byteLength: number): Promise<{ rows: number; bytes: number }> {
  const random = mulberry32(20_120_102);
  const pick = (below: number): number => Math.floor(random() * below);
  const stepMs = (days * 86_400_000) / (byteLength / rowBytes);
  const out = createWriteStream(path, { highWaterMark: 8_388_608 });
  out.write(header);
  let bytes = header.length;
  let rows = 0;
  let order = 1;
  while (bytes < byteLength) {
    let text = '';
    for (let i = 0; i < chunkRows; i++) {
      const machine = pick(machineCount);
      const startMs = firstAt + Math.floor((rows * stepMs) / 60_000) * 60_000;
      const minutes = 1 + pick(120);
      if (pick(400) === 0) order++;
      const kind = pick(100);
      const type = kind < 2 ? 'B' : kind < 17 ? 'S' : 'D';
      const pieces = type === 'B' ? 0 : pick(40);
      const rejected = type === 'D' && pick(60) === 0 ? 1 : 0;
      const craft = crafts[machine % crafts.length];
      text += `Case ${order - pick(Math.min(order, 200))},${craft} - Machine ${machine + 1},${machineName(machine)},`;
      text += `${minuteText(startMs)},${minuteText(startMs + minutes * 60_000)},${minutes},${10 + pick(200)},`;
      text += `${parts[pick(parts.length)]},ID${4_000 + pick(900)},${type},${pieces},${rejected},0,${pick(150) === 0 && type !== 'B' ? 'Y' : ''}\n`;
      rows++;
    }
    bytes += text.length;
    if (!out.write(text, 'latin1')) await once(out, 'drain');
  }
  out.end();
  await finished(out);
  return { rows, bytes };
}

let lastMinuteMs = Number.NaN;
let lastMinuteText = '';

function minuteText(ms: number): string {
  if (ms !== lastMinuteMs) {
    lastMinuteMs = ms;
    lastMinuteText = new Date(ms).toISOString().slice(0, 16);
  }
  return lastMinuteText;
}

// Started by itself it writes one file, so that a bench's memory is not that of making its input.
if (import.meta.main)
  console.log(JSON.stringify(await generateLog(process.argv[2] as string, Number(process.argv[3]))));
