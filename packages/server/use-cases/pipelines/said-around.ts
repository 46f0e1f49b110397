/** What a request says of a document besides its YAML. */
export interface SaidAround {
  readonly identifier: string | null;
  readonly description: string | null;
  readonly tags: Readonly<Record<string, string>>;
}

interface Described {
  readonly description?: string | null | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/** The description and the tags of a document: those around the YAML count where it has none itself. */
export const describedBy = ({ description, tags }: Described, around: SaidAround | undefined) => ({
  description: description ?? around?.description ?? null,
  tags: Object.keys(tags).length > 0 ? tags : (around?.tags ?? {}),
});

/** The identifier that a request names in its path or around the YAML, if it is not that of the YAML. */
export const otherIdentifier = (
  identifier: string,
  ...named: readonly (string | null | undefined)[]
): string | null =>
  named.find((one) => one !== null && one !== undefined && one !== identifier) ?? null;
