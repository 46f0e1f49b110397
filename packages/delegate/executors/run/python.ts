import type { OutputVariable } from '@reprise/core/step-types';
import { END_OF_SCRIPT, type Shell } from '../shell-script/shell.ts';

/*
 * Python 3. An output is what `os.environ` holds under its name when the script ends, as in Harness, or else what the
 * script's own variable of that name holds. Tracebacks begin in the author's script, with its own lines.
 */
const PROGRAM = `
import os, sys, linecache, traceback
def __reprise():
    source = sys.stdin.buffer.read().decode("utf-8")
    if not source.endswith("\\0"):
        sys.exit(125)
    source = source[:-1]
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    wanted, code = WANTED, 0
    out = os.dup(3) if wanted else None
    names = {"__name__": "__main__", "__builtins__": __builtins__}
    linecache.cache["command.py"] = (len(source), None, source.splitlines(True), "command.py")
    try:
        exec(compile(source, "command.py", "exec"), names)
    except SystemExit as end:
        code = end.code
    except BaseException as error:
        traceback.print_exception(type(error), error, error.__traceback__.tb_next)
        code = 1
    if wanted:
        publish(out, wanted, names)
    sys.exit(code)
def publish(out, wanted, names):
    values = []
    for name in wanted:
        value = os.environ.get(name, names.get(name))
        values.append("0" if value is None else "1" + str(value).replace("\\0", ""))
    data = ("\\0".join(values) + "\\0.\\0").encode("utf-8", "surrogateescape")
    while data:
        data = data[os.write(out, data):]
__reprise()
`;

export const python: Shell = {
  name: 'python3',
  command: (outputs) => ['python3', '-c', PROGRAM.replace('WANTED', wanted(outputs))],
  input: (script) => `${script}${END_OF_SCRIPT}`,
};

/** Names of variables need no quoting. */
const wanted = (outputs: readonly OutputVariable[]): string =>
  `[${outputs.map(({ variable }) => `"${variable}"`).join(', ')}]`;
