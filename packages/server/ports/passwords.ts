/** Makes of a password what may be stored, and compares. */
export interface Passwords {
  hash(password: string): Promise<string>;
  /** Takes as long for somebody who is not there (null) as for somebody who is, so that time tells nothing. */
  verify(stored: string | null, password: string): Promise<boolean>;
}
