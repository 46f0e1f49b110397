import { didYouMean } from '@reprise/core';
import {
  checkPattern,
  type Expression,
  expressionsOf,
  parseCondition,
  parseText,
  type Reference,
  type ReferencePart,
  referencesOf,
  type Template,
} from '@reprise/core/expression';
import {
  isRuntimeInput,
  positionIn,
  type Report,
  scalarText,
  valueAt,
  type YamlNode,
  type YamlScalar,
} from '../yaml/index.ts';
import { unknownName } from './check-names.ts';
import { checkPlaceholder } from './inputs/placeholder.ts';
import { loopOf, type Outline, type StageOutline } from './outline.ts';

/**
 * Checks every text of a file that holds expressions: that they parse, and that the stages and steps that they name
 * exist. Descriptions are not evaluated, so they may say anything.
 */
export function checkExpressions(root: YamlNode, outline: Outline, report: Report): void {
  new Checker(outline, report).walk(root, '', undefined);
}

class Checker {
  private readonly outline: Outline;
  private readonly stages: ReadonlyMap<string, StageOutline>;
  private readonly report: Report;

  constructor(outline: Outline, report: Report) {
    this.outline = outline;
    this.report = report;
    this.stages = new Map(outline.stages.map((stage) => [stage.identifier, stage]));
  }

  walk(node: YamlNode, key: string, stage: StageOutline | undefined): void {
    if (node.kind === 'list') {
      for (const item of node.items) this.walk(item, '', stage);
    } else if (node.kind === 'map') {
      for (const [name, { value }] of node.entries) {
        const inside = name === 'stage' ? this.stageOf(value) : stage;
        if (stage?.chained && key === 'spec' && name === 'outputs') this.walkElsewhere(value);
        else if (name !== 'description') this.walk(value, name, inside);
      }
    } else this.check(node, key, stage);
  }

  /** What is said of another pipeline: its stages are not known here. */
  private walkElsewhere(node: YamlNode): void {
    new Checker({ stages: [], open: true, variables: null }, this.report).walk(node, '', undefined);
  }

  private stageOf(node: YamlNode): StageOutline | undefined {
    return this.stages.get(scalarText(valueAt(node, 'identifier')) ?? '');
  }

  private check(scalar: YamlScalar, key: string, stage: StageOutline | undefined): void {
    const { text } = scalar;
    if (typeof scalar.value !== 'string' || this.report.isFull) return;
    if (isRuntimeInput(scalar)) return checkPlaceholder(scalar, this.report);
    // The `when` of a looping strategy is a condition itself; any other `when` is a map.
    const isCondition = key === 'condition' || key === 'when';
    // A condition that says nothing is none.
    if (isCondition ? text.text.trim() === '' : !text.text.includes('<+')) return;
    const template = isCondition ? parseCondition(text.text) : parseText(text.text);
    if (!template.ok) {
      const { message, offset } = template.error;
      const at = positionIn(text, offset);
      if (template.error.code === 'unknown-function') {
        return this.report.unsupported('unsupported-expression', `${message}.`, at);
      }
      return this.report.error('bad-expression', `This expression is wrong: ${message}.`, at);
    }
    this.checkPatterns(scalar, template.value);
    for (const reference of referencesOf(template.value)) {
      this.checkReference(scalar, reference, stage);
    }
  }

  /** A pattern that stands there literally can be tried now. What Java takes and this server does not is no error. */
  private checkPatterns(scalar: YamlScalar, template: Template): void {
    for (const node of expressionsOf(template)) {
      const pattern = patternIn(node);
      if (pattern?.kind !== 'literal' || typeof pattern.value !== 'string') continue;
      const checked = checkPattern(pattern.value);
      if (checked.ok) continue;
      const at = positionIn(scalar.text, pattern.start);
      if (checked.error.isJava) {
        this.report.unsupported('unsupported-expression', `${checked.error.message}.`, at);
      } else this.report.error('bad-expression', `${checked.error.message}.`, at);
    }
  }

  private checkReference(
    scalar: YamlScalar,
    { path }: Reference,
    stage: StageOutline | undefined,
  ): void {
    this.checkNames(scalar, path, stage);
    const names = path.map((part) => part.name);
    const [first, second, third, fourth] = names;
    if (first === 'pipeline' && second === 'stages') {
      this.checkStage(scalar, path.slice(2), stage);
    } else if (first === 'stages') {
      this.checkStage(scalar, path.slice(1), stage);
    } else if (first === 'execution' && isStepList(second)) {
      this.checkStep(scalar, path.slice(2), stage);
    } else if (
      first === 'stage' &&
      second === 'spec' &&
      third === 'execution' &&
      isStepList(fourth)
    ) {
      this.checkStep(scalar, path.slice(4), stage);
    } else if (first === 'input') {
      const message =
        '<+input> must be the whole value, perhaps with .default(…) and the like after it.';
      this.report.error('bad-input', message, positionIn(scalar.text, path[0]?.start ?? 0));
    } else if (first === 'steps') this.checkStep(scalar, path.slice(1), stage);
  }

  /** A run may never come to it, so what is not defined is no error of the file. */
  private checkNames(
    scalar: YamlScalar,
    path: readonly ReferencePart[],
    stage: StageOutline | undefined,
  ): void {
    const unknown = unknownName(path, this.outline, stage);
    if (unknown === undefined) return;
    const at = positionIn(scalar.text, unknown.part.start);
    this.report.warning('undefined-name', unknown.message, at);
  }

  private checkStage(
    scalar: YamlScalar,
    [name, spec, execution, steps, ...rest]: readonly ReferencePart[],
    here: StageOutline | undefined,
  ): void {
    if (name === undefined) return;
    const stage = this.stages.get(name.name) ?? this.instanceNamed(name.name);
    if (stage?.looped && stage.identifier === name.name && stage !== here) {
      const message = `The stage "${name.name}" is looped: name one of its instances, such as ${name.name}_0.`;
      return this.missing(scalar, name, message);
    }
    if (stage === undefined) {
      if (this.outline.open) return;
      const known = [...this.stages.keys()];
      const message = `There is no stage "${name.name}" in this pipeline.${didYouMean(name.name, known)}`;
      return this.missing(scalar, name, message);
    }
    const isPath = spec?.name === 'spec' && execution?.name === 'execution';
    if (isPath && isStepList(steps?.name)) this.checkStep(scalar, rest, stage, stage !== here);
  }

  private instanceNamed(name: string): StageOutline | undefined {
    const loop = this.stages.get(loopOf(name) ?? '');
    return loop?.looped ? loop : undefined;
  }

  private checkStep(
    scalar: YamlScalar,
    [name]: readonly ReferencePart[],
    stage: StageOutline | undefined,
    elsewhere = false,
  ): void {
    if (name === undefined || stage === undefined || stage.open) return;
    const known = stage.steps.map((step) => step.identifier);
    const loop = loopOf(name.name);
    const isInstance = stage.steps.some((step) => step.looped && step.identifier === loop);
    if (isInstance || known.includes(name.name)) return;
    const where = elsewhere ? `the stage "${stage.identifier}"` : 'this stage';
    const message = `There is no step "${name.name}" in ${where}.`;
    const other = elsewhere ? undefined : this.stageWith(name.name);
    const hint = other
      ? ` The stage "${other.identifier}" has one: write <+pipeline.stages.${other.identifier}.spec.execution.steps.${name.name}…>.`
      : didYouMean(name.name, known);
    this.missing(scalar, name, message + hint);
  }

  private stageWith(step: string): StageOutline | undefined {
    return this.outline.stages.find(({ steps }) => steps.some((each) => each.identifier === step));
  }

  private missing(scalar: YamlScalar, part: ReferencePart, message: string): void {
    this.report.error('missing-reference', message, positionIn(scalar.text, part.start));
  }
}

const isStepList = (name: string | undefined): boolean =>
  name === 'steps' || name === 'rollbackSteps';

const patternMethods: ReadonlySet<string> = new Set(['matches', 'replaceAll', 'replaceFirst']);

/** Where an expression takes a regular expression. */
function patternIn(node: Expression): Expression | undefined {
  if (node.kind === 'binary') {
    return node.operator === '=~' || node.operator === '!~' ? node.right : undefined;
  }
  if (node.kind !== 'method-call') return undefined;
  const isFunctor = node.object.kind === 'name' && node.object.name === 'regex';
  return isFunctor || patternMethods.has(node.method) ? node.arguments[0] : undefined;
}
