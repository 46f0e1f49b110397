import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/*
 * Stands in for the CLI of a container engine where none is. It writes down what it was told, one JSON text a call, and
 * runs what should run inside a container on this machine instead, with the paths of the container replaced. So a test
 * sees the command line and the way of inputs, outputs and signals; what a real engine makes of it, it cannot show.
 */
const PROGRAM = `#!/usr/bin/env python3
import json, os, sys
with open(os.path.join(os.path.dirname(__file__), "calls.jsonl"), "a") as calls:
    calls.write(json.dumps({"arguments": sys.argv[1:], "environment": dict(os.environ)}) + "\\n")
if sys.argv[1] != "run":
    sys.exit(0)
rest, entry, volumes = sys.argv[2:], None, []
takes = {"--name", "--volume", "--workdir", "--env", "--pull", "--user", "--memory", "--cpus", "--entrypoint"}
while rest and rest[0].startswith("--"):
    option = rest.pop(0)
    if option not in takes:
        continue
    value = rest.pop(0)
    if option == "--volume":
        volumes.append(value.rsplit(":", 1))
    if option == "--entrypoint":
        entry = value
    if option == "--env" and "=" in value:
        os.environ[value.split("=", 1)[0]] = value.split("=", 1)[1]
image = rest.pop(0)
if image.startswith("missing"):
    print("no such image", file=sys.stderr)
    sys.exit(125)
if entry is None:
    entry, rest = "sh", ["-c", "env | grep ^PLUGIN_ | sort"]
for outside, inside in volumes:
    rest = [argument.replace(inside, outside) for argument in rest]
os.execvp(entry, [entry, *rest])
`;

export interface FakeEngine {
  /** The path of the program. */
  readonly program: string;
  /** What it was told so far. */
  calls(): readonly {
    readonly arguments: readonly string[];
    readonly environment: Readonly<Record<string, string>>;
  }[];
}

/** Puts the program into a folder that exists. */
export function fakeEngine(folder: string): FakeEngine {
  const program = join(folder, 'fake-engine');
  const calls = join(folder, 'calls.jsonl');
  writeFileSync(program, PROGRAM, { mode: 0o755 });
  return {
    program,
    calls: () =>
      existsSync(calls)
        ? readFileSync(calls, 'utf8')
            .trimEnd()
            .split('\n')
            .map((line) => JSON.parse(line))
        : [],
  };
}
