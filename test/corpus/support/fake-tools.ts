import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Answer, Answers } from './model.ts';

const TOOLS =
  'kubectl helm aws az gcloud terraform docker psql mysql redis-cli ansible-playbook npm mvn gradle go pytest spark-submit dbt pg_dump pg_restore flyway trivy cosign argocd vault slack jira xcodebuild fastlane terragrunt skopeo'.split(
    ' ',
  );

/** Notes its call in one write, then does as the answers say. `n` is which call of its kind this is, from 1. */
const TOOL = `#!/bin/bash
home=$(dirname "$(dirname "$(readlink -f "$0")")")
call="\${0##*/}\${*:+ $*}"
call=\${call//$'\\n'/ }
printf '%s\\n' "$call" >>"$home/calls"
n=$(grep -cxF -- "$call" "$home/calls")
. "$home/answers"
`;

/** The tools of clouds and teams, on a path of their own: each only notes that it was called, and answers as it was told. */
export interface FakeTools {
  /** The folder to put on PATH. */
  readonly bin: string;
  /** Forgets what was called, and answers like this from now on. */
  prepare(answers: Answers): void;
  calls(): readonly string[];
}

export function installFakeTools(folder: string): FakeTools {
  const bin = join(folder, 'bin');
  const tool = join(bin, 'fake-tool');
  const [calls, script] = [join(folder, 'calls'), join(folder, 'answers')];
  mkdirSync(bin, { recursive: true });
  writeFileSync(tool, TOOL);
  chmodSync(tool, 0o755);
  for (const name of TOOLS) symlinkSync(tool, join(bin, name));
  return {
    bin,
    prepare: (answers) => {
      writeFileSync(calls, '');
      writeFileSync(script, scriptOf(answers));
    },
    calls: () =>
      readFileSync(calls, 'utf8')
        .split('\n')
        .filter((line) => line !== ''),
  };
}

function scriptOf(answers: Answers): string {
  const cases = Object.entries(answers).map(([call, answer]) => {
    const all = Array.isArray(answer) ? answer : [answer];
    const turns = all.map((each, index) => {
      const turn = index === all.length - 1 ? '*' : index + 1;
      return `${turn}) ${doing(each)} ;;`;
    });
    return `${patternOf(call)}) case "$n" in ${turns.join(' ')} esac ;;`;
  });
  return cases.length === 0 ? 'exit 0\n' : `case "$call" in\n${cases.join('\n')}\nesac\nexit 0\n`;
}

const doing = ({ out = '', exit = 0 }: Answer): string =>
  `${out === '' ? '' : `printf '%s\\n' ${quoted(out)}; `}exit ${exit}`;

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** Everything in it means itself but the stars. */
const patternOf = (call: string): string =>
  call
    .split('*')
    .map((part) => (part === '' ? '' : quoted(part)))
    .join('*');
