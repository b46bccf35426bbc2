/** The embedded face, IBM Plex Sans 400 and 600 (OFL-1.1): its CSS and its metrics. */
export { fontFaceCss } from './font-face-css.ts';
export { type FontWeight, isCovered, measureText } from './measure-text.ts';
