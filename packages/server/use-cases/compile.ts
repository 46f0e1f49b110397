import { type Digest, ok, type Problem, type Result, refused } from '@reprise/core';
import {
  inputsTemplate,
  mergeInputs,
  parsePipeline,
  type ResolvedTemplates,
} from '@reprise/core/pipeline';
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
export type Compile = (
  yaml: string,
  inputsYaml: string,
  resolved?: Resolved,
) => Result<Definition, Refused>;

/** The same YAML with its templates in their places, and what was wrong with them. */
type Resolved = Pick<ResolvedTemplates, 'yaml' | 'place' | 'problems'>;

/** A compiler that remembers what it compiled. */
export function createCompiler(digest: Digester): Compile {
  const kept = new Recent<string, Definition>(KEPT, ({ compiledYaml }) => compiledYaml.length);
  return (yaml, inputsYaml, resolved = asItIs(yaml)) => {
    const key = JSON.stringify([yaml, inputsYaml, resolved.yaml]);
    const known = kept.get(key);
    if (known !== undefined) return ok(known);
    const compiled = compile(digest, resolved, inputsYaml);
    if (compiled.ok) kept.set(key, compiled.value);
    return compiled;
  };
}

const asItIs = (yaml: string): Resolved => ({ yaml, place: (at) => at, problems: [] });

function compile(
  digest: Digester,
  resolved: Resolved,
  inputsYaml: string,
): Result<Definition, Refused> {
  const { yaml, place, problems } = resolved;
  if (problems.some(stopsARun)) {
    const summary = 'The templates of the pipeline cannot be resolved:';
    return refused(yamlRefusal('INVALID_PIPELINE', summary, problems.filter(stopsARun)));
  }
  const merged = mergeInputs(yaml, inputsYaml, place);
  const parsed = parsePipeline(merged.yaml, place);
  const misgiven = merged.problems.filter(stopsARun);
  const wrong = parsed.problems.filter(stopsARun);
  if (parsed.pipeline === null || misgiven.length > 0 || wrong.length > 0) {
    return refused(cannotRun(resolved, misgiven, wrong));
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
function cannotRun(
  { yaml, place }: Resolved,
  misgiven: readonly Problem[],
  wrong: readonly Problem[],
): Refused {
  const own = parsePipeline(yaml, place).problems.filter(stopsARun);
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
