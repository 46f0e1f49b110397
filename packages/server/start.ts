import { startLauncherAhead } from '@reprise/delegate/ahead';
import { launcherCommand } from './assets.ts';
import type { RepriseServer, ServerOptions } from './server-options.ts';
import { checkShared } from './shared-servers.ts';
import { takeDataFolder } from './system/data-folder.ts';

export type { RepriseServer, ServerOptions } from './server-options.ts';

/**
 * A server on its data folder. The process under which steps run is started as soon as the folder is ours, and the code of
 * the server is loaded meanwhile.
 *
 * @throws DataFolderInUse or DatabaseInUse when another server works there; SharedServerIncomplete.
 */
export async function createServer(options: ServerOptions): Promise<RepriseServer> {
  checkShared(options);
  const folder = takeDataFolder(options.dataFolder);
  try {
    const startedLauncher = startLauncherAhead(folder.delegate, launcherCommand());
    const { createServerIn } = await import('./main.ts');
    return await createServerIn(folder, startedLauncher, options);
  } catch (error) {
    folder.release();
    throw error;
  }
}
