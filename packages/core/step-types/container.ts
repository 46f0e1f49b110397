import type { Text } from '@reprise/core';
import { boolean, choice, type Fields, fieldsOf, given, type Reader, text } from '../yaml/index.ts';
import { connectorReference, namedConnector } from './connector-reference.ts';
import { registryOfImage } from './image-registry.ts';
import type { ConnectorReference, ContainerSpec, ContainerTask } from './model/index.ts';
import type { TextsInTurn } from './texts.ts';

/** The keys of a step that say in which container it runs; undefined when there is no `image`. */
export function readContainer(fields: Fields): ContainerSpec | undefined {
  const image = fields.optional('image', text);
  const pull = fields.optional('imagePullPolicy', choice('Always', 'Never', 'IfNotPresent'));
  const privileged = fields.optional('privileged', boolean) ?? false;
  const user = fields.optional('runAsUser', text);
  const limits = fields.optional('resources', resources) ?? {};
  if (image === undefined) {
    noEffect(fields, 'connectorRef', 'it is for pulling an image, and there is no "image"');
    return undefined;
  }
  const connector = fields.optional('connectorRef', connectorReference);
  return {
    image,
    ...given('connector', connector),
    ...given('pull', pull),
    privileged,
    ...given('user', user),
    ...limits,
  };
}

/** A key that is taken and makes no difference here: its author is told. */
export function noEffect(fields: Fields, key: string, why: string): void {
  fields.ignore(key);
  const at = fields.map.entries.get(key)?.keyAt;
  if (at !== undefined) fields.report.warning('no-effect', `"${key}" has no effect: ${why}.`, at);
}

const resources: Reader<{ readonly memory?: Text; readonly cpu?: Text }> = (node, report) => {
  const fields = fieldsOf(node, 'resources', report);
  const limits = fields?.optional('limits', (inner) => fieldsOf(inner, 'limits', report));
  const memory = limits?.optional('memory', text);
  const cpu = limits?.optional('cpu', text);
  limits?.end();
  fields?.end();
  return { ...given('memory', memory), ...given('cpu', cpu) };
};

const IMAGE = /^[a-zA-Z0-9][\w./:@-]{0,511}$/;
const USER = /^[a-zA-Z0-9_][\w.:-]{0,63}$/;

/** The container with its expressions resolved. All of it reaches a command line, so each part is held to its form. */
export function resolveContainer(spec: ContainerSpec, turn: TextsInTurn): ContainerTask {
  const image = shaped(spec.image, IMAGE, 'the name of an image', turn);
  const user = spec.user && shaped(spec.user, USER, 'a user', turn);
  const memory =
    spec.memory && shaped(spec.memory, /^\d+(\.\d+)?([KMG]i?)?$/, 'a size such as 500Mi', turn);
  const cpu =
    spec.cpu && shaped(spec.cpu, /^\d+(\.\d+)?m?$/, 'a share of processors such as 400m', turn);
  return {
    image,
    ...loginFor(image, spec.connector, turn),
    ...given('pull', spec.pull),
    privileged: spec.privileged,
    ...given('user', user),
    ...given('memory', memory),
    ...given('cpu', cpu),
    ...given('ports', spec.ports),
    ...given(
      'entrypoint',
      spec.entrypoint?.map((part) => turn.text(part)),
    ),
  };
}

/** A login goes to the registry of its connector and to no other, whatever an image is called. */
function loginFor(
  image: string,
  connector: ConnectorReference | undefined,
  turn: TextsInTurn,
): Pick<ContainerTask, 'login' | 'elsewhere'> {
  if (connector === undefined) return {};
  const login = turn.imageConnector(namedConnector(connector, turn))?.login;
  if (login === undefined) return {};
  return registryOfImage(image) === login.registry ? { login } : { elsewhere: login.registry };
}

function shaped(text: Text, form: RegExp, expected: string, turn: TextsInTurn): string {
  const value = turn.text(text).trim();
  if (!form.test(value))
    turn.refuse(`expected ${expected}, found "${value.slice(0, 60)}"`, text.at);
  return value;
}
