import type { OutputVariable } from '@reprise/core/step-types';
import { END_OF_SCRIPT, type Shell } from './shell.ts';

/*
 * Bash reads two things from standard input: a line of ours, and, by that line, the author's script, which it evaluates
 * when it has all of it. So the script's own standard input is at its end, its lines count from 1, and `exit`, `set -e`,
 * `set -u`, traps and `exec` do what they do in a file. (Under `bash -c` some exit codes are others.) Names that start
 * with __reprise are ours.
 */
const READ = 'IFS= read -r -d "" __reprise_script || exit 125';
const RUN = 'eval "unset -v __reprise_script; $__reprise_script"';

export const bash: Shell = {
  name: 'bash',
  command: () => ['bash', '-s'],
  input: (script, outputs) => `${program(outputs)}\n${script}${END_OF_SCRIPT}`,
};

function program(outputs: readonly OutputVariable[]): string {
  // The group hides the call from the script's `set -x`.
  const end = '{ __reprise_end; } 2>/dev/null';
  if (outputs.length === 0) return `${READ}; ${endFunction('')}; ${RUN}; ${end}`;
  // Descriptor 3 is one that scripts use themselves, so ours moves out of their way.
  const begin = 'exec {__reprise_out}>&3 3>&-';
  const values = outputs.map(({ variable }) => printVariable(variable)).join('; ');
  const publish = [
    'if [[ -z ${__reprise_done-} ]]; then __reprise_done=1',
    `{ ${values}; builtin printf '.\\0'; } >&"$__reprise_out"; fi; `,
  ].join('; ');
  // At the script's own end it is called directly, for the case that the script has taken the trap.
  return `${READ}; ${begin}; ${endFunction(publish)}; trap '${end}' EXIT; ${RUN}; ${end}`;
}

/**
 * What runs after the script, and keeps its status. Bash would read on from standard input, wherever the script may
 * have put that, so it is put at its end again.
 */
const endFunction = (publish: string): string =>
  `__reprise_end() { local __reprise_status=$?; ${publish}exec 0</dev/null; return "$__reprise_status"; }`;

/** `1` and the value, or `0` when the variable is not set; a NUL ends either, because no value can contain it. */
const printVariable = (name: string): string =>
  `case \${${name}+set} in set) builtin printf '1%s\\0' "$${name}";; *) builtin printf '0\\0';; esac`;
