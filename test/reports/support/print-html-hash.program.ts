/** Prints the SHA-256 of all roles' pages and mails of a day: a process of its own, so that its zone and locale are. */
import { hashOfDay } from './hash-of-day.ts';

console.log(hashOfDay(process.argv[2] as string));
