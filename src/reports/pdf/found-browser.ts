/** A browser that can be launched. */

export interface FoundBrowser {
  readonly executablePath: string;
  readonly origin: 'environment' | 'machine' | 'cache' | 'package';
  /** Environment that this build needs besides ours. */
  readonly env: Readonly<Record<string, string>>;
  /** `shell` for a headless shell, which knows no other mode. */
  readonly headless: 'shell' | true;
}
