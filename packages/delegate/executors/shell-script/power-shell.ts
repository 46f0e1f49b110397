import type { OutputVariable } from '@reprise/core/step-types';
import { END_OF_SCRIPT, type Shell } from './shell.ts';

/*
 * PowerShell 7 (`pwsh`), as Harness uses it on Linux delegates. An uncaught error ends the script with code 1, `exit N`
 * with N; without either, the code is that of the last program that ran. A script that ends by `exit` publishes no
 * outputs.
 */
const READ = [
  '$__reprise = [Console]::In.ReadToEnd()',
  'if (-not $__reprise.EndsWith([char]0)) { exit 125 }',
  '$__reprise = $__reprise.Substring(0, $__reprise.Length - 1)',
];
const RUN = ["$ErrorActionPreference = 'Stop'", '. ([scriptblock]::Create($__reprise))'];

export const powerShell: Shell = {
  name: 'pwsh',
  command: (outputs) => [
    'pwsh',
    '-NoLogo',
    '-NoProfile',
    '-NonInteractive',
    '-Command',
    [...READ, ...RUN, ...publish(outputs), 'exit [int]$LASTEXITCODE'].join('\n'),
  ],
  input: (script) => `${script}${END_OF_SCRIPT}`,
};

function publish(outputs: readonly OutputVariable[]): readonly string[] {
  if (outputs.length === 0) return [];
  const values = outputs.map(
    ({ variable }) =>
      `if (Test-Path variable:${variable}) { "1$($${variable})" + [char]0 } else { "0" + [char]0 }`,
  );
  return [
    `$__reprise = -join @(${values.join('; ')}; "." + [char]0)`,
    '$__reprise = [Text.UTF8Encoding]::new($false).GetBytes($__reprise)',
    "$__reprise_out = [IO.File]::OpenWrite('/dev/fd/3')",
    '$__reprise_out.Write($__reprise, 0, $__reprise.Length); $__reprise_out.Dispose()',
  ];
}
