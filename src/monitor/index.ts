export type { LiveChange, ResetReason, SubjectChange } from './change-feed.ts';
export { listLiveJsonSchemas, liveChangeSchema, livePictureSchema } from './document-schema.ts';
export type {
  WrittenLiveChange,
  WrittenLiveFigures,
  WrittenLivePicture,
  WrittenLivePlant,
  WrittenLiveState,
  WrittenLiveUnit,
} from './documents.ts';
export type {
  LiveFigures,
  LivePicture,
  LivePlant,
  LiveState,
  LiveUnit,
  LiveWindow,
  LiveWindows,
  StateOrigin,
  UnknownStateReason,
} from './live.ts';
export { createLiveHandler, type LiveHandlerOptions, livePaths } from './live-handler.ts';
export type {
  ChangesOptions,
  CurrentOptions,
  LiveKpis,
  LiveKpisOptions,
  LiveMonitor,
  LivePace,
  MonitorEvent,
} from './monitor.ts';
export { type LiveMonitorOptions, openLiveMonitor } from './open-live-monitor.ts';
