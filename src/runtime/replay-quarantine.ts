/** Reads refused rows again, after a fix of the plant file: those that pass now become facts. */
import { createReplaySource } from '../ingest/index.ts';
import { GembaError } from '../model/index.ts';
import { type LoadOptions, type LoadSummary, loadSources } from './load-sources.ts';
import type { OpenPlant } from './open-plant.ts';
