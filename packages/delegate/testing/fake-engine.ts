import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/*
 * Stands in for the CLI of a container engine where none is. It writes down what it was told, one JSON text a call, and
 * runs what should run inside a container on this machine instead, with the paths of the container replaced. So a test
 * sees the command line and the way of inputs, outputs and signals; what a real engine makes of it, it cannot show.
 * An image of `private.example.com` is there once it was pulled by a login; of a pull the configuration is written down
 * as the CLI finds it.
 */
const PROGRAM = `#!/usr/bin/env python3
import hashlib, json, os, signal, sys, time
here = os.path.dirname(__file__)
call = {"arguments": sys.argv[1:], "environment": dict(os.environ)}
store = os.path.join(here, "images-" + hashlib.sha1(sys.argv[-1].encode()).hexdigest())
if sys.argv[1] == "pull":
    folder = os.environ.get("DOCKER_CONFIG", "")
    file = os.environ.get("REGISTRY_AUTH_FILE", "")
    if os.path.exists(file):
        call["config"] = json.load(open(file))
        call["modes"] = [oct(os.stat(path).st_mode & 0o777) for path in (folder, file)]
        call["contexts"] = os.path.realpath(os.path.join(folder, "contexts"))
with open(os.path.join(here, "calls.jsonl"), "a") as calls:
    calls.write(json.dumps(call) + "\\n")
if sys.argv[1:3] == ["image", "inspect"]:
    sys.exit(0 if os.path.exists(store) else 1)
if sys.argv[1] == "pull":
    if "hangs" in sys.argv[-1]:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        time.sleep(3600)
    if "denied" in sys.argv[-1]:
        print("denied: requested access to the resource is denied", file=sys.stderr)
        sys.exit(1)
    open(store, "w").close()
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
store = os.path.join(here, "images-" + hashlib.sha1(image.encode()).hexdigest())
if image.startswith("missing") or image.startswith("private.") and not os.path.exists(store):
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
    /** Of a pull by a login: the CLI's configuration, who may read its folder and its file, and where its contexts are. */
    readonly config?: unknown;
    readonly modes?: readonly string[];
    readonly contexts?: string;
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
