/** The page that lists a share's reports: one file, no script, no network, light and dark, printable. */
import type { ShareEntry, ShareFile } from './entry.ts';

/** Days the page shows; older reports stay in their folders and in index.json. */
const daysMax = 400;

/** `entries` in the order of `compareEntries`. */
export function indexPage(title: string, entries: readonly ShareEntry[]): string {
  const days = Map.groupBy(entries, (entry) => entry.date);
  const shown = [...days].slice(0, daysMax);
  const months = Map.groupBy(shown, ([date]) => date.slice(0, 7));
  const body = [...months].map(([month, inMonth]) => monthSection(month, inMonth)).join('\n');
  const older = days.size - shown.length;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<header>
<h1>${escaped(title)}</h1>
<p>${summary(entries, days.size)}</p>
</header>
${entries.length === 0 ? '<p>No reports yet.</p>' : body}
${older > 0 ? `<p>${older} earlier days are in their folders, and in <a href="index.json">index.json</a>.</p>` : ''}
<footer>Newest first. All reports as data: <a href="index.json">index.json</a>.</footer>
</main>
</body>
</html>
`;
}

/** The same list for programs. */
export function indexJson(title: string, entries: readonly ShareEntry[]): string {
  return `${JSON.stringify({ formatVersion: 1, title, reports: entries }, undefined, 2)}\n`;
}

function summary(entries: readonly ShareEntry[], dayCount: number): string {
  const newest = entries[0];
  if (newest === undefined) return 'Empty.';
  const count = entries.length === 1 ? '1 report' : `${entries.length} reports`;
  const days = dayCount === 1 ? '1 day' : `${dayCount} days`;
  return `${count} of ${days}, the newest of <time datetime="${escaped(newest.date)}">${dayName(newest.date)}</time>.`;
}

function monthSection(month: string, days: readonly (readonly [string, readonly ShareEntry[]])[]): string {
  const rows = days.flatMap(([date, entries]) =>
    entries.map((entry, at) => row(entry, at === 0 ? date : undefined, entries.length)),
  );
  return `<section aria-labelledby="m${month}">
<h2 id="m${month}">${monthName(month)}</h2>
<table>
<thead><tr><th scope="col">Day</th><th scope="col">Report</th><th scope="col">For</th><th scope="col">Files</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>
</section>`;
}

function row(entry: ShareEntry, date: string | undefined, rowCount: number): string {
  const day =
    date === undefined
      ? ''
      : `<th scope="row" rowspan="${rowCount}"><time datetime="${escaped(date)}">${dayName(date)}</time></th>`;
  const revision = entry.revision === 1 ? '' : ` <span class="revision">revision ${entry.revision}</span>`;
  const files = entry.files.map(fileLink).join(' ');
  return `<tr>${day}<td lang="${escaped(entry.language)}">${escaped(entry.title)}${revision}</td><td>${escaped(entry.audience)}</td><td class="files">${files}</td></tr>`;
}

function fileLink(file: ShareFile): string {
  const dot = file.name.lastIndexOf('.');
  const label = dot === -1 ? file.name : file.name.slice(dot + 1).toUpperCase();
  const href = file.path.split('/').map(encodeURIComponent).join('/');
  const size = `${file.name}, ${sizeName(file.byteLength)}`;
  return `<a href="${href}" title="${escaped(size)}" aria-label="${escaped(`${label}: ${size}`)}">${escaped(label)}</a>`;
}

function sizeName(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const monthNames = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
];

/** `2012-02-29` → `Wed 29 Feb`. The date is a calendar date, so UTC gives its weekday wherever the machine stands. */
function dayName(date: string): string {
  const day = new Date(`${date}T00:00:00Z`);
  return `${weekdays[day.getUTCDay()]} ${day.getUTCDate()} ${monthNames[day.getUTCMonth()]?.slice(0, 3)}`;
}

function monthName(month: string): string {
  return `${monthNames[Number(month.slice(5)) - 1]} ${month.slice(0, 4)}`;
}

/** For text and for attribute values in double quotes. */
export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

const style = `
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --line: #d8dee4; --paper: #fff; --wash: #f3f5f7; --link: #0b57a4 }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ec; --soft: #9aa4af; --line: #333b44; --paper: #14181c; --wash: #1d2329; --link: #7ab8f5 } }
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif }
main { max-width: 60rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem }
header { border-bottom: 2px solid var(--ink); margin-bottom: 2rem }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 }
header p { color: var(--soft); margin: .4rem 0 1rem }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums }
th, td { text-align: left; vertical-align: top; padding: .5rem .75rem .5rem 0; border-bottom: 1px solid var(--line); font-weight: 400 }
thead th { color: var(--soft); font-size: .8rem }
tbody th { white-space: nowrap; width: 8rem }
td:nth-last-child(2) { width: 9rem; color: var(--soft) }
.files { width: 11rem; white-space: nowrap }
.files a { display: inline-block; padding: .05rem .55rem; border: 1px solid var(--line); border-radius: .3rem; background: var(--wash); font-size: .85rem; text-decoration: none }
a { color: var(--link) }
a:hover { text-decoration: underline }
a:focus-visible { outline: 2px solid var(--link); outline-offset: 2px }
.revision { color: var(--soft); font-size: .85rem; white-space: nowrap }
footer { color: var(--soft); font-size: .85rem; margin-top: 2.5rem }
@media (max-width: 40rem) { .files { white-space: normal; width: auto } tbody th { width: auto } td:nth-last-child(2) { width: auto } }
@media print { main { padding: 0; max-width: none } .files a { border: 0; background: none; padding: 0 } }
`;
