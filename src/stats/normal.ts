import { exponentialOf, naturalLog } from './portable-math.ts';
import type { Random } from './random.ts';

const layerCount = 128;
/** Where the tail begins, and the area of each layer. */
const tailFrom = 3.442619855899;
const layerArea = 9.91256303526217e-3;

const { edges, ratios } = createLayers();

/**
 * A number of the standard normal distribution, by the ziggurat: of 32 random bits 7 choose a layer and 25 a place in it.
 *
 * @see G. Marsaglia and W. W. Tsang, The ziggurat method for generating random variables, J. Stat. Softw. 5 (2000) 8;
 *   J. A. Doornik, An improved ziggurat method to generate normal random samples (2005)
 */
export function nextNormal(random: Random): number {
  for (;;) {
    const bits = random.nextInt32();
    const layer = bits & 127;
    const place = (bits >> 7) / 16_777_216;
    const edge = edges[layer] as number;
    if (Math.abs(place) < (ratios[layer] as number)) return place * edge;
    if (layer === 0) return fromTail(random, place < 0);
    const x = place * edge;
    const inner = edges[layer + 1] as number;
    const outerDensity = exponentialOf(-0.5 * (edge * edge - x * x));
    const innerDensity = exponentialOf(-0.5 * (inner * inner - x * x));
    if (innerDensity + random.nextUniform() * (outerDensity - innerDensity) < 1) return x;
  }
}

/** A number beyond the layers (Marsaglia 1964). */
function fromTail(random: Random, negative: boolean): number {
  for (;;) {
    const x = naturalLog(1 - random.nextUniform()) / tailFrom;
    const y = naturalLog(1 - random.nextUniform());
    if (-2 * y >= x * x) return negative ? x - tailFrom : tailFrom - x;
  }
}

function createLayers(): { readonly edges: Float64Array; readonly ratios: Float64Array } {
  const edges = new Float64Array(layerCount + 1);
  let density = exponentialOf(-0.5 * tailFrom * tailFrom);
  edges[0] = layerArea / density;
  edges[1] = tailFrom;
  for (let i = 2; i < layerCount; i++) {
    const edge = Math.sqrt(-2 * naturalLog(layerArea / (edges[i - 1] as number) + density));
    edges[i] = edge;
    density = exponentialOf(-0.5 * edge * edge);
  }
  const ratios = Float64Array.from({ length: layerCount }, (_, i) => (edges[i + 1] as number) / (edges[i] as number));
  return { edges, ratios };
}
