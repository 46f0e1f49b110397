import { asMilliseconds, type Milliseconds } from '@reprise/core';
import { choice, duration, fieldsOf, isRuntimeInput, type Reader } from '../yaml/index.ts';

/** Stands for a time that is given when the pipeline runs. */
const MEANWHILE = asMilliseconds(60_000);

/** How long a stage of this `runMode` waits for somebody to start it; null when it starts by itself. */
export const runMode: Reader<Milliseconds | null> = (node, report) => {
  const fields = fieldsOf(node, 'the run mode of a stage', report);
  const type = fields?.required('type', choice('Auto', 'Manual'));
  const timeout =
    type === 'Manual'
      ? fields?.required('timeout', knownTime)
      : fields?.optional('timeout', knownTime);
  fields?.end();
  return type === 'Manual' ? timeout : null;
};

const knownTime: typeof duration = (node, report) =>
  isRuntimeInput(node) ? MEANWHILE : duration(node, report);
