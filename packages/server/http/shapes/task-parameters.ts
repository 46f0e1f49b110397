import { unreachable } from '@reprise/core';
import type { TaskText } from '@reprise/core/expression';
import type { TaskSpec } from '@reprise/core/step-types';
import { plainText } from './plain-value.ts';

/** What a task was told to do, in the words of its step's `spec`, secrets by reference (I10). */
export function taskParameters(task: TaskSpec): Record<string, unknown> {
  switch (task.type) {
    case 'ShellScript':
      return {
        shell: task.shell,
        script: plainText(task.script),
        environmentVariables: plainTexts(task.environment),
        outputVariables: namesOf(task.outputs),
      };
    case 'Http':
      return {
        url: plainText(task.url),
        method: task.method,
        headers: task.headers.map(({ name, value }) => ({ key: name, value: plainText(value) })),
        ...(task.body === undefined ? {} : { requestBody: plainText(task.body) }),
        ...(task.assertion === undefined ? {} : { assertion: task.assertion.text }),
        outputVariables: namesOf(task.outputs),
      };
    case 'Run':
    case 'Background':
      return {
        ...(task.command && {
          shell: task.command.shell,
          command: plainText(task.command.script),
        }),
        ...task.container,
        envVariables: plainTexts(task.environment),
        ...('outputs' in task ? { outputVariables: namesOf(task.outputs) } : {}),
      };
    case 'GitClone': {
      const { repository, ref, directory, depth } = task;
      return { repoName: plainText(repository), build: ref, cloneDirectory: directory, depth };
    }
    case 'Email': {
      const { type: _, ...mail } = task;
      return mail;
    }
    default:
      return unreachable(task);
  }
}

const plainTexts = (texts: Readonly<Record<string, TaskText>>): Record<string, string> =>
  Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, plainText(text)]));

const namesOf = (declared: readonly { readonly name: string }[]): readonly string[] =>
  declared.map(({ name }) => name);
