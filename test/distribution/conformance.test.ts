import { createRecordingTransport, transportConformance } from 'gemba/testing';
import { describe, test } from 'vitest';
import { createEmailFixture } from './email-fixture.ts';
import { createFileShareFixture } from './file-share-fixture.ts';

const fixtures = {
  smtp: createEmailFixture,
  fileShare: createFileShareFixture,
  recording: async () => {
    const transport = createRecordingTransport('recording');
    return {
      transport,
      recipients: [],
      listArrived: async () =>
        transport.listDeliveries().map(({ files, delivery }) => ({ files, subject: delivery.subject })),
      breakOtherSide: async () => transport.answer({ kind: 'retry', reason: 'The other side is down.' }),
      [Symbol.asyncDispose]: async () => {},
    };
  },
};

for (const [kind, createFixture] of Object.entries(fixtures)) {
  describe(kind, () => {
    for (const { name, check } of transportConformance) test(name, () => check(createFixture));
  });
}
