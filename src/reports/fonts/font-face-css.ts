import { latin400 } from './ibm-plex-sans-latin-400.ts';
import { latin600 } from './ibm-plex-sans-latin-600.ts';
import { latinExt400 } from './ibm-plex-sans-latin-ext-400.ts';
import { latinExt600 } from './ibm-plex-sans-latin-ext-600.ts';

const latinRange =
  'U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,U+0329,U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD';
const latinExtRange =
  'U+0100-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD-02FF,U+0304,U+0308,U+0329,U+1D00-1DBF,U+1E00-1E9F,U+1EF2-1EFF,U+2020,U+20A0-20AB,U+20AD-20C0,U+2113,U+2C60-2C7F,U+A720-A7FF';

function fontFace(weight: number, base64: string, unicodeRange: string): string {
  return `@font-face{font-family:'IBM Plex Sans';font-style:normal;font-weight:${weight};src:url(data:font/woff2;base64,${base64}) format('woff2');unicode-range:${unicodeRange}}`;
}

/**
 * The `@font-face` rules of the embedded face as CSS, about 105 kB: data addresses only, so a page that holds it needs
 * no network. Put it once into the page's `<style>`.
 *
 * @param subsets `latin` covers western European languages (63 kB); `latin-ext` adds central European and Turkish ones.
 */
export function fontFaceCss(subsets: readonly ('latin' | 'latin-ext')[] = ['latin', 'latin-ext']): string {
  const rules: string[] = [];
  if (subsets.includes('latin-ext')) {
    rules.push(fontFace(400, latinExt400, latinExtRange), fontFace(600, latinExt600, latinExtRange));
  }
  if (subsets.includes('latin')) rules.push(fontFace(400, latin400, latinRange), fontFace(600, latin600, latinRange));
  return rules.join('\n');
}
