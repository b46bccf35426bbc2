import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { roles } from '../../../src/model/index.ts';
import { dailyDocument, dailyMail, loadLook, renderHtml } from '../../../src/reports/index.ts';
import { builtInTemplates } from '../../../src/reports/pages/templates/index.ts';
import { demoDay } from '../support/demo-day.ts';

const made: string[] = [];
afterAll(() => Promise.all(made.map((folder) => rm(folder, { recursive: true }))));

/** A folder of templates with these files. */
async function folderOf(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'gemba-look-'));
  made.push(folder);
  for (const [name, content] of Object.entries(files)) {
    await mkdir(join(folder, name, '..'), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
}

const document = dailyDocument(demoDay('2012-02-29', { role: 'maintenance' }));
const pageWith = async (files: Record<string, string | Uint8Array>): Promise<string> =>
  renderHtml(document, { look: await loadLook(await folderOf(files)) });
const refusal = (files: Record<string, string | Uint8Array>): Promise<unknown> =>
  pageWith(files).then(
    () => 'nothing was refused',
    (error: unknown) => error,
  );

const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0]);
const svg =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9" fill="#123456"/></svg>';

describe('a plant’s own templates', () => {
  it('an empty folder changes nothing', async () => {
    expect(await pageWith({})).toBe(renderHtml(document));
  });

  it('stand in the place of a part, on every role’s page', async () => {
    const look = await loadLook(await folderOf({ 'summary.hbs': '<p>Ours: {{headline}}</p>' }));
    for (const role of roles) {
      const html = renderHtml(dailyDocument(demoDay('2012-02-29', { role })), { look });
      expect(html).toContain('<p>Ours: ');
      expect(html).not.toContain('class="headline"');
    }
  });

  it('lay out a role’s page in another order, from the same parts', async () => {
    const html = await pageWith({ 'maintenance.hbs': '{{> list planned}}{{> list stops}}' });
    expect(html.indexOf('id="planned"')).toBeLessThan(html.indexOf('id="stops"'));
    expect(html).not.toContain('id="reliability"');
  });

  it('a section of a role stands below its own parts, in the order of the file names, and on no other page', async () => {
    const look = await loadLook(
      await folderOf({
        'sections/maintenance-b.hbs': '<p>second</p>',
        'sections/maintenance-a.hbs': '<p>first {{plantName}}</p>',
      }),
    );
    const html = renderHtml(document, { look });
    expect(html).toMatch(/<p>first Job shop<\/p><p>second<\/p><\/main>/);
    const other = renderHtml(dailyDocument(demoDay('2012-02-29', { role: 'shift-lead' })), { look });
    expect(other).not.toContain('<p>second</p>');
  });

  it('change the mail too', async () => {
    const look = await loadLook(await folderOf({ 'mail.hbs': '<p>{{headline}}</p>' }));
    expect(dailyMail(document, look).bodyHtml).toMatch(/^<p>Machine 15 - Turning was down/);
  });

  it('colours replace gemba’s, in charts and words, and a logo is embedded', async () => {
    const html = await pageWith({
      'theme.json': JSON.stringify({ colors: { bad: '#AA0000' }, logo: 'logo.svg' }),
      'logo.svg': svg,
    });
    expect(html).toContain('svg [fill="#D55E00"]{fill:#AA0000}');
    expect(html).toContain('<img class="logo" src="data:image/svg+xml;base64,');
    expect(await pageWith({ 'theme.json': '{"logo":"logo.png"}', 'logo.png': png })).toContain(
      'data:image/png;base64,',
    );
  });

  it('a change of any file changes the fingerprint, and the same files have the same', async () => {
    const of = async (files: Record<string, string>): Promise<string> =>
      (await loadLook(await folderOf(files))).fingerprint;
    const one = await of({ 'summary.hbs': 'a', 'logo.svg': svg, 'theme.json': '{"logo":"logo.svg"}' });
    expect(await of({ 'summary.hbs': 'a', 'logo.svg': svg, 'theme.json': '{"logo":"logo.svg"}' })).toBe(one);
    expect(await of({ 'summary.hbs': 'b', 'logo.svg': svg, 'theme.json': '{"logo":"logo.svg"}' })).not.toBe(one);
    expect(await of({ 'summary.hbs': 'a', 'logo.svg': `${svg} `, 'theme.json': '{"logo":"logo.svg"}' })).not.toBe(one);
  });

  it('what a view says is always escaped', async () => {
    const hostile = { ...document, plantName: '<img src=x onerror=alert(1)>' };
    const look = await loadLook(await folderOf({ 'header.hbs': '<h1>{{plantName}}</h1>' }));
    const html = renderHtml(hostile, { look });
    expect(html).not.toContain('<img src=x');
    expect(html).toContain('&lt;img src');
  });
});

describe('a field that is not there', () => {
  it.each([
    ['summary.hbs', '{{headlin}}', 'headlin', 'headline'],
    ['summary.hbs', '{{#if sentence}}x{{/if}}', 'sentence', 'sentences'],
    ['summary.hbs', '{{#each sentences}}{{claims}}{{/each}}', 'claims', 'claim'],
    ['maintenance.hbs', '{{> list stop}}', 'stop', 'stops'],
    ['sections/maintenance-x.hbs', '{{stops.titel}}', 'titel', 'title'],
    ['summary.hbs', '{{constructor.name}}', 'constructor', 'headline'],
    ['summary.hbs', '{{__proto__}}', '__proto__', 'headline'],
    ['maintenance.hbs', '{{stops}}', 'stops', 'title'],
  ])('in %s (%s) is an error that names template, field and what there is', async (file, source, field, known) => {
    const template = file.replace('.hbs', '');
    expect(await refusal({ [file]: source })).toMatchObject({
      code: 'template-invalid',
      message: expect.stringContaining(`'${field}'`),
      details: { template, field, known: expect.arrayContaining([known]) },
    });
  });
});

describe('a template that is no template of ours', () => {
  it.each([
    ['unescaped output', { 'summary.hbs': '{{{headline}}}' }, 'without escaping'],
    ['unescaped output by &', { 'summary.hbs': '{{&headline}}' }, 'without escaping'],
    ['a helper', { 'summary.hbs': '{{lookup this "x"}}' }, "calls 'lookup'"],
    ['a helper in a block', { 'summary.hbs': '{{#log this}}{{/log}}' }, "calls 'log'"],
    ['a sub-expression', { 'summary.hbs': '{{#if (lookup this "x")}}{{/if}}' }, 'calls'],
    ['a partial chosen by data', { 'summary.hbs': '{{> (lookup this "x")}}' }, 'calls'],
    ['a decorator', { 'summary.hbs': '{{* x}}' }, 'Decorator'],
    ['a script', { 'summary.hbs': '<script>1</script>' }, 'runs or loads'],
    ['an event handler', { 'summary.hbs': '<p onclick="x">' }, 'event handler'],
    ['a script address', { 'summary.hbs': '<a href="javascript:x">' }, 'script address'],
    ['a picture from elsewhere', { 'summary.hbs': '<img src="https://example.org/x.png">' }, 'another server'],
    ['a style from elsewhere', { 'summary.hbs': '<style>p{background:url(http://x)}</style>' }, 'loads a style'],
    ['an unclosed block', { 'summary.hbs': '{{#if headline}}' }, 'cannot be read'],
    ['a name of no template', { 'sumary.hbs': 'x' }, 'summary'],
    ['a section of no role', { 'sections/boss-x.hbs': 'x' }, 'director'],
    ['a theme that is no JSON', { 'theme.json': '{' }, 'is not JSON'],
    ['a colour that is none', { 'theme.json': '{"colors":{"bad":"red"}}' }, 'colors.bad'],
    ['a colour there is not', { 'theme.json': '{"colors":{"worse":"#000000"}}' }, 'good'],
    ['a logo that is not there', { 'theme.json': '{"logo":"no.png"}' }, 'could not be read'],
    ['a logo from elsewhere', { 'theme.json': '{"logo":"../x.png"}' }, 'lies elsewhere'],
    ['a logo of another kind', { 'theme.json': '{"logo":"x.gif"}', 'x.gif': 'GIF' }, 'neither'],
    ['a PNG that is none', { 'theme.json': '{"logo":"x.png"}', 'x.png': 'x' }, 'is no PNG'],
    ['an SVG with a script', { 'theme.json': '{"logo":"x.svg"}', 'x.svg': '<svg><script/></svg>' }, 'script'],
    ['an SVG that loads', { 'theme.json': '{"logo":"x.svg"}', 'x.svg': '<svg><p href="http://x"/></svg>' }, 'href'],
    ['an SVG with an event', { 'theme.json': '{"logo":"x.svg"}', 'x.svg': '<svg onload="x"/>' }, 'onload'],
    ['an SVG that is none', { 'theme.json': '{"logo":"x.svg"}', 'x.svg': 'hello' }, 'is no SVG'],
    ['a template of a megabyte', { 'summary.hbs': 'x'.repeat(1_000_000) }, 'at most'],
  ])('with %s is refused, and says why', async (_, files, why) => {
    expect(await refusal(files as unknown as Record<string, string>)).toMatchObject({
      code: 'template-invalid',
      message: expect.stringContaining(why),
    });
  });

  it('a folder that is not there is an error that says what to do', async () => {
    await expect(loadLook('/no/such/folder')).rejects.toMatchObject({
      code: 'template-invalid',
      message: expect.stringContaining('`templates`'),
    });
  });

  it('a template that asks for itself without end is an error, not a hang', async () => {
    expect(await refusal({ 'summary.hbs': '{{> summary}}' })).toMatchObject({ code: 'template-invalid' });
  });
});

it('every built-in template passes the rules that a plant’s must', async () => {
  const { checkTemplate } = await import('../../../src/reports/look/check-template.ts');
  for (const [name, source] of Object.entries(builtInTemplates))
    if (name !== 'head') expect(checkTemplate(name, source)).toBe(source);
});
