/**
 * What is stored cannot be read back: a hole in a stream, text that is no JSON, a column of the wrong type. It will be
 * the same at every further try, and says nothing about any other record; every other error of a store is trouble with
 * the database and may pass.
 */
export class DamagedRecord extends Error {
  override readonly name = 'DamagedRecord';
}
