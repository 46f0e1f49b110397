import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ok, type Result } from '@reprise/core';
import type { Failure } from '@reprise/core/execution';
import type { ContainerTask } from '@reprise/core/step-types';
import { loginFolder } from '../../launcher/task-records.ts';
import type { ExecutorContext } from '../executor.ts';
import type { TextResolver } from '../resolve-text.ts';

/** How an image is pulled before its container is made, by a login that nobody but the CLI sees. */
export interface PullAs {
  /** A folder that the process makes for the CLI, and removes when the image is there. */
  readonly folder: string;
  /** The CLI's own configuration: its contexts say where the engine is. */
  readonly ownFolder: string;
  readonly always: boolean;
  /** What the CLI reads in that folder, on one line. It is a secret: no command line or variable holds it (I10). */
  readonly config: string;
}

/** Null when the container engine needs no login of ours, or is not to pull. */
export async function pullAs(
  { login, pull }: ContainerTask,
  { settings, workFolder, taskId, environment }: ExecutorContext,
  texts: TextResolver,
): Promise<Result<PullAs | null, Failure>> {
  if (login === undefined || pull === 'Never') return ok(null);
  const user = await texts.resolve(login.user);
  if (!user.ok) return user;
  const password = await texts.resolve(login.password);
  if (!password.ok) return password;
  const auth = Buffer.from(`${user.value}:${password.value}`).toString('base64');
  const ownFolder =
    settings.containerEnvironment['DOCKER_CONFIG'] ?? join(environment['HOME'] ?? '/', '.docker');
  const context = await currentContext(ownFolder);
  const config = {
    auths: { [entryFor(login.registry)]: { auth } },
    ...(context === null ? {} : { currentContext: context }),
  };
  return ok({
    folder: loginFolder(workFolder, taskId),
    ownFolder,
    always: pull === 'Always',
    config: JSON.stringify(config),
  });
}

/** Under which name the CLIs look for the login of a registry. */
const entryFor = (registry: string): string =>
  registry === 'docker.io' ? 'https://index.docker.io/v1/' : registry;

/** The engine that the operator has chosen by `docker context use`; null when that was never said. */
async function currentContext(folder: string): Promise<string | null> {
  try {
    const config: unknown = JSON.parse(await readFile(join(folder, 'config.json'), 'utf8'));
    const isSaid = typeof config === 'object' && config !== null && 'currentContext' in config;
    return isSaid && typeof config.currentContext === 'string' ? config.currentContext : null;
  } catch {
    // No file, or one that the CLI itself will complain of.
    return null;
  }
}
