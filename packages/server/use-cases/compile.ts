import { type Digest, ok, type Problem, type Result, refused } from '@reprise/core';
import { inputsTemplate, mergeInputs, parsePipeline } from '@reprise/core/pipeline';
import { Recent } from '../engine/recent.ts';
import type { Definition } from '../ports/index.ts';
import type { Refused } from './answer.ts';
import { yamlRefusal } from './refusals.ts';

/** Characters of YAML whose definitions are kept: the same pipeline is run again and again. */
const KEPT = 8_000_000;

type Digester = (text: string) => Digest;

/**
 * What an execution of this YAML with these inputs runs (I11). Refused when anything in it is wrong or is not run by this
 * server, naming each place.
 */
export type Compile = (yaml: string, inputsYaml: string) => Result<Definition, Refused>;

/** A compiler that remembers what it compiled. */
export function createCompiler(digest: Digester): Compile {
  const kept = new Recent<string, Definition>(KEPT, ({ compiledYaml }) => compiledYaml.length);
  return (yaml, inputsYaml) => {
    const key = JSON.stringify([yaml, inputsYaml]);
    const known = kept.get(key);
    if (known !== undefined) return ok(known);
    const compiled = compile(digest, yaml, inputsYaml);
    if (compiled.ok) kept.set(key, compiled.value);
    return compiled;
  };
}

function compile(digest: Digester, yaml: string, inputsYaml: string): Result<Definition, Refused> {
  const merged = mergeInputs(yaml, inputsYaml);
  const parsed = parsePipeline(merged.yaml);
  const misgiven = merged.problems.filter(stopsARun);
  const wrong = parsed.problems.filter(stopsARun);
  if (parsed.pipeline === null || misgiven.length > 0 || wrong.length > 0) {
    return refused(cannotRun(yaml, misgiven, wrong));
  }
  const template = inputsTemplate(yaml);
  return ok({
    digest: digest(JSON.stringify([merged.yaml, inputsYaml, template])),
    compiledYaml: merged.yaml,
    inputsYaml,
    inputsTemplateYaml: template,
    pipeline: parsed.pipeline,
  });
}

const stopsARun = (problem: Problem): boolean => problem.severity !== 'warning';

/**
 * What is wrong with the pipeline as it is stored goes first, then what is wrong with the inputs; what only the two
 * together make wrong comes last.
 */
function cannotRun(yaml: string, misgiven: readonly Problem[], wrong: readonly Problem[]): Refused {
  const own = parsePipeline(yaml).problems.filter(stopsARun);
  if (own.length === 0 && misgiven.length > 0) {
    return yamlRefusal('INVALID_INPUTS', 'The pipeline cannot run with these inputs:', misgiven);
  }
  const problems = own.length > 0 ? own : wrong;
  return problems.every(({ severity }) => severity === 'unsupported')
    ? yamlRefusal(
        'UNSUPPORTED_PIPELINE',
        'The pipeline uses what this server does not run yet:',
        problems,
      )
    : yamlRefusal('INVALID_PIPELINE', 'The pipeline cannot run:', problems);
}
