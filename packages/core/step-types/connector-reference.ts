import { nameOfKind, type Reader } from '../yaml/index.ts';
import type { ConnectorReference } from './model/index.ts';
import type { TextsInTurn } from './texts.ts';

const FORM = /^(?:(?:account|org|project)\.)?[a-zA-Z_][0-9a-zA-Z_]{0,127}$/;
const EXPECTED = 'the identifier of a connector: ID, org.ID or account.ID';

/** `connectorRef`: a connector that is looked up when the run begins, or an expression for one that is known then. */
export const connectorReference: Reader<ConnectorReference> = (node, report) => {
  const said = node.kind === 'scalar' ? node.text : undefined;
  if (said?.text.includes('<+')) return { reference: said.text, at: node.at, expression: said };
  if (said !== undefined && FORM.test(said.text)) return { reference: said.text, at: node.at };
  report.error('bad-value', `Expected ${EXPECTED}, found ${nameOfKind(node)}.`, node.at);
  return undefined;
};

/** The connector that is meant now: an expression has its value from here on. */
export function namedConnector(
  { reference, at, expression }: ConnectorReference,
  turn: TextsInTurn,
): ConnectorReference {
  if (expression === undefined) return { reference, at };
  const name = turn.text(expression).trim();
  if (!FORM.test(name)) turn.refuse(`expected ${EXPECTED}, found "${name.slice(0, 60)}"`, at);
  return { reference: name.replace(/^project\./, ''), at };
}
