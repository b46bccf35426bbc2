/** Messages of every shape that the definition has. */
import fc from 'fast-check';
import type { PlainMessage } from './encode.ts';
import { type FieldDefinition, fieldsOf } from './fixtures.ts';

const scalars: Readonly<Record<Exclude<FieldDefinition['type'], 'message'>, fc.Arbitrary<unknown>>> = {
  uint32: fc.oneof(fc.nat(40), fc.integer({ min: 0, max: 0xffff_ffff })),
  uint64: fc.oneof(fc.bigInt(0n, 40n), fc.bigInt(0n, 2n ** 64n - 1n)),
  float: fc.float(),
  double: fc.double(),
  bool: fc.boolean(),
  string: fc.string({ unit: 'binary', maxLength: 8 }),
  bytes: fc.uint8Array({ maxLength: 12 }),
};

/** A message of the definition, at most `depth` messages deep. */
export function plainMessage(of = 'Payload', depth = 4): fc.Arbitrary<PlainMessage> {
  const fields = fieldsOf(of).filter(({ type }) => type !== 'message' || depth > 0);
  const oneofs = fields.filter(({ oneof }) => oneof !== null);
  const others = fields.filter(({ oneof }) => oneof === null);
  const record = fc.record(Object.fromEntries(others.map((field) => [field.field, fieldValue(field, depth)])), {
    requiredKeys: [],
  });
  if (oneofs.length === 0) return record;
  const chosen = fc.oneof(
    fc.constant({}),
    ...oneofs.map((field) => fieldValue(field, depth).map((value) => ({ [field.field]: value }))),
  );
  return fc.tuple(record, chosen).map(([plain, value]) => ({ ...plain, ...value }));
}

function fieldValue({ type, of, repeated }: FieldDefinition, depth: number): fc.Arbitrary<unknown> {
  const one = type === 'message' ? plainMessage(of as string, depth - 1) : scalars[type];
  return repeated ? fc.array(one, { maxLength: 3 }) : one;
}
