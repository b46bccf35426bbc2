import { describe, expect, test } from 'vitest';
import { hatchNames, heatColors, machineStates, palette, stateStyles } from '../../../src/reports/theme.ts';

/** Linear light of the three channels of `#rrggbb` (IEC 61966-2-1). */
function linear(color: string): [number, number, number] {
  const channel = (at: number): number => {
    const value = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

const luminance = ([r, g, b]: readonly [number, number, number]): number => 0.2126 * r + 0.7152 * g + 0.0722 * b;

/** CIE L*, 0 to 100: how light a grey the colour is in black and white. */
const lightness = (color: string): number => {
  const y = luminance(linear(color));
  return y > 0.008856 ? 116 * Math.cbrt(y) - 16 : 903.3 * y;
};

/** WCAG 2 contrast ratio. */
function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(linear(a)), luminance(linear(b))].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

/** Full colour blindness of each kind, after Viénot, Brettel and Mollon 1999 (protan, deutan) in linear light. */
const blindness: Readonly<Record<string, readonly (readonly [number, number, number])[]>> = {
  protan: [
    [0.11238, 0.88762, 0],
    [0.11238, 0.88762, 0],
    [0.00401, -0.00401, 1],
  ],
  deutan: [
    [0.29275, 0.70725, 0],
    [0.29275, 0.70725, 0],
    [-0.02234, 0.02234, 1],
  ],
};

function seenAs(color: string, kind: string): [number, number, number] {
  const light = linear(color);
  const rows = blindness[kind] ?? [];
  const mixed = rows.map((row) => row[0] * light[0] + row[1] * light[1] + row[2] * light[2]);
  return [mixed[0] ?? 0, mixed[1] ?? 0, mixed[2] ?? 0];
}

describe('the machine states', () => {
  const drawn = machineStates.filter((state) => state !== 'unplanned');

  test('any two differ in black and white: in lightness by 15 of 100, or one is hatched and the other not', () => {
    for (const a of drawn) {
      for (const b of drawn) {
        if (a === b) continue;
        const [one, other] = [stateStyles[a], stateStyles[b]];
        const byHatch = one.hatch !== other.hatch;
        const byLightness = Math.abs(lightness(one.color) - lightness(other.color)) >= 15;
        expect(byHatch || byLightness, `${a} and ${b}`).toBe(true);
      }
    }
  });

  test('down differs from running also in height, for the smallest print', () => {
    expect(stateStyles.down.heightRatio).toBeGreaterThan(stateStyles.run.heightRatio);
  });

  test('silent and down each have a hatch of their own', () => {
    expect(stateStyles.silent.hatch).toBe('silent');
    expect(stateStyles.down.hatch).toBe('down');
    expect(new Set(hatchNames).size).toBe(2);
  });
});

describe('the palette', () => {
  test('words in ink and mid grey have the contrast that WCAG 2 AA asks of 4.5 to 1 on paper, mid nearly so', () => {
    expect(contrast(palette.ink, palette.paper)).toBeGreaterThan(12);
    expect(contrast(palette.mid, palette.paper)).toBeGreaterThan(4.4);
  });

  test.each(Object.keys(blindness))('good and bad differ in blue or lightness to %s eyes', (kind) => {
    const [good, bad] = [seenAs(palette.good, kind), seenAs(palette.bad, kind)];
    const distance = Math.hypot(...good.map((channel, index) => channel - (bad[index] ?? 0)));
    expect(distance).toBeGreaterThan(0.3);
  });
});

describe('the steps of a heat map', () => {
  test('each is at least 10 of 100 darker than the one before, also for the colour blind', () => {
    const blindLightness = (color: string, kind: string): number => {
      const y = luminance(seenAs(color, kind));
      return y > 0.008856 ? 116 * Math.cbrt(y) - 16 : 903.3 * y;
    };
    heatColors.slice(1).forEach(({ fill }, index) => {
      const before = heatColors[index]?.fill ?? '';
      expect(lightness(before) - lightness(fill), fill).toBeGreaterThanOrEqual(10);
      for (const kind of Object.keys(blindness)) {
        expect(blindLightness(before, kind) - blindLightness(fill, kind), `${fill} ${kind}`).toBeGreaterThanOrEqual(10);
      }
    });
  });

  test('figures on each can be read: a contrast of at least 4.5', () => {
    for (const { fill, text } of heatColors) expect(contrast(fill, text), fill).toBeGreaterThanOrEqual(4.5);
  });
});
