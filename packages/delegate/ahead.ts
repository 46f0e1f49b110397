import { existsSync, mkdirSync } from 'node:fs';
import { baseEnvironment } from './executors/base-environment.ts';
import { runtimeFolder, socketPath } from './launcher/runtime-folder.ts';
import { type StartedLauncher, startLauncher } from './launcher-starter.ts';

/**
 * Starts the launcher of a work folder before there is a delegate for it, because a process takes a while to start. Null
 * where one may be running already. One that no delegate comes to ends by itself.
 */
export function startLauncherAhead(
  workFolder: string,
  command: readonly string[],
): StartedLauncher | null {
  mkdirSync(workFolder, { recursive: true, mode: 0o700 });
  if (existsSync(socketPath(runtimeFolder(workFolder)))) return null;
  return startLauncher({ workFolder, command, environment: baseEnvironment(process.env) });
}
