import type { OutputVariable } from '@reprise/core/step-types';
import type { Shell } from '../shell-script/shell.ts';

/*
 * The shell that every Unix has, so only what POSIX knows. It reads all of standard input and evaluates it when the
 * last line is there: the rest of a script whose sender died half-way might do anything but what its author meant.
 */
const END = '#reprise: end of the command';
const READ = [
  '__reprise=$(cat)',
  `case $__reprise in *"${END}") ;; *) exit 125 ;; esac`,
  'exec 0</dev/null',
].join('\n');

export const sh: Shell = {
  name: 'sh',
  command: (outputs) => ['sh', '-c', program(outputs)],
  input: (script) => `${script}\n${END}\n`,
};

function program(outputs: readonly OutputVariable[]): string {
  if (outputs.length === 0) return `${READ}\neval "$__reprise"`;
  const values = outputs.map(({ variable }) => printVariable(variable)).join('; ');
  // Descriptor 3 is one that scripts use themselves, so ours moves out of their way.
  const publish = `__reprise=$?; set +eu; { ${values}; printf '.\\0'; } >&9 2>/dev/null; exit "$__reprise"`;
  return `${READ}\nexec 9>&3 3>&-\ntrap '${quoted(publish)}' 0\neval "$__reprise"`;
}

/** `1` and the value, or `0` when the variable is not set; a NUL ends either, because no value can contain it. */
const printVariable = (name: string): string =>
  `case \${${name}+set} in set) printf '1%s\\0' "$${name}" ;; *) printf '0\\0' ;; esac`;

/** Inside single quotes. */
const quoted = (text: string): string => text.replaceAll("'", `'\\''`);
