import { email } from './email/index.ts';
import type { Executors } from './executor.ts';
import { gitClone } from './git-clone/index.ts';
import { http } from './http/index.ts';
import { background } from './run/background.ts';
import { run } from './run/index.ts';
import { shellScript } from './shell-script/index.ts';

/** Every type of task that a delegate executes. A new step type adds a folder beside this file and a line here. */
export const standardExecutors: Executors = {
  ShellScript: shellScript,
  Http: http,
  Run: run,
  Background: background,
  GitClone: gitClone,
  Email: email,
};
