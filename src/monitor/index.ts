export type { LiveChange, ResetReason, SubjectChange } from './change-feed.ts';
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
export type { ChangesOptions, CurrentOptions, LiveMonitor, LivePace, MonitorEvent } from './monitor.ts';
export { type LiveMonitorOptions, openLiveMonitor } from './open-live-monitor.ts';
