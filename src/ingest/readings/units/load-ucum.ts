/** The UCUM library, loaded when a conversion is first needed. The only file that knows it. */
import type { LibraryConvert } from './unit-converter.ts';

export async function loadUcum(): Promise<LibraryConvert> {
  const { UcumLhcUtils } = await import('@lhncbc/ucum-lhc');
  const utils = UcumLhcUtils.getInstance();
  return (value, from, to) => {
    const { status, toVal } = utils.convertUnitTo(from, value, to);
    return status === 'succeeded' && typeof toVal === 'number' && Number.isFinite(toVal) ? toVal : undefined;
  };
}
