import { asTaskId } from '@reprise/core';
import { createDelegate, noSecrets } from '../index.ts';
import { bashTask } from './bash-task.ts';
import { InMemoryTaskServer } from './in-memory-task-server.ts';

/*
 * A server with its delegate in one process, to be killed: takes the work folder, the launcher's command as JSON, the id
 * of a task and its script, and says "started" when the script's first line of output has reached the server.
 */
const [workFolder = '', launcher = '[]', id = '', script = ''] = process.argv.slice(2);
const server = new InMemoryTaskServer();
const delegate = createDelegate({
  server,
  workFolder,
  name: 'victim',
  selectors: [],
  capacity: 1,
  launcher: JSON.parse(launcher) as string[],
  secrets: noSecrets,
});
await delegate.start();
void server.submit(asTaskId(id), bashTask(script));
const look = setInterval(() => {
  if (server.rawLog(asTaskId(id)) === '') return;
  clearInterval(look);
  process.stdout.write('started\n');
}, 5);
