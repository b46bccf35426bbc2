/** Notes of a repository in memory, with what a test wants to happen before one is written. */
export function memoryNotes(onWrite: (name: string) => Promise<void> | void = () => undefined) {
  const notes = new Map<string, Uint8Array>();
  return {
    location: 'memory',
    notes,
    readNote: async (name: string): Promise<Uint8Array | undefined> => notes.get(name),
    writeNote: async (name: string, bytes: Uint8Array): Promise<void> => {
      await onWrite(name);
      notes.set(name, bytes);
    },
  };
}
