/** A name as an identifier: letters, digits and underscores, no digit first. */
export const identifierOf = (name: string): string =>
  name
    .trim()
    .replace(/\W+/g, '_')
    .replace(/^(?=\d)/, '_');
