import { type Digest, ok, type Problem, type Result, refused } from '@reprise/core';
import {
  inputsTemplateOf,
  mergeInputs,
  mergeInputsInto,
  parsePipeline,
  parsePipelineFile,
  type ResolvedTemplates,
  YamlFile,
} from '@reprise/core/pipeline';
import {
  inputsWithoutStages,
  type PastValue,
  requiredStages,
  type SelectionRequest,
  selectStages,
  supplyValues,
} from '@reprise/core/selection';
import { Recent } from '../../engine/recent.ts';
import type { Definition } from '../../ports/index.ts';
import type { Refused } from '../answer.ts';
import { yamlRefusal } from '../refusals.ts';

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
  selection?: Selection,
) => Result<Definition, Refused>;

/** The same YAML with its templates in their places, and what was wrong with them. */
type Resolved = Pick<ResolvedTemplates, 'yaml' | 'place' | 'problems'>;

/** The stages that shall run, and what their questions to the others are worth. */
export interface Selection extends SelectionRequest {
  readonly past?: PastValue;
}

/** A compiler that remembers what it compiled. */
export function createCompiler(digest: Digester): Compile {
  const kept = new Recent<string, Definition>(KEPT, ({ compiledYaml }) => compiledYaml.length);
  return (yaml, inputsYaml, resolved = asItIs(yaml), selection) => {
    if (selection !== undefined) return compileSelection(digest, resolved, inputsYaml, selection);
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
  const { yaml, place } = resolved;
  const unresolved = templateFaults(resolved);
  if (unresolved !== null) return refused(unresolved);
  const file = new YamlFile(yaml, place);
  const merged = mergeInputsInto(file, inputsYaml);
  // Most pipelines ask for nothing, and stay what was read already.
  const parsed = parsePipelineFile(merged.yaml === yaml ? file : new YamlFile(merged.yaml, place));
  const misgiven = merged.problems.filter(stopsARun);
  const wrong = parsed.problems.filter(stopsARun);
  if (parsed.pipeline === null || misgiven.length > 0 || wrong.length > 0) {
    return refused(cannotRun(resolved, misgiven, wrong));
  }
  const { pipeline } = parsed;
  return ok(definitionOf(digest, { file, inputsYaml, compiledYaml: merged.yaml, pipeline }));
}

/**
 * What an execution of some stages runs: only those, with the inputs that are theirs, and the values of what they ask of
 * the others in its place. What is wrong with the other stages is of no interest.
 */
function compileSelection(
  digest: Digester,
  resolved: Resolved,
  inputsYaml: string,
  { stages, values, past }: Selection,
): Result<Definition, Refused> {
  const unresolved = templateFaults(resolved);
  if (unresolved !== null) return refused(unresolved);
  const selected = selectStages(resolved, stages);
  if (!selected.ok) return selected;
  // What cannot be read at all is refused with its places.
  if (selected.value === null) return compile(digest, resolved, inputsYaml);
  const { yaml, place, leftOut } = selected.value;
  const inputs = inputsWithoutStages(inputsYaml, leftOut);
  const merged = mergeInputs(yaml, inputs.yaml, place, inputs.place);
  const misgiven = merged.problems.filter(stopsARun);
  if (misgiven.length > 0) return refused(badInputs(misgiven));
  const required = requiredStages({ yaml: merged.yaml, place }, leftOut);
  if (!required.ok) return required;
  const supplied = supplyValues({ yaml: merged.yaml, place }, leftOut, values, past);
  if (!supplied.ok) return supplied;
  const compiledYaml = supplied.value.yaml;
  const { pipeline, problems } = parsePipeline(compiledYaml, supplied.value.place);
  const wrong = problems.filter(stopsARun);
  if (pipeline === null || wrong.length > 0) return refused(faultsOf(wrong));
  const file = new YamlFile(yaml);
  return ok(definitionOf(digest, { file, inputsYaml: inputs.yaml, compiledYaml, pipeline }));
}

/** `file`: the pipeline before its inputs were put in. */
function definitionOf(
  digest: Digester,
  {
    file,
    ...made
  }: Omit<Definition, 'digest' | 'inputsTemplateYaml'> & { readonly file: YamlFile },
): Definition {
  const template = inputsTemplateOf(file);
  return {
    digest: digest(JSON.stringify([made.compiledYaml, made.inputsYaml, template])),
    ...made,
    inputsTemplateYaml: template,
  };
}

function templateFaults({ problems }: Resolved): Refused | null {
  const faults = problems.filter(stopsARun);
  const summary = 'The templates of the pipeline cannot be resolved:';
  return faults.length === 0 ? null : yamlRefusal('INVALID_PIPELINE', summary, faults);
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
  if (own.length === 0 && misgiven.length > 0) return badInputs(misgiven);
  return faultsOf(own.length > 0 ? own : wrong);
}

const badInputs = (problems: readonly Problem[]): Refused =>
  yamlRefusal('INVALID_INPUTS', 'The pipeline cannot run with these inputs:', problems);

function faultsOf(problems: readonly Problem[]): Refused {
  return problems.every(({ severity }) => severity === 'unsupported')
    ? yamlRefusal(
        'UNSUPPORTED_PIPELINE',
        'The pipeline uses what this server does not run yet:',
        problems,
      )
    : yamlRefusal('INVALID_PIPELINE', 'The pipeline cannot run:', problems);
}
