import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ApiBench, granted, openApiBench } from './testing/api-bench.ts';

const YAML = `pipeline:
  identifier: tells
  name: Tells
  variables:
    - {name: tag, type: String, value: <+input>}
  stages:
    - stage:
        identifier: tell
        name: Tell
        type: Custom
        spec:
          execution:
            steps:
              - step:
                  identifier: say
                  name: Say
                  type: ShellScript
                  spec:
                    shell: Bash
                    source: {type: Inline, spec: {script: "<+inputSet.pipeline.variables[0].value>"}}
`;
const INPUTS = `pipeline:
  variables:
    - {name: tag, type: String, value: "<+pipeline.name> v1"}
`;

let bench: ApiBench;
beforeEach(async () => {
  bench = await openApiBench();
});
afterEach(() => bench.close());

it('an execution reads the inputs that it was given, and does not evaluate them', async () => {
  granted(await bench.client.createPipeline({ body: YAML }));
  granted(await bench.client.executePipeline({ path: { pipeline: 'tells' }, body: INPUTS }));
  await bench.settle();
  expect(bench.delegate.ran.map(({ task }) => task)).toMatchObject([
    { script: '<+pipeline.name> v1' },
  ]);
});
