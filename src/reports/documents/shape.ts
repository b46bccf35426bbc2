/** Schemas of the documents are written beside their types, and held to them by the compiler. */
import { z } from 'zod';

/** A zod schema per field: a field missing from either side does not compile. */
export type ShapeOf<T> = { readonly [K in keyof T]-?: z.ZodType<T[K]> };

/** Integer milliseconds, 0 or more. */
export const ms: z.ZodType<number> = z.int().min(0);
/** Whole pieces, 0 or more. */
export const count: z.ZodType<number> = z.int().min(0);
/** RFC 3339 with a numeric offset, never `Z`. */
export const instant: z.ZodType<string> = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?[+-]\d{2}:\d{2}$/);
export const localDate: z.ZodType<string> = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

/** An object that has these fields and no other. */
export function record<T>(shape: ShapeOf<T>): z.ZodType<T> {
  return z.strictObject(shape) as unknown as z.ZodType<T>;
}
