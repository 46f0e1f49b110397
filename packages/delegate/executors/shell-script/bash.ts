import type { OutputVariable } from '@reprise/core/step-types';
import { END_OF_SCRIPT, type Shell } from './shell.ts';

/*
 * Bash reads the whole script from standard input first and evaluates it then, so that the script's own standard input
 * is at its end, its line numbers count from 1, and `exit`, `set -e`, traps and `exec` do what they do in a file. All
 * is on one line, because the lines before it would count. Names that start with __reprise are ours.
 */
const READ = 'IFS= read -r -d "" __reprise_script || exit 125';
const RUN = 'eval "unset -v __reprise_script; $__reprise_script"';

export const bash: Shell = {
  name: 'bash',
  command: (outputs) => ['bash', '-c', program(outputs), 'script'],
  input: (script) => `${script}${END_OF_SCRIPT}`,
};

function program(outputs: readonly OutputVariable[]): string {
  if (outputs.length === 0) return `${READ}; ${RUN}`;
  // Descriptor 3 is one that scripts use themselves, so ours moves out of their way.
  const begin = 'exec {__reprise_out}>&3 3>&-';
  // A group hides itself from `set -x` of the script; the status that the script ended with is what counts.
  const publish = [
    '__reprise_publish() { local __reprise_status=$?',
    'if [[ -z ${__reprise_done-} ]]; then __reprise_done=1',
    `{ ${outputs.map(({ variable }) => printVariable(variable)).join('; ')}; builtin printf '.\\0'; } >&"$__reprise_out"`,
    'fi; return "$__reprise_status"; }',
  ].join('; ');
  const call = '{ __reprise_publish; } 2>/dev/null';
  // At the script's own end it is called directly, for the case that the script has taken the trap.
  return `${READ}; ${begin}; ${publish}; trap '${call}' EXIT; ${RUN}; ${call}`;
}

/** `1` and the value, or `0` when the variable is not set; a NUL ends either, because no value can contain it. */
const printVariable = (name: string): string =>
  `case \${${name}+set} in set) builtin printf '1%s\\0' "$${name}";; *) builtin printf '0\\0';; esac`;
