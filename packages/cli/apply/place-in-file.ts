/** A place of a document that begins on line `begins` of a file, as people find it in the file. */
export const placeInFile = (
  begins: number,
  { line, column }: { readonly line: number; readonly column: number },
): string => `line ${line + begins - 1}, column ${column}`;
